import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { endorsementTemplates } from '#rules/endorsement.ts'
import { limitedTo, seesAllTraining, trainingReaders } from './access.ts'
import { Signature, signaturesOf } from './signature.ts'

export const templateCode = oneOf(
  endorsementTemplates.map(({ code }) => code),
  // Their titles are in the list of templates: as labels, every page of the console would load them.
  { description: 'Its number in AC 61-65K.' },
)
const status = oneOf(['valid', 'revoked'])
export const scopeFields = {
  typeDesignators: Type.Array(text(2, 4, 'Such as C172.'), { maxItems: 10 }),
  airports: Type.Array(text(2, 5), { maxItems: 20 }),
  conditions: nullable(text(1, 500, 'Limitations, such as the most wind.')),
}

const ownOrAll = (user: string) => `${user}::text is null or exists (select from crew me
   where me.workspace_id = t.workspace_id and me.user_id = ${user}::text
     and (me.id in (t.crew_id, t.instructor_id) or exists (select from training_enrollments e
       where e.workspace_id = t.workspace_id and e.crew_id = t.crew_id
         and me.id in (e.chief_instructor_id, e.primary_instructor_id))))`

/** What an instructor allows a student to do, such as to fly solo. */
export const Endorsement = resource({
  name: 'training_endorsement',
  prefix: 'edm',
  title: { one: 'endorsement', many: 'endorsements' },
  page: { of: 'crewId' },
  table: 'training_endorsements',
  label: 'title',
  schema: Type.Object({
    id: id('edm'),
    crewId: id('crw', 'Whom it is for.'),
    personName: Type.String(),
    enrollmentId: nullable(id('enr')),
    template: templateCode,
    title: Type.String(),
    text: Type.String(),
    citation: Type.String(),
    scope: Type.Object(scopeFields),
    givenOn: date(),
    trainedOn: nullable(date('The day of the training on which the clock hangs.')),
    validUntilOn: nullable(date('The last day; null: it has no end.')),
    instructorId: id('crw'),
    instructorName: Type.String(),
    instructorCertificate: Type.Object({ number: nullable(Type.String()), validUntilOn: nullable(date()) }),
    status,
    signatureId: id('tsg'),
    signatures: Type.Array(Signature),
    complianceRecordId: nullable(id('cmr')),
    revokedAt: nullable(instant()),
    revokeReason: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id
    join crew i on i.workspace_id = t.workspace_id and i.id = t.instructor_id`,
  expressions: {
    personName: 'c.display_name',
    instructorName: 'i.display_name',
    scope: `json_build_object('typeDesignators', to_json(t.type_designators), 'airports', to_json(t.airports),
      'conditions', t.conditions)`,
    instructorCertificate: `json_build_object('number', t.instructor_certificate_number,
      'validUntilOn', to_char(t.instructor_certificate_valid_until_on, 'YYYY-MM-DD'))`,
    signatures: signaturesOf('t'),
  },
  visible: async (tx, endorsementId, principal) =>
    seesAllTraining(principal) ||
    (
      await tx.prepared(`select 1 from training_endorsements t where t.id = $1 and (${ownOrAll('$2')})`, [
        endorsementId,
        limitedTo(principal),
      ])
    ).length > 0,
})
export type EndorsementForm = Static<typeof Endorsement.schema>

const EndorsementData = Type.Pick(Endorsement.schema, [
  'id',
  'crewId',
  'personName',
  'template',
  'title',
  'citation',
  'givenOn',
  'validUntilOn',
  'instructorId',
  'status',
  'updatedAt',
])
const endorsementEvent = (type: `endorsement.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'training_endorsement',
    data: EndorsementData,
    scope: 'training:read',
    readers: trainingReaders,
    person: 'crewId',
  })
export const endorsementGiven = endorsementEvent('endorsement.given', 'an instructor gives an endorsement')
export const endorsementRevoked = endorsementEvent(
  'endorsement.revoked',
  'an endorsement is revoked with a reason',
)

export const endorsementStates = stateMachine({
  of: Endorsement,
  moves: { revoke: { from: ['valid'], to: 'revoked', isMinor: true } },
  refusal: { code: 'endorsement_state', fix: 'Give a new endorsement. What was revoked stays so.' },
})

export const listEndorsements = operation({
  id: 'listEndorsements',
  method: 'GET',
  path: '/api/v1/training/endorsements',
  summary: 'List endorsements',
  description: 'Students see their own; instructors those that they gave, and those of their students.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  response: Endorsement.schema,
  list: list({
    of: Endorsement,
    defaultSort: '-givenOn',
    sorts: { givenOn: { sql: 't.given_on', type: 'date' } },
    filters: {
      student_id: { schema: id('crw'), sql: (value) => `t.crew_id = ${value}` },
      instructor_id: { schema: id('crw'), sql: (value) => `t.instructor_id = ${value}` },
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      template: { schema: templateCode, sql: (value) => `t.template = ${value}` },
    },
    restrict: { value: limitedTo, sql: ownOrAll },
  }),
})

export const getEndorsement = operation({
  id: 'getEndorsement',
  method: 'GET',
  path: '/api/v1/training/endorsements/:id',
  summary: 'Get an endorsement',
  description: 'Returns an endorsement with its text and signature.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: Endorsement,
  response: Endorsement.schema,
})

const Template = Type.Object({
  code: templateCode,
  title: Type.String(),
  citation: Type.String(),
  needs: Type.Array(oneOf(['typeDesignators', 'airports'])),
  validity: nullable(oneOf(['90_days', '2_calendar_months'])),
  text: Type.String({ description: 'With … where the names go.' }),
})

export const listEndorsementTemplates = operation({
  id: 'listEndorsementTemplates',
  method: 'GET',
  path: '/api/v1/training/endorsement-templates',
  summary: 'List endorsement templates',
  description: 'The endorsements that can be given, by their numbers in AC 61-65K.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  response: Type.Object({ items: Type.Array(Template) }),
  handle: () => ({
    items: endorsementTemplates.map(({ text: write, needs, ...template }) => ({
      ...template,
      needs: [...needs],
      text: write({ studentName: '…', typeDesignators: ['…'], airports: ['…'], conditions: null }),
    })) as never,
  }),
})
