import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { nextCodes } from '#platform/series/next-code.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

interface Pilot {
  id: string
  userId: string | null
  name: string
}

/** Each state, and how many hours from now its trips begin. */
const plans = [
  ['draft', 430],
  ['quoted', 454],
  ['requested', 478],
  ['confirmed', 382],
  ['scheduled', 360],
  ['released', 30],
  ['filed', 26],
  ['dispatched', 6],
  ['active', -1],
  ['close_out', -30],
  ['completed', -80],
  ['cancelled', 54],
] as const
const customers = ['Ridgeline Surveys', 'Larimer County Fire', 'Prairie Clinic', 'Summit Timber'] as const
const airports = ['KFNL', 'KGXY', 'KBJC', 'KCYS', 'KAPA'] as const
const holding = ['confirmed', 'scheduled', 'released', 'filed', 'dispatched', 'active']
const released = ['released', 'filed', 'dispatched', 'active', 'close_out', 'completed']
const authorized = ['dispatched', 'active', 'close_out', 'completed']

/** Two trips in each state, what customers asked for, a form of flight risk, and the duty of the pilots. */
export async function writeTrips(
  tx: Tx,
  workspaceId: string,
  { timezone, now }: { timezone: string; now: Date },
): Promise<void> {
  const pilots = await tx.rows(sql<'demoPilots'>`
    select id, user_id as "userId", display_name as name
      from crew
     where workspace_id = ${workspaceId}::uuid and status = 'active' and functions = '{pilot}'
     order by display_name`)
  const [first] = pilots
  if (!first) return
  const states = plans.flatMap(([status, hours]) => [
    { status, startsAt: now.getTime() + hours * hourMs },
    { status, startsAt: now.getTime() + (hours - (hours < 0 ? 3 : -3)) * hourMs },
  ])
  const numbers = await nextCodes(
    tx,
    { workspaceUuid: workspaceId, prefix: 'T', at: now, timezone },
    states.length,
  )
  const tripIds: string[] = []
  for (const [index, state] of states.entries())
    tripIds.push(
      await writeTrip(tx, workspaceId, pilots, { ...state, index, number: numbers[index] ?? '', now }),
    )
  await writeRequests(tx, workspaceId, now)
  await writeRisk(tx, workspaceId, tripIds, first)
  await writeDuty(tx, workspaceId, pilots, { timezone, now })
}

interface DemoTrip {
  index: number
  number: string
  status: (typeof plans)[number][0]
  startsAt: number
  now: Date
}

async function writeTrip(
  tx: Tx,
  workspaceId: string,
  pilots: readonly Pilot[],
  { index, number, status, startsAt, now }: DemoTrip,
): Promise<string> {
  const [tripId, legId] = [newId('trp'), newId('tlg')]
  const [from, to] = [new Date(startsAt), new Date(startsAt + 2 * hourMs)]
  const isHolding = holding.includes(status)
  const aircraftId = await freeOne(tx, workspaceId, 'aircraft', { from, to })
  const pilotId = await freeOne(tx, workspaceId, 'person', { from, to })
  const customer = customers[index % customers.length] ?? null
  await tx.run(sql`
    insert into trips (workspace_id, id, number, type, operation, status, customer_name, cancel_reason)
    values (${workspaceId}, ${tripId}, ${number}, 'charter', '91', ${status}, ${customer},
        ${status === 'cancelled' ? 'The customer moved to another week' : null})`)
  const isFlown = status === 'close_out' || status === 'completed'
  await tx.run(sql`
    insert into trip_legs (workspace_id, id, trip_id, position, from_airport, to_airport, planned_off_block_at,
        planned_on_block_at, aircraft_id, passenger_count, actual_off_block_at, actual_on_block_at)
    values (${workspaceId}, ${legId}, ${tripId}, 1, ${airports[index % 5] ?? 'KFNL'},
        ${airports[(index + 1) % 5] ?? 'KGXY'}, ${from}, ${to}, ${aircraftId}, ${1 + (index % 3)},
        ${isFlown || status === 'active' ? from : null}, ${isFlown ? to : null})`)
  if (pilotId !== null)
    await tx.run(sql`
      insert into trip_leg_crew (workspace_id, leg_id, crew_id, role, position)
      values (${workspaceId}, ${legId}, ${pilotId}, 'pic', 0)`)
  if (isHolding) await holdFor(tx, workspaceId, { tripId, number, from, to }, { aircraftId, pilotId })
  if (released.includes(status))
    await release(tx, workspaceId, tripId, pilots, authorized.includes(status), now)
  return tripId
}

