import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { list, runList } from '#platform/kernel/list.ts'
import { type Emission, operation } from '#platform/kernel/operation.ts'
import { invalidRequest, ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, integer, nullable, oneOf, pageOf, Type, text } from '#platform/kernel/schema.ts'
import { maintenanceRoles, operationsRoles } from '#server/roles.ts'
import { Aircraft } from './aircraft.ts'
import { tellMetersMoved } from './meter-moved.ts'

const kind = oneOf(['hobbs', 'tach', 'air'])
const entry = oneOf(['reading', 'adjustment', 'replacement'])
const hundredths = (description: string) =>
  integer(0, 100_000_000, `${description}, in hundredths of an hour.`)

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
    readingHundredths: Type.Integer(),
    offsetHundredths: Type.Integer(),
    totalHundredths: Type.Integer({
      description: 'Reading and offset: what has been run since new, over all meters.',
    }),
    isFlagged: Type.Boolean({
      description: 'Does not follow the reading before. Nothing was shifted: somebody should look.',
    }),
    flagReason: nullable(Type.String()),
    reason: nullable(Type.String()),
    flightId: nullable(id('flt')),
    readAt: instant(),
    createdAt: instant(),
  }),
  expressions: { totalHundredths: 't.reading_hundredths + t.offset_hundredths' },
})

export const listMeters = operation({
  id: 'listMeters',
  method: 'GET',
  path: '/api/v1/ops/aircraft/:id/meters',
  summary: 'Where the meters of an aircraft stand',
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
    flagged: { schema: Type.Boolean(), sql: (value) => `t.is_flagged = ${value}::boolean` },
  },
})

export const listReadings = operation({
  id: 'listReadings',
  method: 'GET',
  path: '/api/v1/ops/aircraft/:id/readings',
  summary: 'The ledger of an aircraft’s meters, the newest first',
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
    'A reading that does not follow the one before is kept and flagged. An adjustment corrects a wrong reading and needs a reason. A replacement ends the old meter at `readingHundredths` and begins the new one at `newReadingHundredths`; the total goes on.',
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
    readAt: Type.Optional(instant()),
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
    const readAt = body.readAt ? new Date(body.readAt) : now
    if (readAt.getTime() > now.getTime() + 60_000)
      throw ruleBroken('readAt lies in the future', {
        details: [{ field: 'readAt', message: 'must not lie in the future' }],
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
            readingHundredths: body.readingHundredths,
            newReadingHundredths: body.newReadingHundredths ?? null,
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

export interface Posting {
  kind: 'hobbs' | 'tach' | 'air'
  entry: 'reading' | 'adjustment' | 'replacement'
  readingHundredths: number
  newReadingHundredths?: number | null
  /** Where the meter should have stood before, when somebody wrote that down too. */
  expectedBeforeHundredths?: number | null
  reason: string | null
  readAt: Date
  flightId: string | null
}

interface Postings {
  workspaceId: string
  aircraftId: string
  postings: readonly Posting[]
}

/**
 * Appends to the ledgers of an aircraft's meters, in the caller's transaction, and tells those modules that go by
 * them. What does not follow is flagged and never shifted: a mistyped reading must not break every flight after it.
 * @returns the ids of the entries, and what the caller is to emit.
 */
export async function postReadings(
  { tx, services, now }: { tx: Tx; services: Pick<Services, 'extensions'>; now: Date },
  { workspaceId, aircraftId, postings }: Postings,
): Promise<{ readingIds: string[]; emissions: Emission[] }> {
  const readingIds: string[] = []
  for (const posting of postings)
    readingIds.push(await postReading(tx, { ...posting, workspaceId, aircraftId }))
  const emissions = postings.length > 0 ? await tellMetersMoved(tx, services, { aircraftId, now }) : []
  return { readingIds, emissions }
}

/** Moves the meter where the entry is its newest. */
async function postReading(
  tx: Tx,
  posting: Posting & { workspaceId: string; aircraftId: string },
): Promise<string> {
  const meter = await tx.first(sql<'meterForUpdate'>`
    select reading_hundredths as reading, offset_hundredths as shift, last_read_at as "lastReadAt"
      from meters where aircraft_id = ${posting.aircraftId} and kind = ${posting.kind} for update`)
  const { shown, shift } = standAfter(posting, meter)
  const flag = flagFor(posting, meter)
  const readingId = newId('rdg')
  await tx.run(sql`
    insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, reading_hundredths,
        offset_hundredths, is_flagged, flag_reason, reason, flight_id, read_at)
    values (${posting.workspaceId}, ${readingId}, ${posting.aircraftId}, ${posting.kind}, ${posting.entry},
        ${shown}, ${shift}, ${flag !== null}, ${flag}, ${posting.reason}, ${posting.flightId},
        ${posting.readAt})`)
  const isNewest = !meter || posting.readAt >= meter.lastReadAt
  const runsBackwards = posting.entry === 'reading' && meter !== undefined && shown < meter.reading
  if (isNewest && !runsBackwards) {
    await tx.run(sql`
      insert into meters (workspace_id, aircraft_id, kind, reading_hundredths, offset_hundredths, last_read_at)
      values (${posting.workspaceId}, ${posting.aircraftId}, ${posting.kind}, ${shown}, ${shift},
          ${posting.readAt})
      on conflict (workspace_id, aircraft_id, kind)
        do update set reading_hundredths = excluded.reading_hundredths,
          offset_hundredths = excluded.offset_hundredths, last_read_at = excluded.last_read_at`)
  }
  return readingId
}

function standAfter(
  posting: Posting,
  meter: { shift: number } | undefined,
): { shown: number; shift: number } {
  const shift = meter?.shift ?? 0
  if (posting.entry !== 'replacement') return { shown: posting.readingHundredths, shift }
  const begins = posting.newReadingHundredths ?? 0
  return { shown: begins, shift: shift + posting.readingHundredths - begins }
}

const hours = (value: number) => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`
/** More than this between two readings is more likely a typing error than a day's flying. */
const leapHundredths = 10_000

function flagFor(posting: Posting, meter: { reading: number; lastReadAt: Date } | undefined): string | null {
  if (!meter || posting.entry === 'adjustment') return null
  if (posting.readAt < meter.lastReadAt)
    return `Read before the last entry of ${meter.lastReadAt.toISOString()}; the meter stays where it is`
  if (posting.readingHundredths < meter.reading)
    return `Runs backwards: the meter stood at ${hours(meter.reading)}`
  if (posting.expectedBeforeHundredths != null && posting.expectedBeforeHundredths !== meter.reading)
    return `Began at ${hours(posting.expectedBeforeHundredths)}, but the meter stood at ${hours(meter.reading)}`
  if (posting.readingHundredths - meter.reading > leapHundredths)
    return `More than ${leapHundredths / 100} h since the entry before`
  return null
}
