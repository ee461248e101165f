import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { sql, type Tx } from '#platform/database/database.ts'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { balanceOf, billed, checkLedger, invoices, issue, issued, line, payments } from './testing/billing.ts'
import { lesson } from './testing/fixtures.ts'
import { issueAtOnce } from './testing/issue-at-once.ts'
import { ok } from './testing/school.ts'

const app = await testApp()
const accounts = '/api/v1/finance/accounts'

const billing = (t: Parameters<typeof billed>[0], seller?: Record<string, unknown>) => billed(t, app, seller)

test('the tax of a lesson at 21 % is 82.14 by line and 82.13 by invoice, and crediting all leaves nothing', async (t) => {
  const ws = await billing(t)
  for (const [roundingRule, tax] of [
    ['line', 8_214],
    ['invoice', 8_213],
  ] as const) {
    const invoice = await issued(ws, { roundingRule })
    assert.deepEqual(
      [invoice.netMinor, invoice.taxMinor, invoice.totalMinor, invoice.openMinor],
      [39_110, tax, 39_110 + tax, 39_110 + tax],
    )
    assert.equal(await balanceOf(ws, invoice.accountId), 39_110 + tax)
    const note = await ok(ws.owner.post(`${invoices}/${invoice.id}/credit`, { reason: 'Wrong student' }))
    assert.deepEqual(
      [note.kind, note.taxMinor, note.totalMinor, note.openMinor],
      ['credit_note', -tax, -39_110 - tax, 0],
    )
    const after = (await ws.owner.get(`${invoices}/${invoice.id}`)).data
    assert.deepEqual([after.openMinor, after.status], [0, 'credited'])
    assert.equal(await balanceOf(ws, invoice.accountId), 0)
  }
  await checkLedger(app, ws)
})

test('a credit in parts takes back exactly the rest with its last part, and no more', async (t) => {
  const ws = await billing(t)
  const invoice = await issued(ws, { roundingRule: 'invoice' })
  const credit = (body: object) =>
    ws.owner.post(`${invoices}/${invoice.id}/credit`, { reason: 'A part', ...body })
  const [first, second] = invoice.lines
  const part = await ok(credit({ lines: [{ lineId: first.id, quantityThousandths: 300 }] }))
  assert.deepEqual([part.netMinor, part.taxMinor], [-5_550, -1_166])
  const whole = await ok(credit({ lines: [{ lineId: second.id }] }))
  assert.equal(whole.netMinor, -13_500)
  const again = await credit({ lines: [{ lineId: second.id }] })
  assert.deepEqual([again.status, again.body.code], [422, 'credit_exceeds_invoice'])
  const rest = await ok(credit({}))
  assert.equal(part.totalMinor + whole.totalMinor + rest.totalMinor, -invoice.totalMinor)
  assert.equal(await balanceOf(ws, invoice.accountId), 0)
  const late = await credit({})
  assert.deepEqual([late.status, late.body.code], [409, 'invoice_state'])
})

test('issues at once, some failing after they took a number, leave no gap and no duplicate', async (t) => {
  await issueAtOnce(app, await billing(t), { issues: 40, failing: 5, clients: 40 })
})

test('an issued invoice is final: for PATCH, DELETE and SQL, and its files keep their bytes', async (t) => {
  const ws = await billing(t)
  const account = await ws.account({ name: 'Nora Flyer', invoiceAddress: { city: 'Bergen', country: 'NO' } })
  const invoice = await issued(ws, { accountId: account.id })
  const files = async () =>
    Promise.all(
      ['xml', 'pdf'].map(async (kind) => {
        const answer = await fetch(`${app.origin}${invoices}/${invoice.id}/${kind}`, {
          headers: { authorization: `Bearer ${key.secret}` },
        })
        assert.equal(answer.status, 200)
        return Buffer.from(await answer.arrayBuffer())
      }),
    )
  const key = await ws.key({ scopes: ['finance:read'] })
  const [xml = Buffer.of(), pdf = Buffer.of()] = await files()
  assert.equal(createHash('sha256').update(xml).digest('hex'), invoice.contentSha256)
  assert.match(xml.toString(), /<cbc:TaxInclusiveAmount currencyID="USD">473\.23</)
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  for (const answer of [
    await ws.owner.patch(`${invoices}/${invoice.id}`, { note: 'Changed' }),
    await ws.owner.delete(`${invoices}/${invoice.id}`),
    await ws.owner.post(`${invoices}/${invoice.id}/issue`),
  ])
    assert.deepEqual([answer.status, answer.body.code], [409, 'invoice_state'])
  const asApp = (statement: Parameters<Tx['run']>[0]) =>
    app.services.database.tenant({ workspaceId: ws.uuid }, (tx) => tx.run(statement))
  for (const statement of [
    sql.unchecked`update finance_invoices set note = 'x' where id = ${invoice.id}`,
    sql.unchecked`update finance_invoices set status = 'draft' where id = ${invoice.id}`,
    sql.unchecked`update finance_invoices set total_minor = 1 where id = ${invoice.id}`,
    sql.unchecked`delete from finance_invoices where id = ${invoice.id}`,
    sql.unchecked`update finance_invoice_lines set net_minor = 1 where invoice_id = ${invoice.id}`,
    sql.unchecked`delete from finance_invoice_lines where invoice_id = ${invoice.id}`,
  ])
    await assert.rejects(asApp(statement), { constraint: 'finance_invoice_final' })
  await ok(ws.owner.patch(`${accounts}/${account.id}`, { name: 'Nora Pilot', invoiceAddress: null }))
  await ok(ws.owner.put('/api/v1/finance/seller', { name: 'Other Name', address: { country: 'DE' } }))
  const [laterXml, laterPdf] = await files()
  assert.ok(laterXml?.equals(xml) && laterPdf?.equals(pdf))
  assert.equal((await ws.owner.get(`${invoices}/${invoice.id}`)).data.buyer.name, 'Nora Flyer')
})

