import { loadPeople } from '#modules/crew/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { recordEvent } from '#platform/events/record.ts'
import { date } from '#platform/importing/date.ts'
import {
  defineImport,
  earlierRow,
  type Importer,
  type ImportRow,
  type ImportScope,
  optional,
  required,
} from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { choice, text } from '#platform/importing/value.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { ComplianceRecord, complianceEvent, type RecordForm } from './record.ts'
import { recordStanding } from './standing.ts'
import { type Validity, validityOf } from './validity.ts'
import { complianceEditors } from './visibility.ts'

const fields = {
  person: required({
    title: 'Person',
    help: 'The name, email or employee number of a person in this workspace.',
    headers: ['name', 'pilot', 'pilot name', 'crew', 'member', 'employee', 'email', 'student', 'instructor'],
    parse: text({ max: 254 }),
  }),
  kind: required({
    title: 'Kind',
    help: 'Such as medical, flight review, certificate, rating, checkout, document.',
    headers: ['type', 'category', 'record type', 'requirement'],
    parse: choice({
      certificate: ['licence', 'license', 'pilot certificate'],
      rating: ['class rating', 'type rating'],
      medical: ['medical certificate'],
      document: ['passport', 'visa', 'identity document', 'badge'],
      checkout: ['check-out', 'aircraft checkout'],
      endorsement: [],
      flight_review: ['bfr', 'biennial flight review'],
      instrument_proficiency_check: ['ipc'],
      training: ['course', 'recurrent training'],
      other: [],
    }),
  }),
  title: optional({
    title: 'Title',
    help: 'Which one it is. Optional for a medical, a flight review and an instrument proficiency check.',
    headers: ['description', 'document', 'item'],
    parse: text({ max: 120 }),
  }),
  number: optional({
    title: 'Number',
    help: '',
    headers: ['certificate number', 'document number', 'no'],
    parse: text({ max: 60 }),
  }),
  issuingAuthority: optional({
    title: 'Issuing authority',
    help: '',
    headers: ['authority', 'issuer', 'issued by', 'examiner'],
    parse: text({ max: 120 }),
  }),
  issuedOn: optional({
    title: 'Issued on',
    help: 'For a medical, the day of the examination.',
    headers: ['issued', 'issue date', 'date of issue', 'exam date', 'date of exam', 'completed', 'date'],
    shows: 'date_order',
    parse: date,
  }),
  expiresOn: optional({
    title: 'Expires on',
    help: 'Leave blank to calculate it for an FAA medical or a flight review. For other kinds, blank means it does not expire.',
    headers: ['expires', 'expiry', 'expiry date', 'expiration', 'expiration date', 'valid until', 'due'],
    shows: 'date_order',
    parse: date,
  }),
  medicalClass: optional({
    title: 'Medical class',
    help: 'first, second, third, or other for another authority.',
    headers: ['class'],
    parse: choice({
      first: ['1', '1st', 'class 1', 'first class'],
      second: ['2', '2nd', 'class 2', 'second class'],
      third: ['3', '3rd', 'class 3', 'third class'],
      other: ['easa', 'basicmed'],
    }),
  }),
  operation: optional({
    title: 'Operation',
    help: 'What the medical is used for: airline transport, commercial or private.',
    headers: ['privileges'],
    parse: choice({
      airline_transport: ['atp', 'airline'],
      commercial: ['cpl'],
      private: ['ppl', 'student'],
    }),
  }),
  ageAtExam: optional({
    title: 'Age at the exam',
    help: 'For a medical, in whole years.',
    headers: ['age'],
    parse: number({ min: 10, max: 120, integer: true }),
  }),
  warningDays: optional({
    title: 'Warning',
    unit: 'days',
    help: 'How many days before its end it counts as expiring. The default depends on the kind.',
    headers: ['warning days', 'notice', 'reminder'],
    parse: number({ min: 0, max: 730, integer: true }),
  }),
  reference: optional({
    title: 'Reference',
    help: 'Where the evidence is.',
    headers: ['evidence', 'link', 'file'],
    parse: text({ max: 500 }),
  }),
  notes: optional({ title: 'Notes', help: '', headers: ['remarks', 'comments'], parse: text({ max: 5000 }) }),
}

type Values = ImportRow<typeof fields, unknown>['values']
interface RowRecord {
  /** The id of the record that is renewed, or null for a new record. */
  renews: string | null
  crewId: string
  kind: NonNullable<Values['kind']>
  validity: Validity
  details: Pick<Values, 'number' | 'issuingAuthority' | 'medicalClass' | 'ageAtExam' | 'reference' | 'notes'>
}
type Row = ImportRow<typeof fields, RowRecord>
interface ExistingRecord {
  id: string
  issuedOn: string | null
  expiresOn: string | null
}

const keyOf = (crewId: string, kind: string, title: string) => `${crewId} ${kind} ${title.toLowerCase()}`

