import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { until } from '../testing/until.ts'
import { endpoint, workspace } from './testing/endpoint.ts'
import { type Received, receiver, verifyAsThePageDoes, verifyStandard } from './testing/receiver.ts'

interface Grade {
  status: string
  score: number
  total: number
  checks: { name: string; outcome: string; detail: string; responseStatus: number | null }[]
}

async function grade(
  t: Parameters<typeof receiver>[0],
  accepts: (got: Received, secret: string) => boolean | number,
) {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id, secret } = await endpoint(ws, hook.url)
  hook.answer = (_, got) => {
    const verdict = accepts(got, secret)
    return typeof verdict === 'number' ? verdict : verdict ? 204 : 401
  }
  const path = `/api/v1/webhooks/endpoints/${id}`
  const begun = await ws.owner.post(`${path}/graded-ping`)
  assert.equal(begun.status, 202, JSON.stringify(begun.body))
  assert.equal(begun.data.status, 'running')
  const report: Grade = await until(
    async () => (await ws.owner.get(`${path}/graded-pings/${begun.data.id}`)).data,
    ({ status }: Grade) => status === 'done',
  )
  return { report, outcomes: Object.fromEntries(report.checks.map(({ name, outcome }) => [name, outcome])) }
}

const allPassed = {
  honest: 'passed',
  duplicate: 'passed',
  forged: 'passed',
  missing: 'passed',
  malformed: 'passed',
  tampered: 'passed',
  stale: 'passed',
}

test('a receiver that verifies as Standard Webhooks does passes every check', async (t) => {
  const { report, outcomes } = await grade(t, verifyStandard)
  assert.deepEqual(outcomes, allPassed)
  assert.deepEqual([report.score, report.total], [7, 7])
})

test('the report of a receiver that accepts everything names what it accepts', async (t) => {
  const { report, outcomes } = await grade(t, () => true)
  assert.deepEqual(outcomes, {
    ...allPassed,
    forged: 'failed',
    missing: 'failed',
    malformed: 'failed',
    tampered: 'failed',
    stale: 'failed',
  })
  assert.equal(report.score, 2)
  assert.match(
    report.checks.find(({ name }) => name === 'forged')?.detail ?? '',
    /Anybody can send you events/,
  )
})

test('the report of a receiver with only the verifier of the docs says that it accepts stale deliveries and throws on short headers', async (t) => {
  const { outcomes } = await grade(t, ({ headers, body }, secret) => {
    const signature = headers['x-ga-webhook-signature']
    if (typeof signature !== 'string') return false
    try {
      return verifyAsThePageDoes(body, signature, secret)
    } catch {
      return 500
    }
  })
  assert.deepEqual(outcomes, { ...allPassed, malformed: 'failed', stale: 'failed' })
})

test('the report of a receiver that fails on a repeated delivery says so', async (t) => {
  const seen = new Set<unknown>()
  const { outcomes } = await grade(t, (got, secret) => {
    if (!verifyStandard(got, secret)) return false
    const isNew = !seen.has(got.headers['webhook-id'])
    seen.add(got.headers['webhook-id'])
    return isNew ? 204 : 409
  })
  assert.equal(outcomes.duplicate, 'failed')
})

test('of a receiver that refuses everything nothing can be said', async (t) => {
  const { outcomes } = await grade(t, () => false)
  assert.deepEqual(outcomes, {
    honest: 'failed',
    duplicate: 'failed',
    forged: 'inconclusive',
    missing: 'inconclusive',
    malformed: 'inconclusive',
    tampered: 'inconclusive',
    stale: 'inconclusive',
  })
})

test('one grading of an endpoint at a time', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t, () => 'hang')]
  const { id } = await endpoint(ws, hook.url)
  await ws.owner.post(`/api/v1/webhooks/endpoints/${id}/graded-ping`)
  const again = await ws.owner.post(`/api/v1/webhooks/endpoints/${id}/graded-ping`)
  assert.equal(`${again.status} ${again.body.code}`, '409 webhook_grade_running')
})

test('a graded ping of an endpoint that is deleted does not keep others waiting', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  await ws.owner.delete(`/api/v1/webhooks/endpoints/${id}`)
  // As if it had been deleted between the request and its first check.
  await ws.app.sql(
    `
      insert into webhook_grades (workspace_id, id, endpoint_id, started_at, next_attempt_at)
      values ($1, 'gpg_deleted', $2, '2020-01-01', '2020-01-01')`,
    [ws.uuid, id],
  )
  const { report } = await grade(t, verifyStandard)
  assert.equal(report.score, 7)
})

test('a graded ping that can never be carried out ends with a report that does not blame the receiver', async (t) => {
  const [ws, hook] = [await workspace(), await receiver(t)]
  const { id } = await endpoint(ws, hook.url)
  // The secret cannot be read, and four attempts have failed.
  await ws.app.sql("update webhook_endpoint_secrets set sealed = '\\x00' where endpoint_id = $1", [id])
  const gradeId = newId('gpg')
  await ws.app.sql(
    'insert into webhook_grades (workspace_id, id, endpoint_id, attempts) values ($1, $2, $3, 4)',
    [ws.uuid, gradeId, id],
  )
  ws.app.services.wake('webhook_grades')
  const report: Grade = await until(
    async () => (await ws.owner.get(`/api/v1/webhooks/endpoints/${id}/graded-pings/${gradeId}`)).data,
    ({ status }: Grade) => status === 'done',
  )
  assert.deepEqual([report.score, report.total, report.checks[0]?.outcome], [0, 1, 'inconclusive'])
  assert.match(report.checks[0]?.detail ?? '', /which is no fault of the receiver/)
})
