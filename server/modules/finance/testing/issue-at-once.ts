import assert from 'node:assert/strict'
import type { TestApp } from '#platform/testing/app.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { checkLedger, invoices, line } from './billing.ts'
import { ok } from './school.ts'

/**
 * Issues drafts by several clients, some of which fail after they took a number. The rest have the numbers from 1 on,
 * without a gap or a duplicate.
 */
export async function issueAtOnce(
  app: TestApp,
  ws: TestWorkspace,
  { issues, failing, clients }: { issues: number; failing: number; clients: number },
): Promise<void> {
  const [open, closing] = [await ws.account(), await ws.account()]
  const every = Math.floor(issues / failing)
  const drafts: { id: string; fails: boolean }[] = []
  for (let index = 0; index < issues; index++) {
    const fails = index % every === every - 1
    const { id } = await ws.invoice({ accountId: (fails ? closing : open).id, lines: line(1_000 + index) })
    drafts.push({ id, fails })
  }
  // The ledger refuses a closed account, which comes after the number.
  await ok(ws.owner.patch(`/api/v1/finance/accounts/${closing.id}`, { status: 'closed' }))
  const numbers: number[] = []
  const queue = [...drafts]
  const client = async () => {
    for (let draft = queue.shift(); draft; draft = queue.shift()) {
      const answer = await ws.owner.post(`${invoices}/${draft.id}/issue`)
      const { status, body, data, text } = answer
      if (draft.fails) assert.deepEqual([status, body.code], [422, 'account_closed'])
      else {
        assert.equal(status, 200, text)
        numbers.push(data.number)
      }
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  assert.deepEqual(
    numbers.sort((a, b) => a - b),
    Array.from({ length: issues - failing }, (_, index) => index + 1),
  )
  for (const { id } of drafts.filter(({ fails }) => fails)) {
    const { data } = await ws.owner.get(`${invoices}/${id}`)
    assert.deepEqual([data.status, data.number], ['draft', null])
  }
  await checkLedger(app, ws)
}