test('charges are billed once: a draft takes them, and its deletion gives them back', async (t) => {
  const ws = await billing(t)
  const account = await ws.account()
  const charge = await ws.made('/api/v1/finance/charges', { accountId: account.id, ...lesson[0] })
  assert.deepEqual([charge.netMinor, charge.status], [24_050, 'open'])
  const draft = await ws.invoice({ accountId: account.id, chargeIds: [charge.id] })
  const twice = await ws.owner.post(invoices, { accountId: account.id, chargeIds: [charge.id] })
  assert.deepEqual([twice.status, twice.body.code], [409, 'charge_invoiced'])
  assert.equal((await ws.owner.delete(`${invoices}/${draft.id}`)).status, 204)
  const run = { all: true }
  const dry = await ws.owner.post(`${invoices}/from-charges?dry_run=true`, run)
  assert.deepEqual([dry.status, dry.data.invoices.length], [200, 1])
  const { invoices: made } = await ok(ws.owner.post(`${invoices}/from-charges`, run))
  assert.equal(made[0].netMinor, 24_050)
  assert.deepEqual((await ok(ws.owner.post(`${invoices}/from-charges`, run))).invoices, [])
  const waived = await ws.owner.post(`/api/v1/finance/charges/${charge.id}/waive`, { reason: 'A gift' })
  assert.deepEqual([waived.status, waived.body.code], [409, 'charge_invoiced'])
})

test('a run bills what is not subject to tax by itself, and goes on without what it cannot bill', async (t) => {
  const ws = await billing(t)
  const [both, ended] = [await ws.account(), await ws.account()]
  const charge = (accountId: string, taxCode: string) =>
    ws.made('/api/v1/finance/charges', { accountId, ...lesson[0], taxCode })
  for (const taxCode of ['S21', 'NONE']) await charge(both.id, taxCode)
  await charge(ended.id, 'S19')
  const { invoices: drafts, skipped } = await ok(ws.owner.post(`${invoices}/from-charges`, { all: true }))
  assert.deepEqual(
    skipped.map(({ accountId, reason }: { accountId: string; reason: string }) => [
      accountId,
      reason.slice(0, 32),
    ]),
    [[ended.id, 'The tax code S19 is not in force']],
  )
  assert.equal(drafts.length, 2)
  for (const { id } of drafts) await ok(ws.owner.post(`${invoices}/${id}/issue`))
  const alone = await ws.owner.post(`${invoices}/from-charges`, { accountId: ended.id })
  assert.deepEqual([alone.status, alone.body.code], [422, 'tax_code_not_valid_on'])
})

test('an invoice without a seller, without a tax in force or in breach of EN 16931 gets no number', async (t) => {
  const ws = await workspace(t, app)
  const code = { code: 'O', name: 'Exempt', rateBasisPoints: 0, category: 'E', validFrom: '2026-01-01' }
  const taxCode = await ws.made('/api/v1/finance/tax-codes', code)
  const unknown = await ws.owner.post(invoices, { accountId: (await ws.account()).id, lines: lesson })
  assert.deepEqual([unknown.status, unknown.body.code], [422, 'tax_code_not_valid_on'])
  assert.equal(unknown.body.details[0].field, 'lines.0.taxCode')
  const draft = await ws.invoice({ lines: line(1_000) })
  const refused = async (code: string) => {
    const answer = await ws.owner.post(`${invoices}/${draft.id}/issue`)
    assert.deepEqual([answer.status, answer.body.code], [422, code], answer.text)
    return answer.body.details[0]
  }
  assert.equal((await refused('seller_incomplete')).field, 'seller.address')
  await ok(
    ws.owner.put('/api/v1/finance/seller', { name: 'Flyers', taxNumber: 'US-1', address: { country: 'US' } }),
  )
  assert.equal((await refused('invoice_not_valid')).rule, 'BR-E-10')
  await ok(
    ws.owner.patch(`/api/v1/finance/tax-codes/${taxCode.id}`, { exemptionReason: 'Article 132 (1)(j)' }),
  )
  assert.equal((await issue(ws, draft)).number, 1)
})

