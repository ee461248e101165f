import { loadPeople, personColumn } from '#modules/crew/index.ts'
import { type AircraftMatch, loadAircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { combineInstant, date, instant, timeOfDay } from '#platform/importing/date.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import {
  defineImport,
  type Importer,
  type ImportRow,
  type ImportScope,
  idNamed,
  optional,
  required,
} from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { choice, type Parse, text } from '#platform/importing/value.ts'
import { newId } from '#platform/kernel/id.ts'
import { localTime } from '#platform/kernel/timezone.ts'
import { operationsRoles } from '#server/roles.ts'

// A time of day stays as it is written until the date of its row completes it; with a date of its own it is whole.
const time: Parse<string> = (cell, reading) => {
  const clock = timeOfDay(cell, reading)
  return 'value' in clock ? clock : instant(cell, reading)
}
const isWhole = (value: string) => /^\d{4}-\d\d-\d\dT/.test(value)

const fields = {
  what: required({
    title: 'Aircraft or resource',
    help: 'The registration of an aircraft, or the name of a room or simulator.',
    headers: ['aircraft', 'tail', 'registration', 'reg', 'resource', 'room', 'simulator', 'equipment'],
    parse: text({ max: 100 }),
  }),
  day: optional({
    title: 'Date',
    help: 'Needed where the times have none of their own.',
    headers: ['day', 'booking date', 'reservation date', 'start date', 'flight date'],
    parse: date,
  }),
  startsAt: required({
    title: 'Start',
    help: 'A time on the day of the row, or with its own date.',
    headers: ['starts', 'starts at', 'start time', 'from', 'begin', 'dispatch time'],
    parse: time,
  }),
  endsAt: optional({
    title: 'End',
    help: 'Like the start; or give the duration.',
    headers: ['ends', 'ends at', 'end time', 'until', 'to', 'return time'],
    parse: time,
  }),
  durationMinutes: optional({
    title: 'Duration',
    unit: 'min',
    help: 'Where there is no end.',
    headers: ['minutes', 'length'],
    parse: number({ integer: true, min: 1, max: 44_640 }),
  }),
  type: optional({
    title: 'Type',
    help: 'flight by default.',
    headers: ['kind', 'booking type', 'reservation type', 'activity'],
    parse: choice({
      flight: ['dual', 'solo', 'lesson', 'rental', 'training'],
      ground: ['briefing', 'theory', 'classroom'],
      simulator: ['sim', 'ftd', 'aatd'],
      maintenance_block: ['maintenance', 'mx', 'inspection'],
      meeting: [],
    }),
  }),
  instructor: optional(
    personColumn({
      title: 'Instructor',
      headers: ['cfi', 'teacher', 'fi'],
    }),
  ),
  person: optional(
    personColumn({
      title: 'Student or pilot',
      headers: ['student', 'pilot', 'member', 'customer', 'renter', 'name'],
    }),
  ),
  title: optional({ title: 'Title', help: '', headers: ['subject', 'lesson'], parse: text({ max: 200 }) }),
  notes: optional({
    title: 'Notes',
    help: '',
    headers: ['remarks', 'comments'],
    parse: text({ max: 5_000 }),
  }),
}

type Values = ImportRow<typeof fields, unknown>['values']
interface RowRecord {
  id: string
  type: NonNullable<Values['type']>
  startsAt: string
  endsAt: string
  aircraftId: string | null
  resourceId: string
  instructorId: string | null
  personId: string | null
  role: 'student' | 'pilot'
  title: string
  notes: string | null
}
type Row = ImportRow<typeof fields, RowRecord>

export const sessionsImported = importedEvent('session.imported', {
  records: 'bookings',
  scope: 'planning:read',
  readers: 'staff',
})

export const sessionImport = defineImport({
  name: 'bookings',
  title: 'Bookings of the schedule',
  roles: operationsRoles,
  audits: sessionsImported,
  fields,
  options: {},
  async open(tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const [findPerson, findPlace] = [await loadPeople(tx), await loadPlaces(tx)]
    const taken = new Map<string, { row: number; from: number; to: number }[]>()
    return {
      async check(own, rows) {
        for (const row of rows) row.record = read(row, { findPerson, findPlace, scope })
        await checkHolds(own, rows)
        for (const row of rows) checkFile(row, taken)
      },
      write: (own, records) => write(own, records, scope),
    }
  },
})

type FindPlace = (written: string, day: string | null) => AircraftMatch