/** An aircraft or pilot that nothing holds at that time. */
async function freeOne(
  tx: Tx,
  workspaceId: string,
  kind: 'aircraft' | 'person',
  { from, to }: { from: Date; to: Date },
): Promise<string | null> {
  const free = await tx.first(sql<'demoFree', { id: string }>`
    select s.id
      from (select id, 'aircraft' as kind
              from aircraft
             where workspace_id = ${workspaceId}::uuid and status = 'active' and category <> 'simulator'
             union all
            select id, 'person' from crew
             where workspace_id = ${workspaceId}::uuid and status = 'active' and functions = '{pilot}') s
     where s.kind = ${kind}
       and not exists (select from holds h
                        where h.workspace_id = ${workspaceId}::uuid and h.subject_kind = s.kind
                          and h.subject_id = s.id and h.during && tstzrange(${from}, ${to}))
     order by s.id
     limit 1`)
  return free?.id ?? null
}

async function holdFor(
  tx: Tx,
  workspaceId: string,
  { tripId, number, from, to }: { tripId: string; number: string; from: Date; to: Date },
  held: { aircraftId: string | null; pilotId: string | null },
): Promise<void> {
  const rows = [
    { id: newId('hld'), kind: 'aircraft', subjectId: held.aircraftId },
    { id: newId('hld'), kind: 'person', subjectId: held.pilotId },
  ].filter(({ subjectId }) => subjectId !== null)
  await tx.run(sql`
    insert into holds (workspace_id, id, subject_kind, subject_id, starts_at, ends_at, during, source_kind,
        source_id, title)
    select ${workspaceId}::uuid, h.id, h.kind, h."subjectId", ${from}, ${to}, tstzrange(${from}, ${to}), 'trip',
           ${tripId}, ${number}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as h(id text, kind text, "subjectId" text)`)
}

async function release(
  tx: Tx,
  workspaceId: string,
  tripId: string,
  pilots: readonly Pilot[],
  isAuthorized: boolean,
  now: Date,
): Promise<void> {
  const item = (key: string, group: string, title: string) => ({
    ...{ key, group, title, kind: 'manual', state: 'green', reason: null, citation: null, subject: null },
    ...{ isWaivable: true, checkedAt: now.toISOString(), waivedBy: null, waiverReason: null },
  })
  const items = [
    { ...item('crew.pic', 'crew', 'Every leg has a pilot in command'), kind: 'automatic', isWaivable: false },
    {
      ...item('airworthiness.rules', 'airworthiness', 'No rule speaks against the aircraft'),
      kind: 'automatic',
    },
    item('planning.weather', 'planning', 'Weather and NOTAMs are reviewed'),
    item('documents.aboard', 'documents', 'Documents and charts are aboard'),
  ]
  const [dispatcher, pic] = isAuthorized ? pilots.filter(({ userId }) => userId !== null) : []
  await tx.run(sql`
    insert into trip_releases (workspace_id, id, trip_id, items, inputs_sha256, is_single_pilot, released_by_name,
        dispatcher_user_id, dispatcher_name, dispatcher_at, pic_user_id, pic_name, pic_at)
    values (${workspaceId}, ${newId('rls')}, ${tripId}, ${JSON.stringify(items)},
        encode(sha256(${tripId}::bytea), 'hex'), false, ${pilots[0]?.name ?? null}, ${dispatcher?.userId ?? null},
        ${dispatcher?.name ?? null}, ${dispatcher ? now : null}, ${pic?.userId ?? null}, ${pic?.name ?? null},
        ${pic ? now : null})`)
}