test('a key of a project bills within it, and a read key bills nothing', async (t) => {
  const ws = await billing(t)
  const [a, b] = [await ws.project(), await ws.project()]
  const account = await ws.account({ holder: { type: 'project', id: a.id } })
  const key = await ws.key({ scopes: ['finance:write', 'finance:read'], projects: [a.id] })
  const inA = await ws.invoice({ accountId: account.id })
  assert.equal(inA.projectId, a.id)
  const inB = await ws.invoice({ projectId: b.id })
  assert.equal((await key.post(`${invoices}/${inA.id}/issue`)).status, 200)
  const beyond = await key.post(`${invoices}/${inB.id}/issue`)
  assert.deepEqual([beyond.status, beyond.body.error], [403, 'This API key cannot access that project'])
  const own = await key.post(invoices, { accountId: account.id, lines: lesson })
  assert.deepEqual([own.status, own.data?.projectId], [201, a.id], own.text)
  const other = await key.post(invoices, { accountId: inB.accountId, lines: lesson })
  assert.equal(other.status, 403)
  const reader = await ws.key({ scopes: ['finance:read'] })
  const read = await reader.post(`${invoices}/${own.data.id}/issue`)
  assert.deepEqual([read.status, read.body.error], [403, 'This API key is read-only'])
  const { items } = (await key.get(invoices)).data
  assert.ok(items.every((item: { projectId: string }) => item.projectId === a.id))
})

test('the public invoice has lines and amounts, no address and no derivation; the summaries are those of the ledger', async (t) => {
  const ws = await billing(t)
  const account = await ws.account({ invoiceAddress: { line1: 'Secret Street 1', country: 'US' } })
  const invoice = await issued(ws, { accountId: account.id })
  await ok(
    ws.owner.post(`${invoices}/${invoice.id}/credit`, {
      reason: 'One line',
      lines: [{ lineId: invoice.lines[2].id }],
    }),
  )
  await ok(
    ws.owner.post(payments, {
      accountId: account.id,
      method: 'cash',
      amountMinor: 10_000,
      allocations: [{ invoiceId: invoice.id, amountMinor: 10_000 }],
    }),
  )
  const draft = await ws.invoice()
  const key = await ws.key({ scopes: ['public.invoices:read', 'public.finance:read'] })
  const { data, text } = await key.get(`/api/v1/public/invoices/${invoice.id}`)
  assert.deepEqual(
    [data.lines.length, data.netMinor, data.taxMinor, data.totalMinor, data.paidMinor],
    [3, 39_110, 8_213, 47_323, 10_000],
  )
  assert.doesNotMatch(text, /address|derivation|Secret Street|chargeId/i)
  assert.equal((await key.get(`/api/v1/public/invoices/${draft.id}`)).status, 404)
  const listed = (await key.get('/api/v1/public/invoices')).data
  assert.deepEqual([listed.total, listed.per_page], [2, 20])
  const { items } = (await key.get('/api/v1/public/finance-summaries?period=month')).data
  assert.equal(items.length, 1)
  const [summary] = items
  const owed = await balanceOf(ws, account.id)
  assert.equal(summary.billedMinor - summary.creditedMinor - summary.paidMinor, owed)
  assert.equal(summary.openMinor, owed)
  assert.deepEqual(summary.byKind, [{ kind: 'other', netMinor: 37_550 }])
  const derivation = (await ws.owner.get(`${invoices}/${invoice.id}/derivation`)).data
  assert.equal(derivation.lines[0].formula, '1.3 × 18500 = 24050')
  assert.equal((await key.get(`${invoices}/${invoice.id}/derivation`)).status, 403)
})

test('members see their own issued invoices, and no draft', async (t) => {
  const ws = await billing(t)
  const member = await ws.as('student', { roles: ['student'] })
  const person = await ws.person()
  await app.sql('update crew set user_id = $1 where id = $2', [member.userId, person.id])
  const account = await ws.account({ holder: { type: 'person', id: person.id } })
  const own = await issued(ws, { accountId: account.id })
  const draft = await ws.invoice({ accountId: account.id })
  const other = await issued(ws)
  const { items } = (await member.get(invoices)).data
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [own.id],
  )
  assert.equal((await member.get(`${invoices}/${own.id}/pdf`)).status, 200)
  for (const { id } of [draft, other]) assert.equal((await member.get(`${invoices}/${id}`)).status, 404)
  assert.equal((await member.post(`${invoices}/${draft.id}/issue`)).status, 403)
})

test('an overdue invoice is reported once', async (t) => {
  const ws = await billing(t)
  const account = await ws.account({ paymentDays: 0 })
  const invoice = await issued(ws, { accountId: account.id })
  const { reportOverdueInvoices } = await import('./overdue.ts')
  const tomorrow = new Date(Date.now() + 2 * 86_400_000)
  await reportOverdueInvoices.at(app.services, new Date())
  for (let turn = 0; turn < 2; turn++) await reportOverdueInvoices.at(app.services, tomorrow)
  const { data } = await ws.owner.get(`/api/v1/admin/audit-log?subject=${invoice.id}&action=invoice.overdue`)
  assert.equal(data.total, 1)
})
