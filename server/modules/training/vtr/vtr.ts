import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, idOf, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { limitedTo, seesAllTraining, trainingReaders } from '../access.ts'

export const vtrKinds = ['signoff', 'endorsement', 'graduation', 'transcript'] as const
const kind = oneOf(vtrKinds)
const status = oneOf(['verified', 'revoked', 'superseded', 'integrity_mismatch'], {
  description: 'Derived at each read. integrity_mismatch: what is stored is not what was signed.',
})
/** SQL: the status with the check of the stored text. */
const statusNow = `case when t.content_sha256 = encode(sha256(convert_to(t.content, 'UTF8')), 'hex') then t.status
  else 'integrity_mismatch' end`

const shown = {
  id: id('vtr'),
  kind,
  status,
  issuedOn: date(),
  keyId: id('sgk'),
  contentSha256: Type.String(),
  supersedesId: nullable(id('vtr')),
  supersededById: nullable(id('vtr')),
  revokedAt: nullable(instant()),
  updatedAt: instant(),
  version: Type.Integer(),
}
const supersededById = `(select n.id from training_vtrs n
  where n.workspace_id = t.workspace_id and n.supersedes_id = t.id)`
const ownOrAll = (user: string) => `${user}::text is null or exists (select from crew me
   where me.workspace_id = t.workspace_id and me.user_id = ${user}::text
     and (me.id = t.crew_id or exists (select from training_enrollments e
       where e.workspace_id = t.workspace_id and e.crew_id = t.crew_id
         and me.id in (e.chief_instructor_id, e.primary_instructor_id))))`

/** A verified training record: what the school vouches for, signed so that anybody can check it. */
export const Vtr = resource({
  name: 'vtr',
  prefix: 'vtr',
  title: { one: 'verified training record', many: 'verified training records' },
  page: '/training/records/:id',
  table: 'training_vtrs',
  label: 'title',
  schema: Type.Object({
    ...shown,
    revokeReason: nullable(Type.String()),
    title: Type.String(),
    subjectId: idOf(['sof', 'edm', 'enr'], 'The sign-off, endorsement or enrollment that it is about.'),
    crewId: id('crw', 'The student.'),
    personName: Type.String(),
    enrollmentId: nullable(id('enr')),
    issuedByName: Type.String(),
    statusList: Type.Integer(),
    statusIndex: Type.Integer(),
    verifyPath: Type.String({ description: 'Where anybody can verify it.' }),
    createdAt: instant(),
  }),
  joins: 'join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id',
  expressions: {
    status: statusNow,
    supersededById,
    personName: 'c.display_name',
    verifyPath: `'/verify/' || t.id`,
  },
  visible: async (tx, vtrId, principal) =>
    seesAllTraining(principal) ||
    (
      await tx.prepared(`select 1 from training_vtrs t where t.id = $1 and (${ownOrAll('$2')})`, [
        vtrId,
        limitedTo(principal),
      ])
    ).length > 0,
})
export type VtrForm = Static<typeof Vtr.schema>

/** The form that other programs see: metadata alone, without content, names and grades. */
export const PublicVtr = resource({
  name: 'public_vtr',
  prefix: 'vtr',
  title: { one: 'verified training record', many: 'verified training records' },
  page: '/training/records/:id',
  table: 'training_vtrs',
  schema: Type.Object({ ...shown, studentId: id('crw') }),
  expressions: { status: statusNow, supersededById, studentId: 't.crew_id' },
})

const vtrEvent = (type: `vtr.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'vtr',
    data: PublicVtr.schema,
    scope: 'training:read',
    publicScope: 'public.vtr:read',
    readers: trainingReaders,
    person: 'studentId',
  })
export const vtrIssued = vtrEvent('vtr.issued', 'a verified training record is issued')
export const vtrRevoked = vtrEvent('vtr.revoked', 'a verified training record is revoked, for good')

export const vtrStates = stateMachine({
  of: Vtr,
  moves: {
    supersede: { from: ['verified'], to: 'superseded', label: 'Issue again' },
    revoke: { from: ['verified'], to: 'revoked', isMinor: true },
  },
  refusal: { code: 'vtr_state', fix: 'Issue a new record. What was revoked or superseded stays so.' },
})

/** Filters that the console's list and the public API share. */
export const vtrFilters = {
  student_id: { schema: id('crw'), sql: (value: string) => `t.crew_id = ${value}` },
  kind: { schema: kind, sql: (value: string) => `t.kind = ${value}` },
  status: {
    schema: oneOf(['verified', 'revoked', 'superseded']),
    sql: (value: string) => `t.status = ${value}`,
  },
  date_from: {
    schema: date('Issued on or after this day.'),
    sql: (value: string) => `t.issued_on >= ${value}::date`,
  },
  date_to: {
    schema: date('Issued on or before this day.'),
    sql: (value: string) => `t.issued_on <= ${value}::date`,
  },
}
export const vtrSorts = { issuedOn: { sql: 't.issued_on', type: 'date' as const } }

export const listVtrs = operation({
  id: 'listVtrs',
  method: 'GET',
  path: '/api/v1/training/vtr',
  summary: 'List verified training records',
  description:
    'The records that the workspace issued. Students see their own, and instructors those of their students.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  response: Vtr.schema,
  list: list({
    of: Vtr,
    defaultSort: '-issuedOn',
    sorts: vtrSorts,
    filters: {
      ...vtrFilters,
      enrollment_id: { schema: id('enr'), sql: (value) => `t.enrollment_id = ${value}` },
    },
    restrict: { value: limitedTo, sql: ownOrAll },
  }),
})

export const getVtr = operation({
  id: 'getVtr',
  method: 'GET',
  path: '/api/v1/training/vtr/:id',
  summary: 'Get a verified training record',
  description: 'Returns what was issued, with its status. The credential itself is in its pack.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: Vtr,
  response: Vtr.schema,
})

/** The reason of a revocation; people who verify the record read it. */
export const revokeReason = text(3, 500, 'People who verify the record read it.')
