import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { ok } from './testing/school.ts'

const app = await testApp()
const api = '/api/v1/finance'

test('accounts come in with their opening balances, which sum to zero, and not twice', async (t) => {
  const ws = await workspace(t, app)
  await ws.person({ displayName: 'Sam Student' })
  const file =
    'Account;Currency;Code;Group;Balance;Balance date\n' +
    'Sam Student;USD;1201;club;123,45;2026-01-31\n' +
    'Bank;USD;1000;;0,00;\n'
  const kinds = `${file.split('\n')[0]};Type\n${file.split('\n')[1]};\n${file.split('\n')[2]};bank\n`
  const { id, problems } = await analyzed(ws.owner, 'finance_accounts', kinds)
  assert.deepEqual(problems, [])
  await ran(ws.owner, id)
  const { items } = (await ws.owner.get(`${api}/accounts`)).data
  assert.deepEqual(
    items.map((account: { name: string; balanceMinor: number; externalCode: string | null }) => [
      account.name,
      account.balanceMinor,
      account.externalCode,
    ]),
    [
      ['Bank', 0, '1000'],
      ['Opening balances USD', -12_345, null],
      ['Sam Student', 12_345, '1201'],
    ],
  )
  const again = await analyzed(ws.owner, 'finance_accounts', `${kinds}Nobody;XXX;;;1,50;;\n`)
  assert.deepEqual(
    again.problems.map((problem: string) => problem.split(':')[0]),
    ['2 Account', '3 Account', '4 Currency', '4 Account'],
  )
})

test('payments come in by name or code, pay the invoice that they name, and a reference comes in once', async (t) => {
  const ws = await workspace(t, app)
  await ws.billing()
  const person = await ws.person({ displayName: 'Pay Payer' })
  const account = await ws.account({ holder: { type: 'person', id: person.id }, externalCode: '1299' })
  const draft = await ws.invoice({ accountId: account.id })
  const invoice = await ok(ws.owner.post(`${api}/invoices/${draft.id}/issue`))
  const paid = (invoice.totalMinor / 100).toFixed(2)
  const today = Temporal.Now.plainDateISO('UTC').toString()
  const file =
    'Account,Amount,Date,Method,Reference,Invoice\n' +
    `Pay Payer,${paid},${today},check,R-1,${invoice.documentNumber}\n` +
    `1299,10.00,${today},cash,R-2,\n`
  const { id, problems } = await analyzed(ws.owner, 'payments', file)
  assert.deepEqual(problems, [])
  await ran(ws.owner, id)
  assert.equal((await ws.owner.get(`${api}/invoices/${draft.id}`)).data.status, 'paid')
  assert.equal((await ws.owner.get(`${api}/accounts/${account.id}`)).data.balanceMinor, -1_000)
  const again = await analyzed(ws.owner, 'payments', file)
  assert.deepEqual(
    again.problems.map((problem: string) => problem.split(':')[0]),
    ['2 Reference', '3 Reference'],
  )
})

test('the ledger leaves with the codes of the chart of accounts, and an account’s own code wins', async (t) => {
  const ws = await workspace(t, app)
  const account = await ws.account()
  const own = await ws.account({ externalCode: '1234' })
  const chart = { receivable: '1200', revenue: '4000', cash: '1000' }
  await ok(ws.owner.put(`${api}/chart`, chart))
  assert.deepEqual((await ws.owner.get(`${api}/chart`)).data, {
    ...chart,
    prepaid: null,
    tax: null,
    clearing: null,
  })
  await ws.made(`${api}/ledger`, {
    description: 'Opening balance',
    postings: [
      { accountId: account.id, amountMinor: 100 },
      { accountId: own.id, amountMinor: -100 },
    ],
  })
  const { text } = await ws.owner.get(`${api}/ledger/export.csv`)
  const rows = text.trim().split('\n').slice(1)
  assert.deepEqual(rows.map((row) => row.split(',')[5]?.replaceAll('"', '')).sort(), ['1200', '1234'])
})
