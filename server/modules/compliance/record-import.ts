import { loadPeople } from '#modules/crew/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { recordEvent } from '#platform/events/record.ts'
import {
  defineImport,
  earlierRow,
  type Importer,
  type ImportRow,
  type ImportScope,
  idNamed,
} from '#platform/importing/index.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { type OperatingRules, operatingRulesOf } from '#platform/workspace/operating-rules.ts'
import { isEuropean, isFaa } from '#rules/operating-rules.ts'
import { authorityOf } from './authority.ts'
import type { RecordMedicalClass } from './medical.ts'
import { ComplianceRecord, complianceEvent, type RecordForm } from './record.ts'
import { recordFields } from './record-import-field.ts'
import { recordStanding } from './standing.ts'
import { type Validity, validityOf } from './validity.ts'
import { complianceEditors } from './visibility.ts'

type Values = ImportRow<typeof recordFields, unknown>['values']
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
type Row = ImportRow<typeof recordFields, RowRecord>
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
  fields: recordFields,
  options: {
    existing: {
      title: 'Records that already exist are',
      help: 'refused: the row is a problem. renewed: the row becomes the newest version of that record.',
      values: ['refused', 'renewed'],
    },
  },
  async open(tx, scope): Promise<Importer<typeof recordFields, RowRecord>> {
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
  const crewId = idNamed(problems, 'person', person, known.findPerson)
  const medicalClass = classOf(values, known.operatingRules)
  if (medicalClass !== null && typeof medicalClass === 'object') problems.push(medicalClass)
  // A cell that could not be read already has its problem. Another one about the dates would only hide it.
  if (kind === null || crewId === null || problems.length > 0) return null
  const stated = { ...values, medicalClass: medicalClass as RecordMedicalClass | null }
  const recorded = known.birthDates.get(crewId) ?? null
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
        : { field: validity.field, message: `${recordFields[validity.field].title} ${validity.message}` },
    )
    return null
  }
  const { previousExpiresOn, courseOn } = values
  const details = { number: documentNumber, issuingAuthority, reference, notes, previousExpiresOn, courseOn }
  return {
    renews: null,
    crewId,
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
