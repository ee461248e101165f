import { db, sql, type Tx } from '#platform/database/database.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { type Detail, invalidFields, problem, ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  fieldsOf,
  id,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { type RiskForm, riskScore } from '#rules/frat.ts'
import { flyingRoles, type Role } from '#server/roles.ts'
import { fliesInTrip, ownTripsOnly, seesAllTrips, tripReaders } from './trip-role.ts'

const key = Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$', 'x-hint': 'lowercase letters, digits and _' })
const Question = Type.Object({
  key,
  section: oneOf(['pilot', 'aircraft', 'environment', 'external']),
  text: text(1, 300),
  weight: integer(1, 100),
})
const fields = {
  questions: Type.Array(Question, { minItems: 1, maxItems: 100 }),
  yellowAt: integer(1, 10_000, 'From this score on the band is yellow.'),
  redAt: integer(2, 10_000, 'From this score on it is red.'),
}

/** The questions that pilots answer before a flight. It is never changed: a new version takes its place. */
export const RiskAssessmentForm = resource({
  name: 'frat_form',
  prefix: 'frf',
  title: { one: 'flight risk form', many: 'flight risk forms' },
  page: '/trips/risk/forms',
  table: 'frat_forms',
  label: 'version',
  schema: Type.Object({
    id: id('frf'),
    version: Type.Integer({ description: 'Counts up from 1; the highest is in use.' }),
    ...fields,
    createdBy: nullable(Type.String()),
    createdAt: instant(),
  }),
  expressions: { createdBy: 't.created_by_name' },
})

const read = { scope: 'trips:read', roles: 'staff', stability: 'beta' } as const
const forms = '/api/v1/ops/frat/forms'
const assessments = '/api/v1/ops/frat/assessments'

export const listFratForms = operation({
  ...read,
  id: 'listFratForms',
  method: 'GET',
  path: forms,
  summary: 'List flight risk forms',
  description: 'All versions, the one in use first.',
  response: RiskAssessmentForm.schema,
  list: list({
    of: RiskAssessmentForm,
    defaultSort: '-version',
    sorts: { version: { sql: 't.version', type: 'bigint' } },
  }),
})

export const getFratForm = operation({
  ...read,
  id: 'getFratForm',
  method: 'GET',
  path: `${forms}/:id`,
  summary: 'Get a flight risk form',
  description: 'Returns one version with its questions and thresholds.',
  on: RiskAssessmentForm,
  response: RiskAssessmentForm.schema,
})

export const createFratForm = operation({
  id: 'createFratForm',
  method: 'POST',
  path: forms,
  summary: 'Create a flight risk form',
  description: 'Creates the next version. Existing assessments keep the version that they used.',
  scope: 'trips:write',
  roles: ['chief_pilot', 'director_of_operations', 'safety_manager'],
  stability: 'beta',
  creates: RiskAssessmentForm,
  audits: 'frat_form.created',
  response: RiskAssessmentForm.schema,
  body: Type.Object(fields),
  async handle({ tx, body, principal }) {
    checkForm(body)
    const formId = newId('frf')
    // Two versions at once would get one number; the second waits for the first.
    await tx.run(
      sql`select 1 from workspaces where workspace_id = ${principal.workspace.uuid} for no key update`,
    )
    const { version } = await tx.one(sql<'nextFormVersion', { version: number }>`
      select coalesce(max(version), 0) + 1 as version from frat_forms`)
    await tx.run(
      db.insertInto('frat_forms').values({
        workspace_id: principal.workspace.uuid,
        id: formId,
        version,
        questions: JSON.stringify(body.questions),
        yellow_at: body.yellowAt,
        red_at: body.redAt,
        created_by_name: actorOf(principal).name,
      }),
    )
    return RiskAssessmentForm.get(tx, formId)
  },
})

