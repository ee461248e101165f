import { changesBetween } from '#platform/events/record.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { type EventType, eventType } from '#platform/kernel/event-type.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  happenedOn,
  id,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { examAges, recordMedicalClasses, recordOperations } from './medical.ts'
import { complianceReaders, isOwn, seesAll } from './visibility.ts'

export const complianceKinds = [
  'certificate',
  'rating',
  'medical',
  'basic_med',
  'document',
  'checkout',
  'endorsement',
  'flight_review',
  'instrument_proficiency_check',
  'training',
  'other',
] as const
export type ComplianceKind = (typeof complianceKinds)[number]
export const complianceStatuses = ['compliant', 'expiring', 'expired', 'missing'] as const
export type ComplianceStatus = (typeof complianceStatuses)[number]

/** What people call the kinds, where the name does not say it. */
export const complianceKind = oneOf(complianceKinds, { labels: { basic_med: 'BasicMed' } })
/** The privileges that a medical covers. */
export const operationField = (description: string) =>
  oneOf(recordOperations, {
    labels: {
      single_pilot_passengers: 'Single-pilot commercial, passengers (EASA, UK)',
      light_aircraft: 'Light aircraft, LAPL (EASA, UK)',
    },
    description,
  })

/** The fields of a record that can be sent to create or change it. */
export const recordFields = {
  title: text(
    1,
    120,
    'Which one it is, such as "Commercial pilot" or "C172". A person has one active record for each kind and title.',
  ),
  number: nullable(text(1, 60)),
  issuingAuthority: nullable(text(1, 120)),
  issuedOn: nullable(
    happenedOn('For a medical, the day of the examination. For a review, the day it was passed.'),
  ),
  expiresOn: nullable(
    date(
      'Valid to the end of this day in the time zone of the workspace. Null: calculated for a medical of the FAA, EASA or the UK, BasicMed, a flight review and an instrument proficiency check; other kinds do not expire.',
    ),
  ),
  medicalClass: nullable(
    oneOf(recordMedicalClasses, {
      labels: {
        first: 'FAA first class',
        second: 'FAA second class',
        third: 'FAA third class',
        class_1: 'Class 1 (EASA, UK)',
        class_2: 'Class 2 (EASA, UK)',
        lapl: 'LAPL (EASA, UK)',
        other: 'Other authority',
      },
      description:
        'For a medical. first, second, third: of the FAA. class_1, class_2, lapl: of EASA or the UK. other: of another authority.',
    }),
  ),
  operation: nullable(
    operationField(
      'For a medical: the privileges that the holder exercises, which decide its expiry. By default, the highest that its class allows.',
    ),
  ),
  ageAtExam: nullable(
    integer(
      examAges.least,
      examAges.most,
      'For a medical: the age in whole years on the day of the examination. Calculated if the birth date of the person is recorded.',
    ),
  ),
  previousExpiresOn: nullable(
    date(
      'For a medical of EASA or the UK that was revalidated: when the certificate before it ends. An examination in the 45 days before counts from there (MED.A.045). Renewing a record sets it.',
    ),
  ),
  courseOn: nullable(happenedOn('For BasicMed: the day on which the course was completed.')),
  warningDays: nullable(
    integer(0, 730, 'How many days before its end it counts as expiring. Null: the default of its kind.'),
  ),
  reference: nullable(
    text(1, 500, 'Where the evidence is if it is not attached, such as a binder or a web address.'),
  ),
  notes: nullable(text(1, 5_000)),
}

const todayOf = (row: string) =>
  `(now() at time zone (select w.timezone from workspaces w where w.workspace_id = ${row}.workspace_id))::date`
/** The status of a living record today, as SQL. */
export const statusNow = `case when t.withdrawn_at is not null then 'missing'
    else apron.compliance_status(t.expires_on, t.warning_days, ${todayOf('t')}) end`
const warnsOn = 't.expires_on - t.warning_days'
const decidedCase = (withdrawn: string, none: string, expired: string, warned: string) =>
  `case when t.withdrawn_at is not null then ${withdrawn} when t.expires_on is null then ${none}
     when t.expires_on < ${todayOf('t')} then ${expired} else ${warned} end`

const shown = {
  id: id('cmr'),
  crewId: id('crw'),
  personName: Type.String(),
  kind: complianceKind,
  title: Type.String(),
  status: oneOf(complianceStatuses, { description: 'missing: withdrawn, so it no longer counts.' }),
  decidedBy: oneOf(['withdrawnAt', 'noExpiry', 'expiresOn', 'warnsOn'], {
    description:
      'The date that decides the status: expiresOn has passed, or warnsOn has (expiring) or has not (compliant) been reached.',
  }),
  decidedOn: nullable(date('The value of that date.')),
  issuedOn: recordFields.issuedOn,
  expiresOn: nullable(
    date('Valid to the end of this day in the time zone of the workspace. Null: it does not expire.'),
  ),
  expirySource: oneOf(['given', 'rule', 'none']),
  citation: nullable(Type.String({ description: 'The rule that calculates or limits the date.' })),
  warnsOn: nullable(date()),
}
export const shownExpressions = {
  personName: 'c.display_name',
  status: statusNow,
  decidedBy: decidedCase("'withdrawnAt'", "'noExpiry'", "'expiresOn'", "'warnsOn'"),
  decidedOn: decidedCase(
    `(t.withdrawn_at at time zone (select w.timezone from workspaces w where w.workspace_id = t.workspace_id))::date`,
    'null',
    't.expires_on',
    warnsOn,
  ),
  warnsOn,
}

