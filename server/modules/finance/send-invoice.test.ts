import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { remindOfInvoices } from './remind.ts'
import { ok, pricedSchool } from './testing/school.ts'

const app = await testApp()
const api = '/api/v1/finance'
const mailsTo = (recipient: string) =>
  app.sql<{
    subject: string
    body: string
    attachment: { filename: string; content: string; encoding?: string }[]
  }>('select subject, body, attachment from mails where recipient = $1 order by created_at, id', [recipient])
const dayMs = 86_400_000

test('an issued invoice is mailed as PDF and XML to its account or another address, and a draft is not', async (t) => {
  const ws = await workspace(t, app)
  await ws.billing()
  const account = await ws.account({ email: 'student@send.example.com' })
  const draft = await ws.invoice({ accountId: account.id })
  const early = await ws.owner.post(`${api}/invoices/${draft.id}/send`, {})
  assert.deepEqual([early.status, early.body.code], [409, 'invoice_state'])
  const invoice = await ok(ws.owner.post(`${api}/invoices/${draft.id}/issue`))
  await ok(ws.owner.post(`${api}/invoices/${draft.id}/send`, {}))
  await ok(ws.owner.post(`${api}/invoices/${draft.id}/send`, { to: 'desk@send.example.com' }))
  const [mail] = await mailsTo('student@send.example.com')
  assert.equal(mail?.subject, `Invoice ${invoice.documentNumber}`)
  const [pdf, xml] = mail?.attachment ?? []
  assert.equal(
    Buffer.from(pdf?.content ?? '', 'base64')
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  )
  assert.equal(xml?.content, (await ws.owner.get(`${api}/invoices/${draft.id}/xml`)).text)
  assert.equal((await mailsTo('desk@send.example.com')).length, 1)
  const nobody = await ws.invoice()
  await ok(ws.owner.post(`${api}/invoices/${nobody.id}/issue`))
  const refused = await ws.owner.post(`${api}/invoices/${nobody.id}/send`, {})
  assert.deepEqual([refused.status, refused.body.code], [422, 'no_recipient'])
})

test('an overdue invoice is reminded of after 7, 14 and 30 days, each once, and not where the account is off', async (t) => {
  const ws = await workspace(t, app)
  await ws.billing()
  const issued = async (fields: object) => {
    const account = await ws.account({ paymentDays: 0, ...fields })
    return ok(ws.owner.post(`${api}/invoices/${(await ws.invoice({ accountId: account.id })).id}/issue`))
  }
  await issued({ email: 'late@remind.example.com' })
  await issued({ email: 'off@remind.example.com', sendsReminders: false })
  const after = (days: number) => remindOfInvoices.at(app.services, new Date(Date.now() + days * dayMs))
  await after(6)
  assert.equal((await mailsTo('late@remind.example.com')).length, 0)
  for (const days of [7, 8, 14, 15, 31, 60]) await Promise.all([after(days), after(days)])
  const mails = await mailsTo('late@remind.example.com')
  assert.equal(mails.length, 3)
  assert.match(mails[2]?.body ?? '', /31 days ago/)
  assert.equal((await mailsTo('off@remind.example.com')).length, 0)
  const { data } = await ws.owner.get('/api/v1/admin/audit-log?action=invoice.reminded')
  assert.equal(data.total, 3)
})

test('the statement run mails each account its month once, and a dry run mails nothing', async (t) => {
  const ws = await workspace(t, app)
  const account = await ws.account({ email: 'member@statement.example.com' })
  const silent = await ws.account()
  const bank = await ws.account({ holder: { type: 'internal' }, name: 'Bank', kind: 'cash' })
  const month = Temporal.Now.plainDateISO('UTC').subtract({ months: 1 }).with({ day: 15 }).toString()
  for (const { id } of [account, silent])
    await ws.made(`${api}/ledger`, {
      description: 'Opening balance',
      occurredAt: `${month}T12:00:00Z`,
      postings: [
        { accountId: id, amountMinor: 12_345 },
        { accountId: bank.id, amountMinor: -12_345 },
      ],
    })
  const path = `${api}/statements/send`
  const dry = await ok(ws.owner.post(`${path}?dry_run=true`, {}))
  assert.deepEqual([dry.sent.length, dry.withoutEmail], [1, 1])
  assert.equal((await mailsTo('member@statement.example.com')).length, 0)
  const run = await ok(ws.owner.post(path, {}))
  assert.deepEqual([run.sent[0].closingMinor, run.left], [12_345, 0])
  assert.deepEqual((await ok(ws.owner.post(path, {}))).sent, [])
  const mails = await mailsTo('member@statement.example.com')
  assert.deepEqual([mails.length, mails[0]?.attachment[0]?.filename], [1, `statement-${account.id}.pdf`])
  const future = await ws.owner.post(path, { month: Temporal.Now.plainDateISO('UTC').toString() })
  assert.equal(future.status, 400)
})

test('ageing puts what is open where its due date says, and sums to the balances', async (t) => {
  const ws = await workspace(t, app)
  await ws.billing()
  const account = await ws.account({ paymentDays: 0 })
  const invoices = []
  for (let index = 0; index < 5; index++) {
    const draft = await ws.invoice({ accountId: account.id })
    invoices.push(await ok(ws.owner.post(`${api}/invoices/${draft.id}/issue`)))
  }
  const today = Temporal.Now.plainDateISO('UTC')
  await app.sql('alter table finance_invoices disable trigger issued_is_final')
  for (const [index, days] of [0, 30, 31, 61, 91].entries())
    await app.sql('update finance_invoices set due_on = $1 where id = $2', [
      today.subtract({ days }).toString(),
      invoices[index]?.id,
    ])
  await app.sql('alter table finance_invoices enable trigger issued_is_final')
  await ok(ws.owner.post(`${api}/payments`, { accountId: account.id, method: 'cash', amountMinor: 500 }))
  const total = invoices[0]?.totalMinor
  const { items, totals } = await ok(ws.owner.get(`${api}/ageing`))
  const [row] = items
  assert.deepEqual(
    [row.currentMinor, row.days1To30Minor, row.days31To60Minor, row.days61To90Minor, row.over90Minor],
    [total, total, total, total, total],
  )
  assert.equal(row.openMinor - row.unallocatedMinor, row.balanceMinor)
  assert.deepEqual([totals[0].openMinor, totals[0].unallocatedMinor], [5 * total, 500])
  const close = await ok(ws.owner.get(`${api}/daily-close`))
  assert.deepEqual(close.payments, [{ method: 'cash', currency: 'USD', count: 1, amountMinor: 500 }])
  assert.equal(close.invoices[0].totalMinor, 5 * total)
})

test('an instructor sees what they taught, with prices only where the seller allows it', async (t) => {
  const { ws, instructor, lesson } = await pricedSchool(await workspace(t, app))
  const member = await ws.as('Ada', { roles: ['instructor'] })
  await ok(ws.owner.patch(`/api/v1/ops/crew/${instructor.id}`, { userId: member.userId }))
  await ok(ws.owner.post(`/api/v1/ops/flights/${(await lesson()).id}/approve`, {}))
  const taught = async () => (await member.get(`${api}/taught`)).data.items
  const [line] = await taught()
  assert.deepEqual([line.quantityThousandths, line.netMinor, line.currency], [1_800, null, null])
  await ws.billing({ instructorsSeePrices: true }).catch(() => undefined)
  assert.equal((await taught())[0].netMinor, 13_500)
  const other = await ws.as('Ola', { roles: ['instructor'] })
  assert.deepEqual((await other.get(`${api}/taught`)).data.items, [])
})
