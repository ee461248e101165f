import { type RowOf, sql, type Tx } from '../database/database.ts'
import type { Lease } from '../jobs/lease.ts'
import { leasedWork } from '../jobs/leased-work.ts'
import type { RunningWork } from '../jobs/work-loop.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { notFound, problem } from '../kernel/problem.ts'
import { id, instant, nullable, oneOf, Type } from '../kernel/schema.ts'
import { endpointStates, endpoints, managers } from './endpoint.ts'
import { openKeys } from './endpoint-secret.ts'
import { type GradedCheck, gradeReceiver } from './grade.ts'
import type { Sender } from './send.ts'

const gradeRunning = problem('webhook_grade_running', 409, {
  meaning: 'A graded ping of this endpoint is under way',
  fix: 'Wait for its report; it takes a minute at most.',
})

const Grade = Type.Object({
  id: id('gpg'),
  status: oneOf(['running', 'done']),
  score: nullable(Type.Integer({ description: 'How many checks were passed.' })),
  total: nullable(Type.Integer()),
  startedAt: instant(),
  finishedAt: nullable(instant()),
  checks: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      expectation: Type.String(),
      outcome: oneOf(['passed', 'failed', 'inconclusive']),
      detail: Type.String({
        description: 'What the receiver did and, where it should do otherwise, what to change.',
      }),
      responseStatus: nullable(Type.Integer()),
    }),
  ),
})

export const gradeEndpoint = operation({
  id: 'gradeEndpoint',
  method: 'POST',
  path: '/api/v1/webhooks/endpoints/:id/graded-ping',
  summary: 'Start a graded ping',
  description:
    'Sends the endpoint a valid delivery, the same one again, and forged, unsigned, malformed, tampered and stale ones, and reports which of them the receiver accepted.',
  scope: 'webhooks:write',
  roles: managers,
  // It carries no records.
  effect: 'none',
  on: endpoints,
  move: endpointStates.grade,
  response: Type.Object({ id: id('gpg'), status: oneOf(['running', 'done']) }),
  status: 202,
  audits: 'webhook_endpoint.graded',
  async handle({ tx, record, principal, emit, services }) {
    const running = await tx.first(
      sql`select from webhook_grades where endpoint_id = ${record.id} and status = 'running'`,
    )
    if (running) throw gradeRunning()
    const gradeId = newId('gpg')
    await tx.run(sql`
      insert into webhook_grades (workspace_id, id, endpoint_id)
      values (${principal.workspace.uuid}, ${gradeId}, ${record.id})`)
    emit({
      type: 'webhook_endpoint.graded',
      subject: { type: 'webhook_endpoint', id: record.id, label: record.url },
    })
    tx.afterCommit(() => services.wake('webhook_grades'))
    return { id: gradeId, status: 'running' as const }
  },
})

export const getGrade = operation({
  id: 'getGrade',
  method: 'GET',
  path: '/api/v1/webhooks/endpoints/:id/graded-pings/:gradeId',
  summary: 'Get a graded ping',
  description: 'The report of each check: what the receiver did, and what to change.',
  scope: 'webhooks:read',
  roles: managers,
  on: endpoints,
  params: Type.Object({ id: id('whe'), gradeId: id('gpg') }),
  response: Grade,
  async handle({ tx, params }) {
    const format = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
    const grade = await tx.first(sql<'grade', { checks: GradedCheck[]; startedAt: string }>`
      select id, status, score, total, checks,
             to_char(started_at at time zone 'UTC', ${format}) as "startedAt",
             to_char(finished_at at time zone 'UTC', ${format}) as "finishedAt"
        from webhook_grades where id = ${params.gradeId} and endpoint_id = ${params.id}`)
    if (!grade) throw notFound()
    return grade
  },
})

// Seven requests of at most 10 s.
const deadlineSeconds = 100

/** Carries out the graded pings that were asked for, one at a time in each process. */
export function startGrading(services: Services, sender: Sender): RunningWork {
  return leasedWork<Grading>(services, {
    name: 'graded pings',
    table: 'webhook_grades',
    inWorkspace: true,
    waiting: sql`t.status = 'running' and (select i.outgoing_held_since is null from installation i) and exists (
      select from webhook_endpoints e
       where e.workspace_id = t.workspace_id and e.id = t.endpoint_id and e.deleted_at is null)`,
    topics: ['webhook_grades'],
    pollMs: 5_000,
    leaseSeconds: 120,
    deadlineSeconds,
    maxAttempts: 5,
    backoffSeconds: (attempts) => 10 * attempts,
    read: readGrading,
    async work(grading, { lease: { id }, signal }) {
      const keys = openKeys(services.secrets, grading)
      const checks = await gradeReceiver(sender, grading, { keys, signal })
      return (tx) => finish(tx, id, checks)
    },
    fail: async (tx, _grading, { error, isLast, lease: { id } }) => {
      if (isLast) await finish(tx, id, [failedGrading(error)])
    },
  }).start()
}

type Grading = RowOf<'grading'>

const readGrading = (tx: Tx, { id, workspaceUuid }: Lease): Promise<Grading> =>
  tx.one(sql<'grading'>`
    select g.workspace_id as "workspaceId", g.endpoint_id as "endpointId", e.url, w.id as "organizationId",
           array(select sealed
                   from webhook_endpoint_secrets s
                  where s.workspace_id = g.workspace_id
                    and s.endpoint_id = g.endpoint_id
                    and (s.ends_at is null or s.ends_at > now())
                  order by secret_version desc) as "sealedSecrets"
      from webhook_grades g
      join workspaces w on w.workspace_id = g.workspace_id
      join webhook_endpoints e on e.workspace_id = g.workspace_id and e.id = g.endpoint_id
     where g.workspace_id = ${workspaceUuid} and g.id = ${id}`)

async function finish(tx: Tx, gradeId: string, checks: readonly GradedCheck[]): Promise<void> {
  const score = checks.filter(({ outcome }) => outcome === 'passed').length
  await tx.run(sql`
    update webhook_grades set status = 'done', score = ${score}, total = ${checks.length},
           checks = ${JSON.stringify(checks)}::jsonb, finished_at = now()
     where id = ${gradeId}`)
}

/** The report of a graded ping that could not be carried out. */
const failedGrading = ({ message }: Error): GradedCheck => ({
  name: 'graded_ping',
  title: 'Carries out the graded ping',
  expectation: 'Every check is sent',
  outcome: 'inconclusive',
  detail: `The graded ping failed, which is no fault of the receiver: ${message}. Start it again`,
  responseStatus: null,
})