function checkForm({
  questions,
  yellowAt,
  redAt,
}: { questions: Static<typeof Question>[] } & RiskForm): void {
  const details: Detail[] = questions.flatMap(({ key: own }, index) =>
    questions.findIndex((question) => question.key === own) < index
      ? [{ field: `questions.${index}.key`, message: 'is the key of another question' }]
      : [],
  )
  if (redAt <= yellowAt) details.push({ field: 'redAt', message: `must be more than yellowAt (${yellowAt})` })
  if (details.length > 0) throw invalidFields(details)
}

/** How risky the pilots find a flight, by a version of the form. */
export const RiskAssessment = resource({
  name: 'frat_assessment',
  prefix: 'fra',
  title: { one: 'flight risk assessment', many: 'flight risk assessments' },
  page: '/trips/risk',
  table: 'frat_assessments',
  label: 'band',
  schema: Type.Object({
    id: id('fra'),
    formVersion: Type.Integer(),
    tripId: nullable(id('trp')),
    sessionId: nullable(id('pse')),
    answers: Type.Array(Type.Object({ key: Type.String(), answer: Type.Boolean() })),
    score: Type.Integer(),
    band: oneOf(['green', 'yellow', 'red']),
    mitigation: nullable(Type.String()),
    createdBy: nullable(Type.String()),
    secondUserId: nullable(id('usr', 'Who looked at a red one beside its author.')),
    secondName: nullable(Type.String()),
    secondAt: nullable(instant()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: { createdBy: 't.created_by_name' },
  // That of a trip is read by those who read the trip.
  visible: async (tx, assessmentId, principal) => {
    if (seesAllTrips(principal) || principal.kind !== 'user') return true
    const own = await tx.first(sql`
      select 1
        from frat_assessments t
       where t.id = ${assessmentId}
         and (t.trip_id is null or exists (
           select from trip_legs l
             join trip_leg_crew lc on lc.workspace_id = l.workspace_id and lc.leg_id = l.id
             join crew c on c.workspace_id = lc.workspace_id and c.id = lc.crew_id
            where l.trip_id = t.trip_id and c.user_id = ${principal.userId}))`)
    return own !== undefined
  },
})

export const fratSecondPersonNeeded = eventType('frat.second_person_needed', {
  stability: 'beta',
  when: 'a flight risk assessment is red, and somebody else has to look at it',
  subject: 'frat_assessment',
  data: Type.Object(
    fieldsOf(RiskAssessment.schema, 'id', 'tripId', 'sessionId', 'score', 'band', 'formVersion'),
  ),
  scope: 'trips:read',
  readers: tripReaders,
})

export const listFratAssessments = operation({
  ...read,
  id: 'listFratAssessments',
  method: 'GET',
  path: assessments,
  summary: 'List flight risk assessments',
  description: 'Each assessment with its score and band, by the thresholds of its own version of the form.',
  response: RiskAssessment.schema,
  list: list({
    of: RiskAssessment,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    filters: {
      trip_id: { schema: id('trp'), sql: (value) => `t.trip_id = ${value}` },
      session_id: { schema: id('pse'), sql: (value) => `t.session_id = ${value}` },
      band: { schema: oneOf(['green', 'yellow', 'red']), sql: (value) => `t.band = ${value}` },
    },
    restrict: {
      ...ownTripsOnly,
      sql: (user) =>
        `${user}::text is null or t.trip_id is null or ${fliesInTrip('t.trip_id', 't.workspace_id', user)}`,
    },
  }),
})

export const getFratAssessment = operation({
  ...read,
  id: 'getFratAssessment',
  method: 'GET',
  path: `${assessments}/:id`,
  summary: 'Get a flight risk assessment',
  description: 'Returns an assessment with its answers.',
  on: RiskAssessment,
  response: RiskAssessment.schema,
})

const assessors: Role[] = [...flyingRoles]

export const createFratAssessment = operation({
  id: 'createFratAssessment',
  method: 'POST',
  path: assessments,
  summary: 'Create a flight risk assessment',
  description:
    'Answers every question of the form in use, for a trip or a booking. A red assessment waits for a second person.',
  scope: 'trips:write',
  roles: assessors,
  stability: 'beta',
  creates: RiskAssessment,
  audits: 'frat_assessment.created',
  response: RiskAssessment.schema,
  body: Type.Object({
    tripId: Type.Optional(nullable(id('trp'))),
    sessionId: Type.Optional(nullable(id('pse'))),
    answers: Type.Array(Type.Object({ key, answer: Type.Boolean() }), { maxItems: 100 }),
    mitigation: Type.Optional(nullable(text(1, 2_000))),
  }),
  async handle({ tx, body, principal, emit }) {
    const { tripId = null, sessionId = null } = body
    if ((tripId === null) === (sessionId === null))
      throw invalidFields([{ field: 'tripId', message: 'or sessionId is required, and not both' }])
    const form = await formInUse(tx)
    const answers = new Map(body.answers.map(({ key: own, answer }) => [own, answer]))
    checkAnswers(form, body.answers)
    const { score, band } = riskScore(form, answers)
    const assessmentId = newId('fra')
    const author = actorOf(principal)
    await tx.run(
      db.insertInto('frat_assessments').values({
        workspace_id: principal.workspace.uuid,
        id: assessmentId,
        form_version: form.version,
        trip_id: tripId,
        session_id: sessionId,
        answers: JSON.stringify(body.answers),
        score,
        band,
        mitigation: body.mitigation ?? null,
        created_by: author.id,
        created_by_name: author.name,
      }),
    )
    const assessment = await RiskAssessment.get(tx, assessmentId)
    if (band === 'red')
      emit({
        type: fratSecondPersonNeeded,
        subject: { type: RiskAssessment.name, id: assessmentId, label: band },
        data: assessment,
      })
    return assessment
  },
})

async function formInUse(tx: Tx) {
  const form = await tx.first(sql<'fratFormInUse', { questions: Static<typeof Question>[] }>`
    select version, questions, yellow_at as "yellowAt", red_at as "redAt"
      from frat_forms order by version desc limit 1`)
  if (!form) throw ruleBroken('There is no flight risk form yet. Create one first')
  return form
}

function checkAnswers({ questions }: RiskForm, answers: readonly { key: string }[]): void {
  const details = answers.flatMap(({ key: own }, index): Detail[] => {
    const isTwin = answers.findIndex((answer) => answer.key === own) < index
    return isTwin || !questions.some((question) => question.key === own)
      ? [{ field: `answers.${index}.key`, message: 'is no other question of the form' }]
      : []
  })
  const missing = questions.filter((question) => !answers.some((answer) => answer.key === question.key))
  if (missing.length > 0)
    details.push({ field: 'answers', message: `miss ${missing.map((question) => question.key).join(', ')}` })
  if (details.length > 0) throw invalidFields(details)
}

const ownAssessment = problem('own_assessment', 403, {
  meaning: 'The second look at a risk assessment is somebody else’s',
  fix: 'Ask a colleague who flies, or a dispatcher.',
})

export const secondFratAssessment = operation({
  id: 'secondFratAssessment',
  method: 'POST',
  path: `${assessments}/:id/second`,
  summary: 'Sign a flight risk assessment as the second person',
  description: 'Records that a second person, who is not its author, has reviewed it.',
  access: 'session',
  roles: assessors,
  stability: 'beta',
  on: RiskAssessment,
  audits: 'frat_assessment.signed',
  response: RiskAssessment.schema,
  body: Type.Object({ mitigation: Type.Optional(text(1, 2_000)) }),
  async handle({ tx, body, record, principal, now }) {
    const { createdBy } = await tx.one(sql<'authorOfAssessment'>`
      select created_by as "createdBy" from frat_assessments where id = ${record.id}`)
    if (createdBy === principal.userId) throw ownAssessment()
    if (record.secondAt !== null)
      throw ruleBroken(`${record.secondName} has signed it already`, {
        details: [{ field: 'secondAt', message: `is ${record.secondAt}` }],
      })
    await tx.run(sql`
      update frat_assessments
         set second_user_id = ${principal.userId}, second_name = ${principal.displayName}, second_at = ${now},
             mitigation = coalesce(${body.mitigation ?? null}, mitigation)
       where id = ${record.id}`)
    return RiskAssessment.get(tx, record.id)
  },
})
