import { sql, type Tx } from '#platform/database/database.ts'
import { combineInstant, date } from '#platform/importing/date.ts'
import {
  defineImport,
  earlierRow,
  type Importer,
  type ImportRow,
  type ImportScope,
  optional,
  required,
} from '#platform/importing/index.ts'
import { choice, type Parse, readingFor, text } from '#platform/importing/value.ts'
import { isFuture } from '#platform/kernel/happened.ts'
import { newId } from '#platform/kernel/id.ts'
import { meaningsOf } from '#platform/kernel/look-up.ts'
import { nextCode } from '#platform/series/next-code.ts'
import { codePrefixes, type ReportForm, reportCategories } from './report.ts'
import { safetyManagers } from './visibility.ts'

// Times as people type them next to a field for AM and PM: "10::20 AM", "16::00 AM", "8::02pm AM".
const clock: Parse<string> = (cell) => {
  // A quarter of the day: “1201-1800” begins at 12:01.
  const [, hours, minutes] = /^(\d{2})(\d{2})-\d{4}$/.exec(cell.trim()) ?? []
  if (hours !== undefined) return { value: `${hours}:${minutes}` }
  const match = /^(\d{1,2}):{1,2}(\d{2})\s*([ap]m)?\s*([ap]m)?$/i.exec(cell.trim())
  if (!match) return { value: cell }
  const hour = Number(match[1])
  // An AM or PM next to the digits was typed; the last one was preset. After 12 neither applies.
  const half = hour > 12 ? '' : ` ${match[3] ?? match[4] ?? ''}`
  return { value: `${match[1]}:${match[2]}${half}`.trim() }
}

/** A day, or a month whose day nobody says: then the first. */
type Occurred = { on: string; isMonth: boolean }
const occurred: Parse<Occurred> = (cell, reading) => {
  const [, year, month] = /^(\d{4})(0[1-9]|1[0-2])$/.exec(cell) ?? []
  if (year !== undefined && reading.options.shortDates === 'month')
    return { value: { on: `${year}-${month}-01`, isMonth: true } }
  const day = date(cell, reading)
  return 'value' in day ? { value: { on: day.value, isMonth: false } } : day
}

const fields = {
  externalReference: optional({
    title: 'Number',
    help: 'The number of the report in the other system. Each number must be unique.',
    headers: [
      'tracking #',
      'tracking number',
      'report number',
      'report no',
      'reference',
      'case number',
      'acn',
      'id',
    ],
    parse: text({ max: 60 }),
  }),
  title: optional({
    title: 'Title',
    help: 'If blank, the beginning of the narrative.',
    headers: ['subject', 'summary', 'headline', 'short description', 'synopsis'],
    // The first 200 characters are kept.
    parse: text({ max: 10_000 }),
  }),
  description: required({
    title: 'Narrative',
    help: 'What happened, at most 10,000 characters. Fewer than 50 make it a short report.',
    headers: ['description', 'event description', 'what happened', 'details', 'report text'],
    parse: text({ min: 3, max: 10_000 }),
  }),
  occurredOn: optional({
    title: 'Date',
    help: 'The day on which it happened.',
    headers: ['event date', 'occurrence date', 'date of occurrence', 'date occurred'],
    shows: 'date_order',
    parse: occurred,
  }),
  occurredTime: optional({
    title: 'Local time',
    help: 'If blank, noon.',
    headers: ['time', 'event time', 'time of occurrence', 'local time of day'],
    parse: clock,
  }),
  reportType: optional({
    title: 'Report type',
    help: 'hazard, incident, near miss, concern, observation or audit finding.',
    headers: ['kind of report', 'event type', 'occurrence type', 'report category'],
    parse: choice({
      hazard: ['unsafe condition'],
      incident: ['accident', 'occurrence', 'event', 'mishap'],
      near_miss: ['close call', 'near midair'],
      concern: ['suggestion', 'complaint'],
      observation: ['note'],
      audit_finding: ['finding', 'non-conformity'],
    }),
  }),
  category: optional({
    title: 'Category',
    help: 'Such as flight operations, maintenance, airspace, weather.',
    headers: ['area', 'event category'],
    parse: choice({
      flight_operations: ['flight', 'flight ops', 'operations', 'pilot action'],
      ground_operations: ['ground', 'ground ops', 'ramp'],
      maintenance: ['mx', 'technical', 'airworthiness'],
      cabin_safety: ['cabin'],
      airspace: ['atc', 'intrusion', 'traffic'],
      weather: ['wx'],
      human_factors: ['human', 'fatigue'],
      organizational: ['organisational', 'organization', 'organisation', 'management'],
    }),
  }),
  place: optional({
    title: 'Place',
    help: 'An airport, or a description of the place.',
    headers: ['location', 'airport', 'where', 'locale reference'],
    parse: text({ max: 200 }),
  }),
  aircraftRegistration: optional({
    title: 'Aircraft',
    help: 'Its registration.',
    headers: ['registration', 'tail', 'tail number', 'n-number', 'aircraft registration'],
    parse: text({ max: 20 }),
  }),
  outcome: optional({
    title: 'Outcome',
    help: 'The outcome of the report.',
    headers: ['corrective action', 'corrective actions', 'action taken', 'resolution', 'result'],
    parse: text({ max: 10_000 }),
  }),
}

