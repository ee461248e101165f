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
import { type Settled, settle } from './settle.ts'
import { complianceEditors } from './sight.ts'
import { noteStanding } from './stand.ts'

const fields = {
  person: required({
    title: 'Person',
    help: 'Name, email or employee number of somebody who is here.',
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
    help: 'Which one it is. Needed but of a medical, a flight review and an instrument proficiency check.',
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
    help: 'Of a medical, the day of the examination.',
    headers: ['issued', 'issue date', 'date of issue', 'exam date', 'date of exam', 'completed', 'date'],
    shows: 'date_order',
    parse: date,
  }),
  expiresOn: optional({
    title: 'Expires on',
    help: 'Empty: computed of a medical of the FAA and a flight review; of others, that it does not lapse.',
    headers: ['expires', 'expiry', 'expiry date', 'expiration', 'expiration date', 'valid until', 'due'],
    shows: 'date_order',
    parse: date,
  }),
  medicalClass: optional({
    title: 'Medical class',
    help: 'first, second, third, or other for another authority’s.',
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
    help: 'Whole years, of a medical.',
    headers: ['age'],
    parse: number({ min: 10, max: 120, integer: true }),
  }),
  warningDays: optional({
    title: 'Warning',
    unit: 'days',
    help: 'From how many days before its end on it counts as expiring. A default by kind.',
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

type Read = ImportRow<typeof fields, unknown>['values']
interface RowRecord {
  /** Of the record that is renewed; null: a new one. */
  renews: string | null
  crewId: string
  kind: NonNullable<Read['kind']>
  settled: Settled
  said: Pick<Read, 'number' | 'issuingAuthority' | 'medicalClass' | 'ageAtExam' | 'reference' | 'notes'>
}
type Row = ImportRow<typeof fields, RowRecord>
interface Known {
  id: string
  issuedOn: string | null
  expiresOn: string | null
}

const keyOf = (crewId: string, kind: string, title: string) => `${crewId} ${kind} ${title.toLowerCase()}`

export const recordImport = defineImport({
  name: 'compliance-records',
  title: 'Compliance records',
  roles: complianceEditors,
  // When somebody's medical lapses is for nobody who imports something else.
  isPrivate: true,
  audits: 'compliance_record.imported',
  fields,
  options: {
    existing: {
      title: 'What a person holds already is',
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
  const found = person === null ? null : findPerson(person)
  if (found && 'problem' in found) problems.push({ field: 'person', message: found.problem })
  // A cell that could not be read has its problem already; another one about the dates would only hide it.
  if (kind === null || !found || !('id' in found) || problems.length > 0) return null
  const settled = settle({ ...values, kind }, today)
  if ('field' in settled) {
    problems.push({ field: settled.field, message: `${fields[settled.field].title} ${settled.message}` })
    return null
  }
  const said = { number: documentNumber, issuingAuthority, medicalClass, ageAtExam, reference, notes }
  return { renews: null, crewId: found.id, kind, settled, said }
}

async function checkExisting(
  tx: Tx,
  rows: Row[],
  firstRow: Map<string, number>,
  mayRenew: boolean,
): Promise<void> {
  const crewIds = [...new Set(rows.flatMap(({ record }) => record?.crewId ?? []))]
  const here = await tx.rows(sql<'recordsOfCrew'>`
    select id, crew_id as "crewId", kind, title, issued_on as "issuedOn", expires_on as "expiresOn"
      from compliance_records where crew_id = any(${crewIds}) and withdrawn_at is null`)
  const known = new Map<string, Known>(here.map((one) => [keyOf(one.crewId, one.kind, one.title), one]))
  for (const { record, problems, row, values } of rows) {
    if (!record) continue
    const { settled } = record
    const key = keyOf(record.crewId, record.kind, settled.title)
    const first = earlierRow(firstRow, key, row)
    const before = known.get(key)
    const what = `${values.person} has “${settled.title}”`
    if (first !== undefined)
      problems.push({ field: 'title', message: `${what} in row ${first} already: leave one of them out` })
    else if (before?.issuedOn === settled.issuedOn && before.expiresOn === settled.expiresOn)
      problems.push({ field: 'title', message: `${what} here already, with these dates: leave the row out` })
    else if (before && !mayRenew)
      problems.push({
        field: 'title',
        message: `${what} here already, to ${before.expiresOn ?? 'no date'}: choose “renewed” above, or leave the row out`,
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
  for (const { renews, crewId, kind, settled, said } of records) {
    const row = { ...said, ...settled, change: 'imported', changedBy: actorName }
    const id = renews ?? newId('cmr')
    const was = renews ? ((await ComplianceRecord.load(tx, renews, true))?.record ?? null) : null
    if (renews) await update(tx, 'compliance_records', id, withoutEmpty(row))
    else await insert(tx, 'compliance_records', workspaceId, id, { ...row, crewId, kind })
    written.push({ id, was })
  }
  for (const { id, was } of written) {
    const record = await ComplianceRecord.get(tx, id)
    const before = await noteStanding(tx, workspaceId, record)
    await recordEvent(tx, complianceEvent(record, before, was), {
      workspaceId: org,
      actor,
      request: null,
      now,
    })
  }
}

const keptFields: readonly string[] = ['number', 'issuingAuthority', 'reference', 'notes']

/** An empty cell of a renewal leaves what the record says; only its dates are all new. */
function withoutEmpty<Row extends object>(row: Row): Partial<Row> {
  return Object.fromEntries(
    Object.entries(row).filter(([field, value]) => value !== null || !keptFields.includes(field)),
  ) as Partial<Row>
}
