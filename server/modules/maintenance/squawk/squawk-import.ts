import { aircraftColumn, type FindAircraft, loadAircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { date } from '#platform/importing/date.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import {
  defineImport,
  earlierRow,
  type Importer,
  type ImportRow,
  type ImportScope,
  idNamed,
  optional,
  required,
} from '#platform/importing/index.ts'
import { choice, cut, text } from '#platform/importing/value.ts'
import { newId } from '#platform/kernel/id.ts'
import { nextCodes } from '#platform/series/next-code.ts'
import { maintenanceRoles } from '#server/roles.ts'

const fields = {
  externalReference: optional({
    title: 'Number',
    help: 'The number of the squawk in the other system. Each number must be unique.',
    headers: ['id', 'squawk number', 'discrepancy number', 'reference', 'log page'],
    parse: text({ max: 60 }),
  }),
  registration: optional({
    ...aircraftColumn,
    help: 'Its registration. Without one, the row is a remark about another fleet, kept to search.',
  }),
  make: optional({
    title: 'Make',
    help: 'Of the aircraft, where it is not one of yours.',
    headers: ['manufacturer', 'aircraft make'],
    parse: text({ max: 100 }),
  }),
  model: optional({
    title: 'Model',
    help: 'Of the aircraft, where it is not one of yours.',
    headers: ['type', 'aircraft model'],
    parse: text({ max: 100 }),
  }),
  foundOn: required({
    title: 'Date',
    help: 'The day on which it was found.',
    headers: ['found on', 'date found', 'reported', 'date reported', 'discrepancy date'],
    shows: 'date_order',
    parse: date,
  }),
  title: optional({
    title: 'Title',
    help: 'If blank, the beginning of the description.',
    headers: ['subject', 'summary', 'short description'],
    parse: text({ max: 200 }),
  }),
  description: required({
    title: 'Description',
    help: 'What is wrong, at most 10,000 characters.',
    headers: ['remark', 'remarks', 'discrepancy', 'squawk', 'details', 'narrative'],
    parse: text({ min: 3, max: 10_000 }),
  }),
  phase: optional({
    title: 'Found in',
    help: 'preflight, ground, flight or inspection; flight by default.',
    headers: ['phase', 'when found'],
    parse: choice({
      preflight: ['pre-flight', 'walkaround'],
      ground: ['taxi', 'ramp'],
      flight: ['in flight'],
      inspection: ['maintenance', 'scheduled inspection'],
    }),
  }),
  resolution: optional({
    title: 'Resolution',
    help: 'What was done.',
    headers: ['corrective action', 'action taken', 'work performed'],
    parse: text({ max: 10_000 }),
  }),
  resolvedOn: optional({
    title: 'Resolved',
    help: 'The day on which it was resolved; by default the day on which it was found.',
    headers: ['resolved on', 'date resolved', 'closed', 'date closed'],
    parse: date,
  }),
}

type Values = ImportRow<typeof fields, unknown>['values']
type RowRecord = {
  id: string
  aircraftId: string | null
  aircraftType: string
  title: string
  status: 'open' | 'resolved'
} & Pick<Values, 'externalReference' | 'foundOn' | 'description' | 'phase' | 'resolution' | 'resolvedOn'>
type Row = ImportRow<typeof fields, RowRecord>

export const squawksImported = importedEvent('squawk.imported', {
  records: 'squawks',
  scope: 'maintenance:read',
  readers: 'staff',
})

export const squawkImport = defineImport({
  name: 'squawks',
  title: 'Squawks',
  roles: maintenanceRoles,
  audits: squawksImported,
  fields,
  options: {
    status: {
      title: 'Squawks without a resolution are',
      help: 'resolved: a record of the past. open: work is still to be done; only where the aircraft is one of yours.',
      values: ['resolved', 'open'],
    },
  },
  async open(tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const findAircraft = await loadAircraft(tx)
    const firstRow = new Map<string, number>()
    return {
      async check(own, rows) {
        const known = await knownNumbers(own, rows)
        for (const row of rows) {
          checkNumber(row, known, firstRow)
          row.record = recordOf(row, findAircraft, scope)
        }
      },
      write: (own, records) => write(own, records, scope),
    }
  },
})