async function writeRequests(tx: Tx, workspaceId: string, now: Date): Promise<void> {
  const at = (days: number) => new Date(now.getTime() + days * dayMs)
  await tx.run(sql`
    insert into trip_requests (workspace_id, id, from_place, to_place, wanted_at, passenger_count, contact, status,
        quote_minor, currency, valid_until)
    values (${workspaceId}, ${newId('trq')}, 'KFNL', 'KASE', ${at(9)}, 3, 'Ridgeline Surveys, +1 970 555 0141',
        'created', null, null, null),
      (${workspaceId}, ${newId('trq')}, 'KGXY', 'Steamboat Springs', ${at(12)}, 2, 'Prairie Clinic, Dr. Amani',
        'quoted', 186000, 'USD', ${at(5)})`)
}

const questions = [
  ['pilot', 'new_to_type', 'Fewer than 50 hours on the type?', 8],
  ['pilot', 'long_day', 'On duty for more than 10 hours at the end?', 6],
  ['aircraft', 'deferred_items', 'Deferred items on the aircraft?', 4],
  ['environment', 'night', 'Any part at night?', 5],
  ['environment', 'mountains', 'Over mountainous terrain?', 5],
  ['environment', 'gusts', 'Gusts over 20 kt at an airport?', 6],
  ['external', 'pressure', 'Does anybody press for the flight?', 7],
] as const

async function writeRisk(
  tx: Tx,
  workspaceId: string,
  tripIds: readonly string[],
  pilot: Pilot,
): Promise<void> {
  const form = questions.map(([section, key, text, weight]) => ({ section, key, text, weight }))
  await tx.run(sql`
    insert into frat_forms (workspace_id, id, version, questions, yellow_at, red_at, created_by_name)
    values (${workspaceId}, ${newId('frf')}, 1, ${JSON.stringify(form)}, 12, 22, ${pilot.name})`)
  const answersOf = (yes: readonly string[]) =>
    JSON.stringify(form.map(({ key }) => ({ key, answer: yes.includes(key) })))
  for (const [index, yes, score, band] of [
    [10, ['mountains'], 5, 'green'],
    [12, ['mountains', 'night', 'gusts'], 16, 'yellow'],
    [14, ['mountains', 'night', 'gusts', 'long_day'], 22, 'red'],
  ] as const)
    await tx.run(sql`
      insert into frat_assessments (workspace_id, id, form_version, trip_id, answers, score, band, mitigation,
          created_by, created_by_name)
      values (${workspaceId}, ${newId('fra')}, 1, ${tripIds[index] ?? null}, ${answersOf(yes)}, ${score}, ${band},
          ${band === 'green' ? null : 'Leave an hour earlier, with the alternate in daylight'}, ${pilot.userId},
          ${pilot.name})`)
}

/** Duty of nine hours a day and the rest after it, five days a week, for two weeks; one pilot also flies elsewhere. */
async function writeDuty(
  tx: Tx,
  workspaceId: string,
  pilots: readonly Pilot[],
  { timezone, now }: { timezone: string; now: Date },
): Promise<void> {
  const today = Math.floor(now.getTime() / dayMs) * dayMs
  const rows = pilots.slice(0, 4).flatMap(({ id, name }, person) =>
    Array.from({ length: 14 }, (_, day) => {
      const from = today - (day + 2) * dayMs + (13 + person) * hourMs
      const isOff = (day + person) % 7 > 4
      const duty = { crewId: id, name, kind: 'duty', from, to: from + 9 * hourMs, flightMinutes: null }
      const rest = { ...duty, kind: 'rest', from: duty.to, to: duty.to + 15 * hourMs }
      const outside = { ...duty, kind: 'external', to: from + 4 * hourMs, flightMinutes: 150 }
      return isOff ? (person === 0 ? [outside] : []) : [duty, rest]
    }).flat(),
  )
  const written = rows.map(({ from, to, ...row }) => ({
    ...row,
    id: newId('dty'),
    startsAt: new Date(from).toISOString(),
    endsAt: new Date(to).toISOString(),
  }))
  await tx.run(sql`
    insert into duty_periods (workspace_id, id, crew_id, kind, starts_at, ends_at, timezone, flight_minutes,
        created_by_name)
    select ${workspaceId}::uuid, d.id, d."crewId", d.kind, d."startsAt", d."endsAt", ${timezone}, d."flightMinutes",
           d.name
      from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as d(id text, "crewId" text, kind text,
          "startsAt" timestamptz, "endsAt" timestamptz, "flightMinutes" integer, name text)`)
}