/** What can be booked: a resource by its name, or an aircraft in service by its registration. */
async function loadPlaces(tx: Tx): Promise<FindPlace> {
  const findAircraft = await loadAircraft(tx, { isInService: true })
  const resources = await tx.rows(sql<'importPlaces', { name: string; id: string }>`
    select upper(name) as name, id from planning_resources where status = 'active'`)
  const byName = Map.groupBy(resources, ({ name }) => name)
  return (written, day) => {
    const [resource, ...more] = byName.get(written.toUpperCase()) ?? []
    const aircraft = findAircraft(written, day)
    if (resource === undefined)
      return 'problem' in aircraft && aircraft.isUnknown
        ? {
            problem: `No aircraft or resource here is called “${written}”: add it first, or correct the name`,
          }
        : aircraft
    return more.length === 0 && 'problem' in aircraft && aircraft.isUnknown
      ? { id: resource.id }
      : {
          problem: `More than one aircraft or resource here is called “${written}”: rename one of them first`,
        }
  }
}

interface Known {
  findPerson: Awaited<ReturnType<typeof loadPeople>>
  findPlace: FindPlace
  scope: ImportScope
}

function read({ values, problems }: Row, { findPerson, findPlace, scope }: Known): RowRecord | null {
  const placeId = idNamed(problems, 'what', values.what, (written) => findPlace(written, values.day))
  const instructorId = idNamed(problems, 'instructor', values.instructor, findPerson)
  const personId = idNamed(problems, 'person', values.person, findPerson)
  const times = timesOf(values, problems, scope)
  if (placeId === null || times === null || problems.length > 0) return null
  const isAircraft = placeId.startsWith('acf_')
  const type = values.type ?? (isAircraft ? 'flight' : 'ground')
  if (type === 'flight' && !isAircraft) {
    problems.push({ field: 'type', message: 'A flight needs an aircraft, and this names a resource' })
    return null
  }
  return {
    id: newId('pse'),
    type,
    ...times,
    aircraftId: isAircraft ? placeId : null,
    resourceId: placeId,
    instructorId,
    personId,
    role: instructorId === null ? 'pilot' : 'student',
    title:
      values.title ?? (type === 'maintenance_block' ? 'Maintenance' : instructorId ? 'Lesson' : 'Booking'),
    notes: values.notes,
  }
}

const longestMinutes = { flight: 1_440, other: 44_640 } as const

function timesOf(values: Values, problems: Row['problems'], { reading }: ImportScope) {
  const whole = (field: 'startsAt' | 'endsAt'): string | null => {
    const said = values[field]
    if (said === null || isWhole(said)) return said
    if (values.day === null) {
      problems.push({ field, message: `“${said}” has no date: the row needs one` })
      return null
    }
    const at = combineInstant(values.day, said, { ...reading, dateOrder: 'ymd' })
    if ('value' in at) return at.value
    problems.push({ field, message: at.problem })
    return null
  }
  const [startsAt, said] = [whole('startsAt'), whole('endsAt')]
  if (startsAt === null) return null
  const endsAt =
    said ??
    (values.durationMinutes === null
      ? null
      : new Date(Date.parse(startsAt) + values.durationMinutes * 60_000).toISOString())
  if (endsAt === null) {
    if (values.endsAt === null)
      problems.push({ field: 'endsAt', message: 'The row has neither end nor duration' })
    return null
  }
  const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000
  const most = values.type === 'flight' || values.type === null ? longestMinutes.flight : longestMinutes.other
  if (minutes <= 0)
    problems.push({ field: 'endsAt', message: 'The booking ends before it begins: mind the date' })
  else if (minutes > most)
    problems.push({ field: 'endsAt', message: 'The booking is too long: check the dates' })
  return { startsAt, endsAt }
}

const heldBy = ({ resourceId, instructorId, personId }: RowRecord): string[] =>
  [...new Set([resourceId, instructorId, personId])].filter((id) => id !== null)

/** Names what is booked already. */
async function checkHolds(tx: Tx, rows: Row[]): Promise<void> {
  const wanted = rows.flatMap(({ record }, index) =>
    record
      ? heldBy(record).map((id) => ({ index, id, startsAt: record.startsAt, endsAt: record.endsAt }))
      : [],
  )
  const holds = await tx.rows(sql<
    'importedHolds',
    { index: number; name: string; title: string; startsAt: Date; timezone: string }
  >`
    select w.index, coalesce(a.registration, c.display_name, r.name) as name, h.title,
           h.starts_at as "startsAt", o.timezone
      from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        as w(index integer, id text, "startsAt" timestamptz, "endsAt" timestamptz)
      join holds h on h.subject_id = w.id and h.is_exclusive and h.during && tstzrange(w."startsAt", w."endsAt")
      join workspaces o on o.workspace_id = h.workspace_id
      left join aircraft a on a.workspace_id = h.workspace_id and a.id = h.subject_id
      left join crew c on c.workspace_id = h.workspace_id and c.id = h.subject_id
      left join planning_resources r on r.workspace_id = h.workspace_id and r.id = h.subject_id
     order by w.index, h.starts_at`)
  for (const { index, name, title, startsAt, timezone } of holds)
    rows[index]?.problems.push({
      field: 'startsAt',
      message: `${name} is taken by “${title}” of ${localTime(startsAt, timezone)}: leave the row out, or move that first`,
    })
}