type Values = ImportRow<typeof fields, unknown>['values']
interface RowRecord {
  id: string
  type: ReportForm['type']
  category: ReportForm['category']
  status: 'closed' | 'new'
  title: string
  description: string
  occurredAt: string | null
  place: string | null
  registration: string | null
  aircraftId: string | null
  outcome: string | null
  externalReference: string | null
}
type Row = ImportRow<typeof fields, RowRecord>

export const reportImport = defineImport({
  name: 'safety-reports',
  title: 'Safety reports',
  roles: safetyManagers,
  // Reports are confidential, so members who import other data must not see these imports.
  isPrivate: true,
  audits: 'safety_report.imported',
  fields,
  presets: [
    {
      name: 'ASRS',
      headings: ['ACN', 'Date', 'Local Time Of Day', 'Narrative', 'Synopsis'],
      columns: { externalReference: ['ACN'], description: ['Narrative'], title: ['Synopsis'] },
      options: { shortDates: 'month' },
    },
  ],
  options: {
    shortDates: {
      title: 'Dates such as 202607',
      help: 'Are days with two digits for the year, or months without their day.',
      values: ['day', 'month'],
    },
    type: {
      title: 'Reports without a type are',
      help: 'For rows where the file does not say it.',
      values: ['incident', 'hazard', 'near_miss', 'concern', 'observation', 'audit_finding'],
    },
    category: {
      title: 'Reports without a category are',
      help: 'For rows where the file does not say it.',
      values: reportCategories as unknown as [string, ...string[]],
    },
    status: {
      title: 'Imported reports are',
      help: 'closed: a record of the past. new: work is still to be dreport.',
      values: ['closed', 'new'],
    },
  },
  async open(_tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const firstRow = new Map<string, number>()
    const months = new Set<number>()
    return {
      async check(tx, rows) {
        const numbers = rows.flatMap(({ values }) => values.externalReference ?? [])
        const existingNumbers = new Set(
          (
            await tx.rows(sql<'importedReportNumbers'>`
              select external_reference as number
                from safety_reports where external_reference = any(${numbers})`)
          ).map(({ number }) => number),
        )
        for (const row of rows) {
          if (row.values.occurredOn?.isMonth) months.add(row.row)
          checkNumber(row, existingNumbers, firstRow)
          row.record = { ...recordOf(row, scope), aircraftId: await aircraftOf(tx, row, scope) }
        }
      },
      async write(tx, records) {
        for (const report of records) {
          const at = report.occurredAt ? new Date(report.occurredAt) : scope.now
          const code = await nextCode(tx, {
            workspaceUuid: scope.workspaceId,
            prefix: codePrefixes[report.type],
            at,
            timezone: scope.reading.timeZone,
          })
          await tx.run(sql`
            insert into safety_reports (workspace_id, id, code, type, mode, status, title, description,
                is_brief, category, occurred_at, place, aircraft_id, aircraft_registration, outcome, external_reference,
                source, closed_at)
            values (${scope.workspaceId}, ${report.id}, ${code}, ${report.type}, 'standard', ${report.status},
                ${report.title}, ${report.description},
                ${report.description.length < 50 || report.title.length < 10}, ${report.category},
                ${report.occurredAt}, ${report.place},
                ${report.aircraftId}, ${report.registration},
                ${report.outcome}, ${report.externalReference}, 'import',
                ${report.status === 'closed' ? scope.now : null})`)
          await tx.run(sql`insert into safety_report_followups (workspace_id, report_id, code_hash)
            values (${scope.workspaceId}, ${report.id}, sha256(convert_to(gen_random_uuid()::text, 'UTF8')))`)
        }
      },
      notes: () =>
        months.size === 0
          ? []
          : [`Reports that give a month without its day are dated the first of it: ${months.size}.`],
    }
  },
})