async function knownNumbers(tx: Tx, rows: readonly Row[]): Promise<Set<string>> {
  const numbers = rows.flatMap(({ values }) => values.externalReference ?? [])
  const known = await tx.rows(sql<'importedSquawkNumbers', { number: string }>`
    select external_reference as number from squawks where external_reference = any(${numbers})`)
  return new Set(known.map(({ number }) => number))
}

function checkNumber(
  { values, row, problems }: Row,
  known: Set<string>,
  firstRow: Map<string, number>,
): void {
  const number = values.externalReference
  if (number === null) return
  const earlier = earlierRow(firstRow, number, row)
  if (known.has(number))
    problems.push({
      field: 'externalReference',
      message: `The number ${number} is here already: leave the row out`,
    })
  else if (earlier !== undefined)
    problems.push({
      field: 'externalReference',
      message: `The number ${number} is already in row ${earlier}: each squawk needs its own`,
    })
  else firstRow.set(number, row)
}

function recordOf(
  { values, problems }: Row,
  findAircraft: FindAircraft,
  scope: ImportScope,
): RowRecord | null {
  const { registration, make, model, externalReference, foundOn, description, phase, resolution } = values
  const aircraftId = idNamed(problems, 'registration', registration, (written) =>
    findAircraft(written, foundOn),
  )
  if (foundOn !== null && foundOn > scope.now.toISOString().slice(0, 10))
    problems.push({ field: 'foundOn', message: 'Date is in the future: enter when it was found' })
  if (values.resolvedOn !== null && foundOn !== null && values.resolvedOn < foundOn)
    problems.push({ field: 'resolvedOn', message: 'It was resolved before it was found: check the dates' })
  const aircraftType = [make, model].filter(Boolean).join(' ').toUpperCase()
  if (problems.length > 0 || description === null) return null
  const isOpen = aircraftId !== null && resolution === null && scope.reading.options.status === 'open'
  return {
    id: newId('sqk'),
    aircraftId,
    aircraftType,
    title: values.title ?? cut(description, 120),
    status: isOpen ? 'open' : 'resolved',
    externalReference,
    foundOn,
    description,
    phase: phase ?? 'flight',
    resolution,
    resolvedOn: values.resolvedOn ?? foundOn,
  }
}

async function write(tx: Tx, records: readonly RowRecord[], scope: ImportScope): Promise<void> {
  const numbers = new Map<string, string>()
  const byYear = Map.groupBy(records, ({ foundOn }) => foundOn?.slice(0, 4) ?? '')
  for (const [year, group] of [...byYear].sort()) {
    const series = {
      workspaceUuid: scope.workspaceId,
      prefix: 'SQK',
      at: new Date(`${year}-07-01T00:00:00Z`),
    }
    const codes = await nextCodes(tx, { ...series, timezone: 'UTC' }, group.length)
    for (const [index, { id }] of group.entries()) numbers.set(id, codes[index] ?? '')
  }
  const rows = records.map((record) => ({ ...record, number: numbers.get(record.id) }))
  await tx.run(sql`
    insert into squawks (workspace_id, id, number, aircraft_id, aircraft_type, title, description, found_at,
        found_on, phase, status, resolution_text, resolved_at, reported_by_name, external_reference)
    select ${scope.workspaceId}::uuid, r.id, r.number, r."aircraftId",
           coalesce(upper(case when a.make is null or a.model is null then a.type_designator
                               else a.make || ' ' || a.model end), r."aircraftType"),
           r.title, r.description, (r."foundOn" || ' 12:00')::timestamp at time zone ${scope.reading.timeZone},
           r."foundOn", r.phase, r.status, r.resolution,
           case when r.resolution is not null
                then (r."resolvedOn" || ' 12:00')::timestamp at time zone ${scope.reading.timeZone} end,
           ${scope.actorName}, r."externalReference"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, number text, "aircraftId" text,
             "aircraftType" text, title text, description text, "foundOn" date, phase text, status text,
             resolution text, "resolvedOn" date, "externalReference" text)
      left join aircraft a on a.workspace_id = ${scope.workspaceId}::uuid and a.id = r."aircraftId"`)
}
