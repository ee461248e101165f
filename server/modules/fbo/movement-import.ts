import { sql, type Tx } from '#platform/database/database.ts'
import { combineInstant, date, instant, timeOfDay } from '#platform/importing/date.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import {
  defineImport,
  earlierRow,
  type Importer,
  type ImportRow,
  type ImportScope,
  optional,
} from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { boolean, choice, code, type Parse, readingFor, text } from '#platform/importing/value.ts'
import { newId } from '#platform/kernel/id.ts'
import { deskRoles } from './roles.ts'

const airport = code({ pattern: /^[A-Z0-9]{2,5}$/, expected: 'an airport code such as KFNL' })
// A time of day stays as it is written until the date of its row completes it; with a date of its own it is whole.
const time: Parse<string> = (cell, reading) => {
  const clock = timeOfDay(cell, reading)
  return 'value' in clock ? clock : instant(cell, reading)
}
const isWhole = (value: string) => /^\d{4}-\d\d-\d\dT/.test(value)

const fields = {
  movementDate: optional({
    title: 'Date',
    help: 'The local day of the base; that of the ETA or ETD where the file has none.',
    headers: ['movement date', 'day', 'arrival date', 'departure date', 'date of flight', 'dof'],
    parse: date,
  }),
  direction: optional({
    title: 'Direction',
    help: 'inbound, outbound or on_ground; inbound by default.',
    headers: ['movement', 'type of movement', 'arr/dep', 'in/out', 'a/d'],
    parse: choice({
      inbound: ['arrival', 'arr', 'in', 'a', 'landing'],
      outbound: ['departure', 'dep', 'out', 'd', 'takeoff'],
      on_ground: ['parked', 'ramp', 'ground', 'based', 'transient'],
    }),
  }),
  status: optional({
    title: 'Status',
    help: 'confirmed by default.',
    headers: ['state'],
    parse: choice({
      confirmed: ['scheduled', 'planned', 'booked', 'expected'],
      tentative: ['provisional', 'unconfirmed', 'request', 'requested'],
      in_progress: ['active', 'en route', 'arrived'],
      completed: ['done', 'closed', 'departed', 'landed', 'finished'],
      delayed: ['late'],
      cancelled: ['canceled', 'cnl', 'cnx'],
    }),
  }),
  tailNumber: optional({
    title: 'Tail number',
    help: 'As on the aircraft, such as N172SP.',
    headers: ['tail', 'registration', 'reg', 'n-number', 'aircraft', 'ident', 'Kennzeichen'],
    parse: code({
      pattern: /^[A-Z0-9][A-Z0-9-]{1,11}$/,
      expected: 'a tail number: letters, digits and hyphens, such as N172SP',
    }),
  }),
  aircraftType: optional({
    title: 'Aircraft type',
    help: 'Such as PC12.',
    headers: ['type', 'icao type', 'type designator', 'model', 'equipment'],
    parse: code({ pattern: /^.{2,40}$/, expected: 'an aircraft type such as PC12', max: 40 }),
  }),
  origin: optional({
    title: 'Origin',
    help: 'The airport that it comes from.',
    headers: ['from', 'departure airport', 'coming from', 'adep', 'dep airport'],
    parse: airport,
  }),
  destination: optional({
    title: 'Destination',
    help: 'The airport that it goes to.',
    headers: ['to', 'arrival airport', 'going to', 'ades', 'arr airport'],
    parse: airport,
  }),
  eta: optional({
    title: 'ETA',
    help: 'Expected to arrive: a time on the day of the row, or with its own date.',
    headers: ['arrival', 'arrival time', 'estimated arrival', 'expected arrival', 'sta', 'arrives'],
    parse: time,
  }),
  etd: optional({
    title: 'ETD',
    help: 'Expected to leave: a time on the day of the row, or with its own date.',
    headers: ['departure', 'departure time', 'estimated departure', 'expected departure', 'std', 'departs'],
    parse: time,
  }),
  operator: optional({
    title: 'Operator',
    help: '',
    headers: ['company', 'customer', 'owner', 'airline', 'handling for'],
    parse: text({ max: 200 }),
  }),
  pob: optional({
    title: 'Persons on board',
    help: '',
    headers: ['pob', 'pax', 'passengers', 'souls on board', 'sob'],
    parse: number({ integer: true, min: 0, max: 1000 }),
  }),
  customs: optional({
    title: 'Customs',
    help: 'yes or no.',
    headers: ['customs required', 'international', 'cbp'],
    parse: boolean,
  }),
  parking: optional({
    title: 'Parking',
    help: 'Where it is to stand.',
    headers: ['spot', 'stand', 'place', 'position', 'hangar'],
    parse: text({ max: 100 }),
  }),
  isVip: optional({ title: 'VIP', help: 'yes or no.', headers: ['is vip', 'priority'], parse: boolean }),
  notes: optional({
    title: 'Notes',
    help: '',
    headers: ['remarks', 'comments', 'services', 'requests'],
    parse: text({ max: 5_000 }),
  }),
}

type Read = ImportRow<typeof fields, unknown>['values']
type RowRecord = Read & { id: string }
type Row = ImportRow<typeof fields, RowRecord>

export const movementsImported = importedEvent('movement.imported', {
  records: 'movements',
  scope: 'fbo.movements:read',
  readers: 'staff',
})

