import assert from 'node:assert/strict'
import type { TestApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { ok } from './school.ts'

export const invoices = '/api/v1/finance/invoices'
export const payments = '/api/v1/finance/payments'

/** A workspace with a seller and tax codes. */
export async function billed(
  t: Parameters<typeof workspace>[0],
  app: TestApp,
  seller?: Record<string, unknown>,
): Promise<TestWorkspace> {
  const ws = await workspace(t, app)
  await ws.billing(seller)
  return ws
}

export const issue = (ws: TestWorkspace, { id }: { id: string }) =>
  ok(ws.owner.post(`${invoices}/${id}/issue`))
export const issued = async (ws: TestWorkspace, fields?: Record<string, unknown>) =>
  issue(ws, await ws.invoice(fields))
export const line = (minor: number) => [
  { description: 'Flying', quantityThousandths: 1_000, unit: 'each', unitRateMinor: minor, taxCode: 'O' },
]
export const balanceOf = async (ws: TestWorkspace, accountId: string) =>
  (await ws.owner.get(`/api/v1/finance/accounts/${accountId}`)).data.balanceMinor

/** Every balance is the sum of its postings, and every currency sums to zero. */
export async function checkLedger(app: TestApp, ws: TestWorkspace): Promise<void> {
  const wrong = await app.sql(
    `select a.id from finance_accounts a left join finance_balances b using (workspace_id)
      where a.workspace_id = $1 and b.account_id = a.id and b.balance_minor <>
        (select coalesce(sum(p.amount_minor), 0) from finance_postings p
          where p.workspace_id = a.workspace_id and p.account_id = a.id)
     union all
     select currency from finance_postings where workspace_id = $1 group by currency having sum(amount_minor) <> 0`,
    [ws.uuid],
  )
  assert.deepEqual(wrong, [])
}
