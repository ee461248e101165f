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
import { choice, type Parse, text } from '#platform/importing/value.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { type OperatingRules, operatingRulesOf } from '#platform/workspace/operating-rules.ts'
import { isEuropean, isFaa } from '#rules/operating-rules.ts'
import { authorityOf } from './authority.ts'
import type { RecordMedicalClass } from './medical.ts'
import { ComplianceRecord, complianceEvent, type RecordForm } from './record.ts'
import { recordStanding } from './standing.ts'
import { type Validity, validityOf } from './validity.ts'
import { complianceEditors } from './visibility.ts'

const namedClass = choice({
  first: ['1st', 'first class', '1st class', 'faa class 1'],
  second: ['2nd', 'second class', '2nd class', 'faa class 2'],
  third: ['3rd', 'third class', '3rd class', 'faa class 3'],
  class_1: ['easa class 1', 'uk class 1'],
  class_2: ['easa class 2', 'uk class 2'],
  lapl: ['lapl medical', 'easa lapl', 'uk lapl'],
  other: ['other authority'],
})
/** A class, or a bare number, of which only the authority says whose class it is. */
type StatedClass = RecordMedicalClass | 1 | 2 | 3
const statedClass: Parse<StatedClass> = (cell, reading) => {
  const number = /^(?:class\s*)?(?:([123])|(i{1,3}))$/i.exec(cell.trim())
  if (!number) return namedClass(cell, reading)
  return { value: (number[1] ? Number(number[1]) : (number[2] ?? '').length) as 1 | 2 | 3 }
}

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
      basic_med: ['basicmed', 'basic med'],
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
    help: 'first, second or third of the FAA; class 1, class 2 or LAPL of EASA or the UK; or other. The issuing authority decides what a number means.',
    headers: ['class'],
    parse: statedClass,
  }),
  operation: optional({
    title: 'Operation',
    help: 'What the medical is used for: airline transport, commercial, private, light aircraft (LAPL), or single-pilot passengers.',
    headers: ['privileges'],
    parse: choice({
      single_pilot_passengers: ['single pilot', 'single-pilot cat'],
      airline_transport: ['atp', 'airline', 'atpl'],
      commercial: ['cpl'],
      private: ['ppl', 'student'],
      light_aircraft: ['lapl'],
    }),
  }),
  ageAtExam: optional({
    title: 'Age at the exam',
    help: 'For a medical, in whole years.',
    headers: ['age'],
    parse: number({ min: 10, max: 120, integer: true }),
  }),
  birthOn: optional({
    title: 'Birth date',
    help: 'Decides how long a medical is valid. Kept with the person, where only a few members can read it.',
    headers: ['date of birth', 'dob', 'birthday', 'born', 'born on'],
    shows: 'date_order',
    parse: date,
  }),
  previousExpiresOn: optional({
    title: 'Previous expiry',
    help: 'For an EASA or UK medical that was revalidated: when the one before ends.',
    headers: ['previous expiry date', 'previous expiration'],
    shows: 'date_order',
    parse: date,
  }),
  courseOn: optional({
    title: 'BasicMed course',
    help: 'The day on which the course was completed.',
    headers: ['course', 'course date', 'course completed', 'course on'],
    shows: 'date_order',
    parse: date,
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
  birthOn: string | null
  kind: NonNullable<Values['kind']>
  validity: Validity
  details: Pick<
    Values,
    'number' | 'issuingAuthority' | 'previousExpiresOn' | 'courseOn' | 'reference' | 'notes'
  > & { medicalClass: RecordMedicalClass | null }
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
    const operatingRules = await operatingRulesOf(tx, scope.workspaceId)
    const { today } = await tx.one(sql<'importDate', { today: string }>`
      select (${scope.now}::timestamptz at time zone timezone)::date as today
        from workspaces where workspace_id = ${scope.workspaceId}`)
    const firstRow = new Map<string, number>()
    return {
      async check(_tx, rows) {
        const birthDates = await loadBirthDates(_tx)
        for (const row of rows) row.record = read(row, { findPerson, operatingRules, birthDates, today })
        await checkExisting(_tx, rows, firstRow, scope.reading.options.existing === 'renewed')
      },
      write: (writing, records) => write(writing, records, scope),
    }
  },
})

