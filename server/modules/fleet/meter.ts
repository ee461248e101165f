import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest, ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  happenedAt,
  id,
  instant,
  integer,
  nullable,
  oneOf,
  pageOf,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { firstYear } from '#rules/flight-limits.ts'
import { meterKinds } from '#rules/meter-ledger.ts'
import { maintenanceRoles, operationsRoles } from '#server/roles.ts'
import { Aircraft } from './aircraft.ts'
import { postReadings } from './post-readings.ts'

const kind = oneOf(meterKinds, { labels: { air: 'Air time' } })
const entry = oneOf(['reading', 'adjustment', 'replacement'])
const hundredths = (description: string) =>
  integer(0, 100_000_000, `${description}, in hundredths of an hour; of cycles, in hundredths of a landing.`)

export const Reading = resource({
  name: 'reading',
  prefix: 'rdg',
  title: { one: 'meter reading', many: 'meter readings' },
  page: { of: 'aircraftId' },
  table: 'meter_readings',
  label: 'kind',
  schema: Type.Object({
    id: id('rdg'),
    aircraftId: id('acf'),
    kind,
    entry,
    readingHundredths: Type.Integer({
      description: 'What the meter showed; of a flight that adds to it, where it stood then.',
    }),
    offsetHundredths: Type.Integer(),
    totalHundredths: Type.Integer({
      description: 'What had been run since new after this entry, over all meters.',
    }),
    isFlagged: Type.Boolean({
      description:
        'Does not follow the entry before it in time. Nothing was shifted: somebody should look. The flag goes when that entry is corrected.',
    }),
    flagReason: nullable(Type.String()),
    flagReadingId: nullable(id('rdg', 'The entry that this one disagrees with.')),
    isReversed: Type.Boolean({
      description: 'Of a flight that was reversed: the entry stays and moves nothing.',
    }),
    reason: nullable(Type.String()),
    flightId: nullable(id('flt')),
    readAt: instant(),
    createdAt: instant(),
  }),
  joins: 'left join flights f on f.workspace_id = t.workspace_id and f.id = t.flight_id',
  expressions: {
    readingHundredths: 'coalesce(t.reading_hundredths, t.total_hundredths - t.offset_hundredths, 0)',
    totalHundredths: 'coalesce(t.total_hundredths, t.reading_hundredths + t.offset_hundredths, 0)',
    isReversed: 'coalesce(f.reversed_by_flight_id, f.reverses_flight_id) is not null',
  },
})

export const listMeters = operation({
  id: 'listMeters',
  method: 'GET',
  path: '/api/v1/ops/aircraft/:id/meters',
  summary: 'List the meters of an aircraft with their current values',
  description:
    'The current value of each meter of an aircraft, and its total since new where the meter was replaced.',
  scope: 'aircraft:read',
  roles: 'staff',
  on: Aircraft,
  response: Type.Array(
    Type.Object({
      kind,
      currentHundredths: Type.Integer(),
      totalHundredths: Type.Integer(),
      lastReadAt: instant(),
    }),
  ),
  handle: ({ tx, record }) =>
    tx.prepared<'meterStands', { lastReadAt: string }>(
      `
        select kind, reading_hundredths as "currentHundredths",
               reading_hundredths + offset_hundredths as "totalHundredths",
               to_char(last_read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastReadAt"
          from meters where aircraft_id = $1 order by kind`,
      [record.id],
    ),
})

const readings = list({
  of: Reading,
  defaultSort: '-readAt',
  sorts: { readAt: { sql: 't.read_at', type: 'timestamptz' } },
  within: { param: 'id', sql: (value) => `t.aircraft_id = ${value}` },
  filters: {
    kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
    flagged: {
      schema: Type.Boolean({
        description: 'Only readings that somebody should look at, or only the others.',
      }),
      sql: (value) => `t.is_flagged = ${value}::boolean`,
    },
  },
})

