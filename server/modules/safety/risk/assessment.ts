import { sql, type Tx } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { conflict, invalidFields, invalidRequest, problem } from '#platform/kernel/problem.ts'
import { requireReference } from '#platform/kernel/reference.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { formatCell, tolerabilities, tolerabilityOf } from '#rules/risk-matrix.ts'
import { riskRoles, safetyReaders } from '#server/roles.ts'
import { Hazard } from './hazard.ts'
import { currentMatrix, matrices, ratingFields, readRating } from './rating.ts'

const kind = oneOf(['initial', 'residual'])
const reversed = "(strpos('EDCBA', t.severity))::text || substr('ABCDE', t.likelihood, 1)"

/** A judgment of severity and likelihood on a day. It is never edited: a residual is another assessment. */
export const RiskAssessment = resource({
  name: 'risk_assessment',
  prefix: 'ras',
  title: { one: 'risk assessment', many: 'risk assessments' },
  page: { of: ['hazardId', 'reportId'], otherwise: '/safety/risks' },
  table: 'risk_assessments',
  label: 'title',
  schema: Type.Object({
    id: id('ras'),
    title: Type.String(),
    kind,
    hazardId: nullable(id('haz')),
    reportId: nullable(id('rpt')),
    initialAssessmentId: nullable(id('ras')),
    severity: Type.String({ description: 'ICAO: A catastrophic to E negligible.' }),
    likelihood: Type.Integer({ description: 'ICAO: 5 frequent to 1 extremely improbable.' }),
    icaoCell: Type.String({ examples: ['2C'], description: 'Likelihood digit, severity letter.' }),
    reversedCell: Type.String({
      examples: ['3B'],
      description:
        'The same cell with the severity digit (5 catastrophic) before the likelihood letter (E frequent).',
    }),
    tolerability: oneOf(tolerabilities),
    matrixVersion: Type.Integer({
      description: 'The version of the matrix that judged it. 0 is the matrix of ICAO.',
    }),
    rationale: nullable(Type.String()),
    assessedByName: Type.String(),
    acceptedByName: nullable(Type.String()),
    acceptedAt: nullable(instant()),
    acceptanceNote: nullable(Type.String()),
    createdAt: instant(),
  }),
  expressions: { icaoCell: 't.likelihood::text || t.severity', reversedCell: reversed },
})
type AssessmentForm = Static<typeof RiskAssessment.schema>

const riskIntolerable = problem('risk_intolerable', 422, {
  meaning: 'An intolerable risk cannot be accepted. It must be reduced first',
  fix: 'Add controls, create a residual assessment of the remaining risk, and have that accepted.',
})
/** What events say of an assessment: the judgment, without its reasons and people. */
const RiskAssessmentData = Type.Pick(RiskAssessment.schema, [
  'id',
  'kind',
  'hazardId',
  'reportId',
  'initialAssessmentId',
  'severity',
  'likelihood',
  'icaoCell',
  'reversedCell',
  'tolerability',
  'matrixVersion',
  'acceptedAt',
  'createdAt',
])
export const riskAssessed = eventType('risk_assessment.created', {
  stability: 'beta',
  when: 'a risk is assessed, initially or after its controls',
  subject: 'risk_assessment',
  data: RiskAssessmentData,
  scope: 'safety:read',
})
export const riskAccepted = eventType('risk_assessment.accepted', {
  stability: 'beta',
  when: 'the accountable executive or the safety manager accepts a risk',
  subject: 'risk_assessment',
  data: RiskAssessmentData,
  scope: 'safety:read',
})

export const listRiskAssessments = operation({
  id: 'listRiskAssessments',
  method: 'GET',
  path: '/api/v1/safety/risk-assessments',
  summary: 'List risk assessments',
  description: 'Initial and residual assessments, including accepted ones.',
  scope: 'safety:read',
  roles: safetyReaders,
  response: RiskAssessment.schema,
  list: list({
    of: RiskAssessment,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    search: ['t.title'],
    indexed: true,
    filters: {
      hazard_id: { schema: id('haz'), sql: (value) => `t.hazard_id = ${value}` },
      report_id: { schema: id('rpt'), sql: (value) => `t.report_id = ${value}` },
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
      tolerability: { schema: oneOf(tolerabilities), sql: (value) => `t.tolerability = ${value}` },
      cell: {
        schema: Type.String({ pattern: '^[1-5][A-E]$', description: 'In ICAO notation, such as 4E.' }),
        sql: (value) => `t.likelihood::text || t.severity = ${value}`,
      },
    },
  }),
})

export const getRiskAssessment = operation({
  id: 'getRiskAssessment',
  method: 'GET',
  path: '/api/v1/safety/risk-assessments/:id',
  summary: 'Get a risk assessment',
  description: 'The assessment with its cell, its tolerability, and who accepted it.',
  scope: 'safety:read',
  roles: safetyReaders,
  on: RiskAssessment,
  response: RiskAssessment.schema,
})