export const recordImport = defineImport({
  name: 'compliance-records',
  title: 'Compliance records',
  roles: complianceEditors,
  // The expiry of a medical is private, so only members who may import records see these imports.
  isPrivate: true,
  audits: 'compliance_record.imported',
  fields,
  options: {
    existing: {
      title: 'Records that already exist are',
      help: 'refused: the row is a problem. renewed: the row becomes the newest version of that record.',
      values: ['refused', 'renewed'],
    },
  },
  async open(tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const findPerson = await loadPeople(tx)
    const { today } = await tx.one(sql<'importDate', { today: string }>`
      select (${scope.now}::timestamptz at time zone timezone)::date as today
        from workspaces where workspace_id = ${scope.workspaceId}`)
    const firstRow = new Map<string, number>()
    return {
      async check(_tx, rows) {
        for (const row of rows) row.record = read(row, findPerson, today)
        await checkExisting(_tx, rows, firstRow, scope.reading.options.existing === 'renewed')
      },
      write: (writing, records) => write(writing, records, scope),
    }
  },
})

function read(
  { values, problems }: Row,
  findPerson: Awaited<ReturnType<typeof loadPeople>>,
  today: string,
): RowRecord | null {
  const {
    person,
    kind,
    number: documentNumber,
    issuingAuthority,
    medicalClass,
    ageAtExam,
    reference,
    notes,
  } = values
  const match = person === null ? null : findPerson(person)
  if (match && 'problem' in match) problems.push({ field: 'person', message: match.problem })
  // A cell that could not be read already has its problem. Another one about the dates would only hide it.
  if (kind === null || !match || !('id' in match) || problems.length > 0) return null
  const validity = validityOf({ ...values, kind }, today)
  if ('field' in validity) {
    problems.push({ field: validity.field, message: `${fields[validity.field].title} ${validity.message}` })
    return null
  }
  const details = { number: documentNumber, issuingAuthority, medicalClass, ageAtExam, reference, notes }
  return { renews: null, crewId: match.id, kind, validity, details }
}

async function checkExisting(
  tx: Tx,
  rows: Row[],
  firstRow: Map<string, number>,
  mayRenew: boolean,
): Promise<void> {
  const crewIds = [...new Set(rows.flatMap(({ record }) => record?.crewId ?? []))]
  const existing = await tx.rows(sql<'recordsOfCrew'>`
    select id, crew_id as "crewId", kind, title, issued_on as "issuedOn", expires_on as "expiresOn"
      from compliance_records where crew_id = any(${crewIds}) and withdrawn_at is null`)
  const existingByKey = new Map<string, ExistingRecord>(
    existing.map((record) => [keyOf(record.crewId, record.kind, record.title), record]),
  )
  for (const { record, problems, row, values } of rows) {
    if (!record) continue
    const { validity } = record
    const key = keyOf(record.crewId, record.kind, validity.title)
    const first = earlierRow(firstRow, key, row)
    const before = existingByKey.get(key)
    const what = `${values.person} has “${validity.title}”`
    if (first !== undefined)
      problems.push({ field: 'title', message: `${what} in row ${first} already: leave one of them out` })
    else if (before?.issuedOn === validity.issuedOn && before.expiresOn === validity.expiresOn)
      problems.push({ field: 'title', message: `${what} already, with these dates: leave the row out` })
    else if (before && !mayRenew)
      problems.push({
        field: 'title',
        message: `${what} already, to ${before.expiresOn ?? 'no date'}: choose “renewed” above, or leave the row out`,
      })
    else record.renews = before?.id ?? null
    if (first === undefined) firstRow.set(key, row)
  }
}

async function write(tx: Tx, records: RowRecord[], scope: ImportScope): Promise<void> {
  const { workspaceId, actorId, actorName, now } = scope
  const { org } = await tx.one(
    sql<'importedWorkspace'>`select id as org from workspaces where workspace_id = ${workspaceId}`,
  )
  const actor = { type: actorId ? ('user' as const) : ('system' as const), id: actorId, name: actorName }
  const written: { id: string; was: RecordForm | null }[] = []
  for (const { renews, crewId, kind, validity, details } of records) {
    const row = { ...details, ...validity, change: 'imported', changedBy: actorName }
    const id = renews ?? newId('cmr')
    const was = renews ? ((await ComplianceRecord.load(tx, renews, true))?.record ?? null) : null
    if (renews) await update(tx, 'compliance_records', id, withoutEmpty(row))
    else await insert(tx, 'compliance_records', workspaceId, id, { ...row, crewId, kind })
    written.push({ id, was })
  }
  for (const { id, was } of written) {
    const record = await ComplianceRecord.get(tx, id)
    const before = await recordStanding(tx, workspaceId, record)
    await recordEvent(tx, complianceEvent(record, before, was), {
      workspaceId: org,
      actor,
      request: null,
      now,
    })
  }
}

const keptFields: readonly string[] = ['number', 'issuingAuthority', 'reference', 'notes']

/** An empty cell of a renewal keeps the value of the record. Only the dates are all new. */
function withoutEmpty<Row extends object>(row: Row): Partial<Row> {
  return Object.fromEntries(
    Object.entries(row).filter(([field, value]) => value !== null || !keptFields.includes(field)),
  ) as Partial<Row>
}