/** The aircraft that had the registration on the day. A report about another one, or an unclear one, keeps the text. */
async function aircraftOf(tx: Tx, { values }: Row, { services }: ImportScope): Promise<string | null> {
  const { aircraftRegistration: written, occurredOn } = values
  if (written === null) return null
  const meaning = (
    await meaningsOf(tx, services, {
      of: 'aircraft',
      written: [written],
      day: occurredOn?.on ?? null,
    })
  ).get(written)
  return meaning && 'stored' in meaning ? meaning.stored : null
}

function checkNumber(row: Row, existingNumbers: Set<string>, firstRow: Map<string, number>): void {
  const number = row.values.externalReference
  if (number === null) return
  const first = earlierRow(firstRow, number, row.row)
  if (existingNumbers.has(number))
    row.problems.push({
      field: 'externalReference',
      message: `The report ${number} already exists: leave the row out`,
    })
  else if (first !== undefined)
    row.problems.push({
      field: 'externalReference',
      message: `The number ${number} is already in row ${first}: each report needs its own`,
    })
  else firstRow.set(number, row.row)
}

function recordOf(row: Row, { reading, now }: ImportScope): Omit<RowRecord, 'aircraftId'> {
  const { values, problems } = row
  const { type, category, status } = reading.options
  let occurredAt: string | null = null
  if (values.occurredOn !== null) {
    const parsed = combineInstant(
      values.occurredOn.on,
      values.occurredTime ?? '12:00',
      readingFor(reading, 'occurredTime'),
    )
    if ('value' in parsed) occurredAt = parsed.value
    if (occurredAt !== null && isFuture(occurredAt, now))
      problems.push({ field: 'occurredOn', message: 'Date is in the future: enter when it happened' })
    if ('problem' in parsed) problems.push({ field: 'occurredTime', message: parsed.problem })
  }
  return {
    id: newId('rpt'),
    type: (values.reportType ?? type ?? 'incident') as RowRecord['type'],
    category: (values.category ?? category ?? 'flight_operations') as RowRecord['category'],
    status: (status ?? 'closed') as RowRecord['status'],
    title: titleOf(values),
    description: values.description ?? '',
    occurredAt,
    place: values.place,
    registration: values.aircraftRegistration?.toUpperCase() ?? null,
    outcome: values.outcome,
    externalReference: values.externalReference,
  }
}

/** The title, or the first sentence of the narrative, shortened to one line. */
function titleOf({ title, description }: Values): string {
  if (title !== null && title.length >= 10) return title.slice(0, 200).trim()
  const narrative = (description ?? '').replace(/\s+/g, ' ').trim()
  const sentence = /^.{20,120}?[.!?](?=\s|$)/.exec(narrative)?.[0] ?? narrative.slice(0, 120)
  return `${title ? `${title}: ` : ''}${sentence}`.slice(0, 200).trim()
}
