import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { billed, payments } from './testing/billing.ts'
import { ok } from './testing/school.ts'

const app = await testApp()

test('summaries are paged as every list is, for members and for other programs (S26 to S31, S88)', async (t) => {
  const ws = await billed(t, app)
  const account = await ws.account()
  for (const receivedOn of ['2026-01-15', '2026-02-15', '2026-03-15'])
    await ok(
      ws.owner.post(payments, { accountId: account.id, method: 'cash', amountMinor: 10_000, receivedOn }),
    )
  const key = await ws.key({ scopes: ['public.finance:read'] })
  for (const read of [
    (query: string) => ws.owner.get(`/api/v1/finance/summaries?${query}`),
    (query: string) => key.get(`/api/v1/public/finance-summaries?${query}`),
  ]) {
    const year = 'date_from=2026-01-01&date_to=2026-12-31'
    const all = (await read(year)).data
    assert.deepEqual(
      [all.total, all.page, all.per_page, all.total_pages, all.next_cursor],
      [3, 1, 20, 1, null],
    )

    const first = (await read(`${year}&page_size=2`)).data
    assert.deepEqual([first.items.length, first.total, first.total_pages], [2, 3, 2])
    const second = (await read(`${year}&page_size=2&cursor=${first.next_cursor}`)).data
    assert.deepEqual([...first.items, ...second.items], all.items)
    assert.deepEqual((await read(`${year}&page_size=2&page=2`)).data, second)

    const beyond = (await read(`${year}&page=9`)).data
    assert.deepEqual([beyond.items, beyond.total, beyond.page], [[], 3, 9])
    for (const refused of ['page=0', 'page_size=101', 'cursor=x'])
      assert.equal((await read(`${year}&${refused}`)).status, 400, refused)
  }
})