interface Known {
  findPerson: Awaited<ReturnType<typeof loadPeople>>
  operatingRules: readonly OperatingRules[]
  birthDates: ReadonlyMap<string, string>
  today: string
}

async function loadBirthDates(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx.rows(sql<'birthDatesOfHolders'>`
    select crew_id as "crewId", birth_date as "birthOn" from crew_birth_dates`)
  return new Map(rows.map(({ crewId, birthOn }) => [crewId, birthOn]))
}

function read({ values, problems }: Row, known: Known): RowRecord | null {
  const { person, kind, number: documentNumber, issuingAuthority, reference, notes } = values
  const match = person === null ? null : known.findPerson(person)
  if (match && 'problem' in match) problems.push({ field: 'person', message: match.problem })
  const medicalClass = classOf(values, known.operatingRules)
  if (medicalClass !== null && typeof medicalClass === 'object') problems.push(medicalClass)
  // A cell that could not be read already has its problem. Another one about the dates would only hide it.
  if (kind === null || !match || !('id' in match) || problems.length > 0) return null
  const stated = { ...values, medicalClass: medicalClass as RecordMedicalClass | null }
  const recorded = known.birthDates.get(match.id) ?? null
  const birthOn = values.birthOn ?? recorded
  if (recorded !== null && birthOn !== recorded) {
    problems.push({
      field: 'birthOn',
      message: `${person} has another birth date here: correct the row, or that person by hand`,
    })
    return null
  }
  const validity = validityOf({ ...stated, kind, birthOn }, known.today)
  if ('field' in validity) {
    problems.push(
      validity.field === 'birthOn'
        ? { field: 'birthOn', message: `Birth date ${validity.message}` }
        : { field: validity.field, message: `${fields[validity.field].title} ${validity.message}` },
    )
    return null
  }
  const { previousExpiresOn, courseOn } = values
  const details = { number: documentNumber, issuingAuthority, reference, notes, previousExpiresOn, courseOn }
  return {
    renews: null,
    crewId: match.id,
    birthOn,
    kind,
    validity,
    details: { ...details, medicalClass: stated.medicalClass },
  }
}

const faaNumbers = { 1: 'first', 2: 'second', 3: 'third' } as const
// EASA's Class 3 is for air traffic controllers.
const europeanNumbers = { 1: 'class_1', 2: 'class_2', 3: 'other' } as const

/** The class of a medical. The authority decides what a number means, or else the rules of the workspace. */
function classOf(
  { medicalClass, issuingAuthority }: Values,
  operatingRules: readonly OperatingRules[],
): RecordMedicalClass | null | { field: string; message: string } {
  if (typeof medicalClass !== 'number') return medicalClass
  const authority = authorityOf(issuingAuthority) ?? onlyAuthority(operatingRules)
  if (authority === 'faa') return faaNumbers[medicalClass]
  if (authority === 'european') return europeanNumbers[medicalClass]
  return {
    field: 'issuingAuthority',
    message: `A Class ${medicalClass} medical can be one of the FAA, or of EASA or the UK, and they are not valid equally long: name the authority`,
  }
}

function onlyAuthority(operatingRules: readonly OperatingRules[]): 'faa' | 'european' | null {
  const [faa, european] = [isFaa(operatingRules), isEuropean(operatingRules)]
  if (faa === european) return null
  return faa ? 'faa' : 'european'
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
  for (const { renews, crewId, birthOn, kind, validity, details } of records) {
    if (birthOn !== null)
      await tx.run(sql`
        insert into crew_birth_dates (workspace_id, crew_id, birth_date)
        values (${workspaceId}, ${crewId}, ${birthOn}) on conflict do nothing`)
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