export const listReadings = operation({
  id: 'listReadings',
  method: 'GET',
  path: '/api/v1/ops/aircraft/:id/readings',
  summary: "List the readings of an aircraft's meters, newest first",
  description:
    "Every entry in the ledger of an aircraft's meters: from flights, from maintenance and by hand. Entries are never changed or deleted.",
  scope: 'aircraft:read',
  roles: 'staff',
  on: Aircraft,
  query: readings.query,
  response: pageOf(Reading.schema),
  handle: ({ tx, query, principal, record }) => runList(tx, readings, query, principal, { id: record.id }),
})

export const recordReading = operation({
  id: 'recordReading',
  method: 'POST',
  path: '/api/v1/ops/aircraft/:id/readings',
  summary: 'Write a reading, an adjustment or a replacement into the ledger',
  description:
    'Readings are checked in the order of time, so an entry in the past changes the verdict on later entries. A reading that does not follow the one before it is kept and flagged. An adjustment corrects a wrong reading and needs a reason. A replacement ends the old meter at `readingHundredths` and begins the new one at `newReadingHundredths`; the total goes on.',
  scope: 'aircraft:write',
  roles: [...operationsRoles, ...maintenanceRoles, 'instructor', 'pilot'],
  on: Aircraft,
  audits: 'meter.read',
  status: 201,
  body: Type.Object({
    kind,
    entry: Type.Optional(entry),
    readingHundredths: hundredths('What the meter shows'),
    newReadingHundredths: Type.Optional(hundredths('What the new meter shows')),
    reason: Type.Optional(text(3, 500)),
    readAt: Type.Optional(happenedAt()),
  }),
  response: Reading.schema,
  async handle({ tx, body, record, principal, now, emit, services }) {
    const what = body.entry ?? 'reading'
    if (what !== 'reading' && !body.reason)
      throw invalidRequest(
        `reason is required for an ${what === 'adjustment' ? 'adjustment' : 'entry of a new meter'}: say why`,
        { details: [{ field: 'reason', message: 'is required here' }] },
      )
    if (what === 'replacement' && body.newReadingHundredths === undefined)
      throw invalidRequest('newReadingHundredths is required: where does the new meter begin?', {
        details: [{ field: 'newReadingHundredths', message: 'is required for a replacement' }],
      })
    if (what !== 'replacement' && body.newReadingHundredths !== undefined)
      throw invalidRequest('newReadingHundredths belongs to a replacement only', {
        details: [{ field: 'newReadingHundredths', message: 'belongs to a replacement only' }],
      })
    if (body.kind === 'cycles') requireWholeLandings(body)
    const readAt = body.readAt ? new Date(body.readAt) : now
    if (readAt.getUTCFullYear() < firstYear)
      throw ruleBroken(`readAt is before ${firstYear}: check the year`, {
        details: [{ field: 'readAt', message: `is before ${firstYear}` }],
      })
    const { readingIds, emissions } = await postReadings(
      { tx, services, now },
      {
        workspaceId: principal.workspace.uuid,
        aircraftId: record.id,
        postings: [
          {
            kind: body.kind,
            entry: what,
            readingHundredths: body.newReadingHundredths ?? body.readingHundredths,
            endedHundredths: what === 'replacement' ? body.readingHundredths : null,
            reason: body.reason ?? null,
            readAt,
            flightId: null,
          },
        ],
      },
    )
    const reading = await Reading.get(tx, String(readingIds[0]))
    emit({
      type: 'meter.read',
      subject: { type: 'aircraft', id: record.id, label: record.registration },
      changes: [
        {
          field: `${body.kind}Hundredths`,
          before: record[`${body.kind}Hundredths`],
          after: body.newReadingHundredths ?? body.readingHundredths,
        },
      ],
    })
    emissions.forEach(emit)
    return reading
  },
})

function requireWholeLandings(body: { readingHundredths: number; newReadingHundredths?: number }): void {
  for (const field of ['readingHundredths', 'newReadingHundredths'] as const)
    if ((body[field] ?? 0) % 100 !== 0)
      throw invalidRequest(`${field} must be whole landings: 12 of them are 1200`, {
        details: [{ field, message: 'must be a multiple of 100, since cycles are whole landings' }],
      })
}