export const movementImport = defineImport({
  name: 'movements',
  title: 'Movements',
  roles: deskRoles,
  audits: movementsImported,
  fields,
  options: {},
  async open(_tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const rowOf = new Map<string, number>()
    return {
      async check(tx, rows) {
        for (const row of rows) complete(row, scope)
        const known = await standing(tx, rows)
        for (const row of rows) checkAlone(row, known, rowOf)
      },
      async write(tx, records) {
        // The customer is found by the tail number, as when a movement is typed.
        await tx.run(sql`
          insert into fbo_movements (workspace_id, id, direction, status, tail_number, aircraft_type,
              movement_date, timezone, origin, destination, eta, etd, operator, pob, customs, parking, is_vip,
              notes, customer_id, started_at, completed_at)
          select ${scope.workspaceId}::uuid, r.id, coalesce(r.direction, 'inbound'),
                 coalesce(r.status, 'confirmed'), r."tailNumber", r."aircraftType", r."movementDate",
                 w.timezone, r.origin, r.destination, r.eta, r.etd, r.operator, r.pob,
                 coalesce(r.customs, false), r.parking, coalesce(r."isVip", false), r.notes,
                 (select min(c.id) from apron.customers_of_tail(r."tailNumber") as c(id)
                  having count(*) = 1),
                 case when r.status in ('in_progress', 'completed')
                   then coalesce(r.eta, r.etd, ${scope.now}) end,
                 case when r.status = 'completed' then coalesce(r.etd, r.eta, ${scope.now}) end
            from workspaces w,
                 jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(id text, direction text,
                 status text,
                   "tailNumber" text, "aircraftType" text, "movementDate" date, origin text, destination text,
                   eta timestamptz, etd timestamptz, operator text, pob integer, customs boolean,
                   parking text,
                   "isVip" boolean, notes text)
           where w.workspace_id = ${scope.workspaceId}::uuid`)
      },
    }
  },
})

/** Puts day and times together: a clock stands on the day of its row, and a row without a day has that of its times. */
function complete({ values, problems }: Row, { reading }: ImportScope): void {
  for (const field of ['eta', 'etd'] as const) {
    const said = values[field]
    if (said === null || isWhole(said)) continue
    if (values.movementDate === null) {
      problems.push({ field, message: `“${said}” has no date: the row needs one` })
      continue
    }
    const whole = combineInstant(values.movementDate, said, {
      ...readingFor(reading, field),
      dateOrder: 'ymd',
    })
    if ('problem' in whole) problems.push({ field, message: whole.problem })
    else values[field] = whole.value
  }
  const at = values.direction === 'outbound' ? (values.etd ?? values.eta) : (values.eta ?? values.etd)
  if (values.movementDate === null && at !== null && isWhole(at))
    values.movementDate = Temporal.Instant.from(at)
      .toZonedDateTimeISO(reading.timeZone)
      .toPlainDate()
      .toString()
}

const keyOf = ({
  tailNumber,
  movementDate,
  direction,
  eta,
  etd,
}: Pick<Read, 'tailNumber' | 'movementDate' | 'direction' | 'eta' | 'etd'>) =>
  [
    tailNumber?.replaceAll('-', ''),
    movementDate,
    direction ?? 'inbound',
    ...[eta, etd].map((at) => (at ? Date.parse(at) : '')),
  ].join(' ')

/** The movements of these rows that are on the board already, by aircraft, day, direction and times. */
async function standing(tx: Tx, rows: Row[]): Promise<Set<string>> {
  const tails = rows.flatMap(({ values }) => values.tailNumber?.replaceAll('-', '') ?? [])
  const days = rows.flatMap(({ values }) => values.movementDate ?? [])
  const movements = await tx.rows(sql<'importedMovements'>`
    select tail_number as "tailNumber", to_char(movement_date, 'YYYY-MM-DD') as "movementDate", direction,
           to_char(eta at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as eta,
           to_char(etd at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as etd
      from fbo_movements where replace(tail_number, '-', '') = any(${tails})
       and movement_date = any(${days}::date[])`)
  return new Set(movements.map(keyOf))
}

function checkAlone(row: Row, known: Set<string>, rowOf: Map<string, number>): void {
  const { values, problems } = row
  if (
    values.movementDate === null &&
    !problems.some(({ field }) => field?.startsWith('mov') || field?.startsWith('et'))
  )
    problems.push({
      field: 'movementDate',
      message: 'The date is missing: every row needs a date, or a time with its date',
    })
  if (
    values.eta &&
    values.etd &&
    isWhole(values.eta) &&
    isWhole(values.etd) &&
    values.direction === 'on_ground' &&
    values.etd < values.eta
  )
    problems.push({ field: 'etd', message: 'The aircraft leaves before it arrives: correct one of the two' })
  // Without a tail number two rows may well be two aircraft.
  if (values.tailNumber !== null && problems.length === 0) {
    const key = keyOf(values)
    const first = earlierRow(rowOf, key, row.row)
    if (known.has(key))
      problems.push({
        field: 'tailNumber',
        message: `${values.tailNumber} is on the board of that day already: leave the row out`,
      })
    else if (first !== undefined)
      problems.push({ field: 'tailNumber', message: `The same movement stands in row ${first} already` })
    else rowOf.set(key, row.row)
  }
  row.record = { id: newId('mov'), ...values }
}
