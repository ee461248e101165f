import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { balanceOf, billed, checkLedger, invoices, issued, line, payments } from './testing/billing.ts'
import { ok } from './testing/school.ts'

const app = await testApp()

test('two payments at once never pay more than is open', async (t) => {
  const ws = await billed(t, app)
  const invoice = await issued(ws, { lines: line(10_000) })
  const pay = () =>
    ws.owner.post(payments, {
      accountId: invoice.accountId,
      method: 'card',
      amountMinor: 6_000,
      allocations: [{ invoiceId: invoice.id, amountMinor: 6_000 }],
    })
  const answers = await Promise.all([pay(), pay()])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422])
  assert.equal(answers.find(({ status }) => status === 422)?.body.code, 'over_allocated')
  const after = (await ws.owner.get(`${invoices}/${invoice.id}`)).data
  assert.deepEqual([after.paidMinor, after.openMinor, after.status], [6_000, 4_000, 'partly_paid'])
  assert.equal(await balanceOf(ws, invoice.accountId), 4_000)
})

test('a payment settles several invoices, keeps what is left, and a reversal opens them again', async (t) => {
  const ws = await billed(t, app)
  const account = await ws.account()
  const first = await issued(ws, { accountId: account.id, lines: line(3_000) })
  const second = await issued(ws, { accountId: account.id, lines: line(5_000) })
  const payment = await ok(
    ws.owner.post(payments, {
      accountId: account.id,
      method: 'cheque',
      amountMinor: 9_000,
      allocations: [{ invoiceId: first.id, amountMinor: 3_000 }],
    }),
  )
  assert.deepEqual([payment.unallocatedMinor, payment.status], [6_000, 'received'])
  const allocated = await ok(
    ws.owner.post(`${payments}/${payment.id}/allocate`, {
      allocations: [{ invoiceId: second.id, amountMinor: 5_000 }],
    }),
  )
  assert.equal(allocated.unallocatedMinor, 1_000)
  assert.equal((await ws.owner.get(`${invoices}/${second.id}`)).data.status, 'paid')
  const more = await ws.owner.post(`${payments}/${payment.id}/allocate`, {
    allocations: [{ invoiceId: second.id, amountMinor: 1 }],
  })
  assert.deepEqual([more.status, more.body.code], [422, 'over_allocated'])
  const reversed = await ok(ws.owner.post(`${payments}/${payment.id}/reverse`, { reason: 'x'.repeat(500) }))
  assert.deepEqual([reversed.status, reversed.allocations], ['reversed', []])
  for (const { id } of [first, second]) {
    const { data } = await ws.owner.get(`${invoices}/${id}`)
    assert.deepEqual([data.status, data.paidMinor], ['issued', 0])
  }
  assert.equal(await balanceOf(ws, account.id), 8_000)
  await checkLedger(app, ws)
})

test('what was paid and is then credited stays open on the credit note', async (t) => {
  const ws = await billed(t, app)
  const invoice = await issued(ws, { lines: line(10_000) })
  await ok(
    ws.owner.post(payments, {
      accountId: invoice.accountId,
      method: 'cash',
      amountMinor: 7_000,
      allocations: [{ invoiceId: invoice.id, amountMinor: 7_000 }],
    }),
  )
  const note = await ok(ws.owner.post(`${invoices}/${invoice.id}/credit`, { reason: 'Not flown' }))
  assert.equal(note.openMinor, -7_000)
  assert.equal((await ws.owner.get(`${invoices}/${invoice.id}`)).data.status, 'credited')
  assert.equal(await balanceOf(ws, invoice.accountId), -7_000)
})