/** Names an earlier row of the file that wants the same. */
function checkFile(row: Row, taken: Map<string, { row: number; from: number; to: number }[]>): void {
  const { record, problems } = row
  if (!record || problems.length > 0) return
  const [from, to] = [Date.parse(record.startsAt), Date.parse(record.endsAt)]
  for (const id of heldBy(record)) {
    const before = taken.get(id) ?? []
    const other = before.find((entry) => entry.row !== row.row && entry.from < to && entry.to > from)
    if (other) problems.push({ field: 'startsAt', message: `Row ${other.row} books the same at that time` })
    taken.set(id, [...before.filter((entry) => entry.row !== row.row), { row: row.row, from, to }])
  }
}

/** What was taken since the check comes in as a request, which somebody confirms or declines. */
async function write(tx: Tx, records: readonly RowRecord[], { workspaceId }: ImportScope): Promise<void> {
  const lost = await holdAll(tx, records, workspaceId)
  const rows = records.map((record) => ({
    ...record,
    status: lost.has(record.id) ? 'requested' : 'confirmed',
    resourceType: record.aircraftId ? 'aircraft' : 'resource',
  }))
  await tx.run(sql`
    insert into planning_sessions (workspace_id, id, type, status, starts_at, ends_at, timezone, resource_type,
        resource_id, aircraft_id, instructor_id, title, notes)
    select ${workspaceId}::uuid, r.id, r.type, r.status, r."startsAt", r."endsAt", w.timezone, r."resourceType",
           r."resourceId", r."aircraftId", r."instructorId", r.title, r.notes
      from workspaces w,
           jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, type text, status text,
             "startsAt" timestamptz, "endsAt" timestamptz, "resourceType" text, "resourceId" text,
             "aircraftId" text, "instructorId" text, title text, notes text)
     where w.workspace_id = ${workspaceId}::uuid`)
  await tx.run(sql`
    insert into planning_participants (workspace_id, session_id, crew_id, role, position)
    select ${workspaceId}::uuid, r.id, r."personId", r.role, 0
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, "personId" text, role text)
     where r."personId" is not null`)
}

/** @returns the bookings of which something was taken; they hold nothing. */
async function holdAll(tx: Tx, records: readonly RowRecord[], workspaceId: string): Promise<Set<string>> {
  const wanted = records.flatMap((record) =>
    heldBy(record).map((subjectId) => ({ ...record, holdId: newId('hld'), subjectId })),
  )
  const held = await tx.rows(sql<'importedHeld'>`
    insert into holds (workspace_id, id, subject_kind, subject_id, starts_at, ends_at, during, source_kind,
        source_id, title)
    select ${workspaceId}::uuid, h."holdId", h.kind, h."subjectId", h."startsAt", h."endsAt",
           tstzrange(h."startsAt", h."endsAt" + make_interval(
             mins => coalesce(a.turnaround_minutes, c.turnaround_minutes, r.turnaround_minutes, 0))),
           'planning_session', h.id, h.title
      from (select *, case left("subjectId", 3) when 'acf' then 'aircraft' when 'rsr' then 'resource'
                                                else 'person' end as kind
              from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w("holdId" text, "subjectId" text,
                id text, title text, "startsAt" timestamptz, "endsAt" timestamptz)) h
      left join aircraft a on a.workspace_id = ${workspaceId}::uuid and a.id = h."subjectId"
      left join crew c on c.workspace_id = ${workspaceId}::uuid and c.id = h."subjectId"
      left join planning_resources r on r.workspace_id = ${workspaceId}::uuid and r.id = h."subjectId"
     order by h.kind, h."subjectId", h."startsAt"
        on conflict on constraint holds_overlap do nothing
    returning id`)
  const got = new Set(held.map(({ id }) => id))
  const lost = new Set(wanted.filter(({ holdId }) => !got.has(holdId)).map(({ id }) => id))
  await tx.run(sql`
    delete from holds
     where workspace_id = ${workspaceId}::uuid and source_kind = 'planning_session' and source_id = any(${[...lost]})`)
  return lost
}
