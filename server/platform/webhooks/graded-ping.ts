import { sql } from '../database/database.ts'
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
  mend: 'Wait for its report; it takes a minute at most.',
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
  summary: 'Test what a webhook endpoint accepts',
  description:
    'Sends an honest delivery, the same again, and forged, unsigned, malformed, tampered and stale ones, and reports which of them the receiver took.',
  scope: 'webhooks:write',
  roles: managers,
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
      insert into webhook_grades (workspace_id, id, endpoint_id) values (${principal.workspace.uuid}, ${gradeId}, ${record.id})`)
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
  summary: 'Get the report of a graded ping',
  scope: 'webhooks:read',
  roles: managers,
  on: endpoints,
  params: Type.Object({ id: id('whe'), gradeId: id('gpg') }),
  response: Grade,
  async handle({ tx, params }) {
    const format = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
    const grade = await tx.first(sql<'grade', { checks: GradedCheck[]; startedAt: string }>`
      select id, status, score, total, checks, to_char(started_at at time zone 'UTC', ${format}) as "startedAt",
             to_char(finished_at at time zone 'UTC', ${format}) as "finishedAt"
        from webhook_grades where id = ${params.gradeId} and endpoint_id = ${params.id}`)
    if (!grade) throw notFound()
    return grade
  },
})

// Seven requests of at most 10 s. A grading whose process died begins anew after this.
const leaseSeconds = 120
const pollMs = 5000

/** Carries out the graded pings that were asked for, one at a time in each process. */
export function startGrading({ database, secrets, log, onWake }: Services, sender: Sender) {
  let running: Promise<void> | null = null
  let isStopping = false

  async function gradeNext(): Promise<boolean> {
    const grade = await database.system((tx) =>
      tx.first(sql<'nextGrade'>`
      update webhook_grades g set lease_until = now() + make_interval(secs => ${leaseSeconds})
        from webhook_endpoints e, workspaces w
       where (g.workspace_id, g.id) in (
               select workspace_id, id from webhook_grades where status = 'running' and (lease_until is null or lease_until < now() or lease_until > now() + interval '1 hour')
                order by id limit 1 for update skip locked)
         and e.workspace_id = g.workspace_id and e.id = g.endpoint_id and e.deleted_at is null and w.workspace_id = g.workspace_id
      returning g.workspace_id as "workspaceId", g.id, g.endpoint_id as "endpointId", e.url, w.id as "organisationId",
        array(select sealed from webhook_endpoint_secrets s where s.workspace_id = g.workspace_id and s.endpoint_id = g.endpoint_id
               and (s.ends_at is null or s.ends_at > now()) order by secret_version desc) as "sealedSecrets"`),
    )
    if (!grade) return false
    const checks = await gradeReceiver(sender, grade, {
      keys: openKeys(secrets, grade),
      isStopping: () => isStopping,
    })
    if (!checks) {
      await database.system((tx) =>
        tx.run(
          sql`update webhook_grades set lease_until = null where workspace_id = ${grade.workspaceId} and id = ${grade.id}`,
        ),
      )
      return false
    }
    const score = checks.filter(({ outcome }) => outcome === 'passed').length
    await database.system((tx) =>
      tx.run(sql`
      update webhook_grades set status = 'done', score = ${score}, total = ${checks.length}, checks = ${JSON.stringify(checks)}::jsonb, finished_at = now()
       where workspace_id = ${grade.workspaceId} and id = ${grade.id}`),
    )
    return true
  }

  async function gradeAll() {
    while (!isStopping && (await gradeNext()));
  }

  function wake() {
    if (isStopping || running) return
    running = gradeAll()
      .catch((error) => log.error({ err: error }, 'webhooks: a graded ping failed'))
      .finally(() => {
        running = null
      })
  }

  const timer = setInterval(wake, pollMs)
  onWake('webhook_grades', wake)
  return {
    /** A report that is not finished is begun anew after the restart. Ends once the sender is closed. */
    async stop() {
      isStopping = true
      clearInterval(timer)
      await running
    },
  }
}