const complianceRecordExists = problem('compliance_record_exists', 409, {
  meaning: 'This person already has a record of this kind and title',
  fix: 'Renew that record with PATCH, which keeps its history, or give the new one another title.',
})

/** One thing that a person holds. Each change is a new version; the earlier versions are permanent. */
export const ComplianceRecord = resource({
  name: 'compliance_record',
  prefix: 'cmr',
  title: { one: 'compliance record', many: 'compliance records' },
  page: '/compliance/records/:id',
  table: 'compliance_records',
  label: 'title',
  schema: Type.Object({
    ...shown,
    ...recordFields,
    expiresOn: shown.expiresOn,
    warningDays: Type.Integer(),
    singlePilotPassengersUntil: nullable(
      date(
        'For a medical of EASA or the UK: until when it covers single-pilot commercial flights with passengers.',
      ),
    ),
    airlineTransportUntil: nullable(
      date('For a medical: until when it covers airline transport privileges.'),
    ),
    commercialUntil: nullable(date('For a medical: until when it covers commercial privileges.')),
    privateUntil: nullable(date('For a medical or BasicMed: until when it covers private privileges.')),
    lightAircraftUntil: nullable(
      date('For a medical of EASA or the UK: until when it covers the privileges of a LAPL.'),
    ),
    files: Type.Integer({ description: 'How many files of evidence are attached.' }),
    withdrawnAt: nullable(instant()),
    withdrawnReason: nullable(Type.String()),
    changedBy: Type.String(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id',
  expressions: shownExpressions,
  refusals: { compliance_records_title: ({ details }) => complianceRecordExists(undefined, { details }) },
  visible: async (tx, recordId, principal) => seesAll(principal) || (await isOwn(tx, recordId, principal)),
})
export type RecordForm = Static<typeof ComplianceRecord.schema>

/** The form that other programs see: without number, age, notes and evidence. */
export const PublicComplianceRecord = resource({
  name: 'public_compliance_record',
  prefix: 'cmr',
  title: { one: 'compliance record', many: 'compliance records' },
  page: '/compliance/records/:id',
  table: 'compliance_records',
  schema: Type.Object({ ...shown, updatedAt: instant(), version: Type.Integer() }),
  joins: ComplianceRecord.joins,
  expressions: shownExpressions,
})

export const complianceUpdated: EventType = eventType('compliance.updated', {
  stability: 'beta',
  when: 'a compliance record is created or updated, and when it begins to expire or has expired',
  subject: 'compliance_record',
  data: Type.Object({
    ...PublicComplianceRecord.schema.properties,
    statusBefore: nullable(shown.status),
    message: Type.String({ description: 'The state of the record as a sentence.' }),
  }),
  scope: 'compliance:read',
  publicScope: 'public.compliance:read',
  readers: complianceReaders,
})

export const complianceWithdrawn = problem('compliance_withdrawn', 409, {
  meaning: 'The record is withdrawn and cannot be changed',
  fix: 'Add a new record for what the person holds now; the history of this one is kept.',
})
// Derived from other fields, so their changes would repeat the changes of those fields.
const derived = new Set(['personName', 'decidedBy', 'decidedOn', 'warnsOn', 'changedBy'])

/** The event of a change or of a new day, with the public form, the status before, and a sentence. */
export function complianceEvent(
  record: RecordForm,
  statusBefore: ComplianceStatus | null,
  before: RecordForm | null = record,
): Emission {
  const changes = changesBetween(before, record, derived)
  if (before === record && statusBefore !== record.status)
    changes.push({ field: 'status', before: statusBefore, after: record.status })
  return {
    type: complianceUpdated,
    subject: { type: ComplianceRecord.name, id: record.id, label: record.title },
    data: { ...record, statusBefore, message: sentenceOf(record) },
    changes,
  }
}

function sentenceOf({ personName, title, status, expiresOn, citation }: RecordForm): string {
  const rule = citation ? ` (${citation})` : ''
  if (status === 'missing') return `${personName}: ${title} was withdrawn`
  if (expiresOn === null) return `${personName}: ${title} does not expire`
  const verb = {
    expired: 'expired at the end of',
    expiring: 'expires at the end of',
    compliant: 'is valid to the end of',
  }
  return `${personName}: ${title} ${verb[status]} ${expiresOn}${rule}`
}