export const createRiskAssessment = operation({
  id: 'createRiskAssessment',
  method: 'POST',
  path: '/api/v1/safety/risk-assessments',
  summary: 'Create a risk assessment',
  description:
    'With initialAssessmentId it is a residual assessment: the risk that remains after its controls. An assessment is never edited; for a better judgment, create another.',
  scope: 'safety:write',
  roles: riskRoles,
  creates: RiskAssessment,
  emits: riskAssessed,
  body: Type.Object({
    title: Type.Optional(text(3, 200, 'What the risk is about. By default, the title of the hazard.')),
    hazardId: Type.Optional(nullable(id('haz'))),
    reportId: Type.Optional(nullable(id('rpt', 'The report that it judges.'))),
    initialAssessmentId: Type.Optional(nullable(id('ras'))),
    rationale: Type.Optional(nullable(text(1, 10_000, 'Why it was judged so.'))),
    ...ratingFields,
  }),
  response: RiskAssessment.schema,
  async handle({ tx, body, principal }) {
    const rating = readRating(body)
    const initial = body.initialAssessmentId ? await findInitial(tx, body.initialAssessmentId) : null
    const hazardId = body.hazardId ?? initial?.hazardId ?? null
    if (initial && initial.hazardId !== hazardId)
      throw invalidRequest('The initial assessment belongs to another hazard', {
        details: [{ field: 'hazardId', message: 'is not the hazard of the initial assessment' }],
      })
    const title = body.title ?? initial?.title ?? (await titleOf(tx, hazardId))
    if (!title)
      throw invalidRequest('An assessment needs a title, or the hazard that it is about', {
        details: [{ field: 'title', message: 'is required without a hazard' }],
      })
    // A residual uses the matrix of its initial assessment, so that the two can be compared.
    const all = await matrices(tx)
    const matrix =
      (initial && all.find(({ version }) => version === initial.matrixVersion)) ?? (await currentMatrix(tx))
    const assessmentId = newId('ras')
    await insert(tx, 'risk_assessments', principal.workspace.uuid, assessmentId, {
      title,
      hazardId,
      reportId: body.reportId ?? initial?.reportId ?? null,
      kind: initial ? 'residual' : 'initial',
      initialAssessmentId: initial?.id ?? null,
      ...rating,
      matrixVersion: matrix.version,
      tolerability: tolerabilityOf(rating, matrix.table),
      rationale: body.rationale ?? null,
      assessedBy: actorOf(principal).id,
      assessedByName: actorOf(principal).name,
    })
    return RiskAssessment.get(tx, assessmentId)
  },
})

export const acceptRisk = operation({
  id: 'acceptRisk',
  method: 'POST',
  path: '/api/v1/safety/risk-assessments/:id/accept',
  summary: 'Accept a risk',
  description:
    'Acceptance is a decision of management (14 CFR 5.23): a signed-in member accepts the risk, but not the one who assessed it. An intolerable risk cannot be accepted.',
  access: 'session',
  roles: ['accountable_executive', 'safety_manager', 'director_of_operations'],
  on: RiskAssessment,
  emits: riskAccepted,
  body: Type.Object({ note: Type.Optional(text(1, 2_000)) }),
  response: RiskAssessment.schema,
  async handle({ tx, body, record, principal, now }) {
    if (record.tolerability === 'intolerable')
      throw riskIntolerable(
        `${formatCell(ratingOf(record), 'icao')} is intolerable and cannot be accepted. Add controls, and assess what is left`,
      )
    const changed = await tx.run(sql`
      update risk_assessments
         set accepted_by = ${principal.userId}, accepted_by_name = ${principal.displayName},
           accepted_at = ${now}, acceptance_note = ${body.note ?? null}
       where id = ${record.id} and accepted_at is null and assessed_by <> ${principal.userId}`)
    if (changed === 0)
      throw record.acceptedAt
        ? conflict(`${record.acceptedByName} has already accepted this risk`)
        : conflict('You assessed this risk, so you cannot accept it. Ask the accountable executive')
    return RiskAssessment.get(tx, record.id)
  },
})

const ratingOf = ({ severity, likelihood }: AssessmentForm) => readRating({ severity, likelihood })

async function findInitial(tx: Tx, initialId: string): Promise<AssessmentForm> {
  const field = 'initialAssessmentId'
  const initial = await requireReference(tx, RiskAssessment, { field, id: initialId })
  if (initial.kind === 'residual')
    throw invalidFields([
      { field, message: 'is a residual assessment. Use the initial one, which may have several residuals' },
    ])
  return initial
}

async function titleOf(tx: Tx, hazardId: string | null): Promise<string | undefined> {
  if (hazardId === null) return undefined
  return (await requireReference(tx, Hazard, { field: 'hazardId', id: hazardId })).title
}
