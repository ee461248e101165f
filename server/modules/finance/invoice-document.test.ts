import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#platform/database/database.ts'
import { textOf } from '#platform/paper/testing/pdf-text.ts'
import { testApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { brokenRules } from '#rules/en16931/check.ts'
import { drawIssuedInvoices } from './invoice-file.ts'
import { readUbl } from './read-ubl.ts'

const app = await testApp()
const invoices = '/api/v1/finance/invoices'

const codes = [
  { code: 'S21', rateBasisPoints: 2_100, category: 'S' },
  { code: 'S9', rateBasisPoints: 900, category: 'S' },
  { code: 'SPORT', rateBasisPoints: 900, category: 'S' },
  {
    code: 'E',
    rateBasisPoints: 0,
    category: 'E',
    exemptionReason: 'Article 132 (1)(j): school or university',
  },
  {
    code: 'AE',
    rateBasisPoints: 0,
    category: 'AE',
    exemptionReason: 'Reverse charge: the customer owes the VAT',
  },
  // Without a reason of its own it says the name of its category, and a zero rate has none.
  { code: 'K', rateBasisPoints: 0, category: 'K' },
  { code: 'G', rateBasisPoints: 0, category: 'G' },
  { code: 'Z', rateBasisPoints: 0, category: 'Z', exemptionReason: 'Not used' },
  { code: 'S0', rateBasisPoints: 0, category: 'S' },
]
const seller = {
  name: 'Delft Flyers B.V.',
  taxNumber: 'NL 123456789 B01',
  registrationNumber: '27123456',
  iban: 'NL91 ABNA 0417 1643 00',
  paymentTerms: 'Within 30 days, without deduction',
  address: { line1: 'Airfield 1', city: 'Rotterdam', postalCode: '3045 AP', country: 'NL' },
}
const buyer = {
  name: 'Aero <& Söhne> "GmbH"',
  taxNumber: 'DE123456789',
  invoiceAddress: { line1: 'Hangar 2', city: 'Berlin', postalCode: '12043', country: 'DE' },
  currency: 'EUR',
}
const line = (taxCode: string, unitRateMinor: number, more: object = {}) => ({
  description: `Flying, ${taxCode}`,
  quantityThousandths: 1_300,
  unit: 'hour',
  unitRateMinor,
  taxCode,
  ...more,
})

async function billing(t: Parameters<typeof workspace>[0]) {
  const ws = await workspace(t, app)
  await ws.owner.put('/api/v1/finance/seller', seller)
  for (const code of codes)
    await ws.made('/api/v1/finance/tax-codes', { name: code.code, validFrom: '2026-01-01', ...code })
  return ws
}
const xmlOf = async (ws: TestWorkspace, { id }: { id: string }) =>
  (await ws.owner.get(`${invoices}/${id}/xml`)).text

test('invoices at the standard and a reduced rate, exempt and with reverse charge obey EN 16931', async (t) => {
  const ws = await billing(t)
  const account = await ws.account(buyer)
  const cases: [lines: object[], categories: string[]][] = [
    [[line('S21', 18_500), line('S21', 7_500, { discountBasisPoints: 1_000 })], ['S 21']],
    [[line('S9', 1_234, { perQuantity: 100 }), line('SPORT', 999)], ['S 9']],
    [[line('E', 18_500)], ['E 0']],
    [
      [line('AE', 18_500), line('S21', 7_500)],
      ['AE 0', 'S 21'],
    ],
    [[line('K', 18_500, { unit: 'litre' })], ['K 0']],
    [[line('G', 18_500)], ['G 0']],
    [[line('Z', 18_500)], ['Z 0']],
    [[line('NONE', 18_500)], ['O null']],
  ]
  for (const [lines, categories] of cases)
    for (const roundingRule of ['line', 'invoice']) {
      const draft = await ws.invoice({ accountId: account.id, lines, roundingRule })
      const issued = await ws.owner.post(`${invoices}/${draft.id}/issue`)
      assert.equal(issued.status, 200, issued.text)
      const document = readUbl(await xmlOf(ws, draft))
      assert.deepEqual(brokenRules(document), [])
      const [total] = document.taxTotals
      assert.deepEqual(
        total?.subtotals.map(({ category }) => `${category?.code} ${category?.percent}`),
        categories,
      )
      assert.equal(document.number, issued.data.documentNumber)
      assert.equal(document.buyer?.registrationName, buyer.name)
      assert.equal(Math.round(Number(document.totals?.due?.value) * 100), issued.data.totalMinor)
    }
  const draft = await ws.invoice({ accountId: account.id, lines: [line('S21', 18_500)] })
  await ws.owner.post(`${invoices}/${draft.id}/issue`)
  const note = await ws.owner.post(`${invoices}/${draft.id}/credit`, { reason: 'Not flown' })
  const credit = readUbl(await xmlOf(ws, note.data))
  assert.deepEqual(brokenRules(credit), [])
  assert.deepEqual([credit.kind, credit.totals?.due?.value], ['CreditNote', '291.01'])
  assert.match(credit.precedingInvoices[0]?.id ?? '', /^INV-\d{4}-00017$/)
})

test('an invoice that breaks a rule of EN 16931 gets no number, and the refusal says the rule in words', async (t) => {
  const ws = await billing(t)
  const account = await ws.account({ currency: 'EUR', invoiceAddress: { country: 'DE' } })
  const cases: [lines: object[], rule: string, words: RegExp, field: string][] = [
    [[line('AE', 100)], 'BR-AE-02', /VAT or registration number of the buyer/, 'accountId'],
    [[line('K', 100)], 'BR-IC-02', /VAT number of the buyer/, 'accountId'],
    [[line('S0', 100)], 'BR-S-05', /tax rate of a line .* is greater than zero/, 'taxCode'],
    [[line('NONE', 100), line('S21', 100)], 'BR-O-11', /not subject to tax, all is/, 'lines'],
  ]
  for (const [lines, rule, words, field] of cases) {
    const draft = await ws.invoice({ accountId: account.id, lines })
    const answer = await ws.owner.post(`${invoices}/${draft.id}/issue`)
    assert.deepEqual([answer.status, answer.body.code], [422, 'invoice_not_valid'], answer.text)
    const broken = answer.body.details.find((detail: { rule: string }) => detail.rule === rule)
    assert.match(broken?.message ?? answer.text, words)
    assert.equal(broken.field, field)
    assert.equal((await ws.owner.get(`${invoices}/${draft.id}`)).data.number, null)
  }
  const draft = await ws.invoice({ accountId: account.id, lines: [line('S21', 100)] })
  assert.equal((await ws.owner.post(`${invoices}/${draft.id}/issue`)).data.number, 1)
})

test('a currency of three decimals is billed to the last of them', async (t) => {
  const ws = await billing(t)
  const account = await ws.account({ ...buyer, currency: 'KWD' })
  const draft = await ws.invoice({ accountId: account.id, lines: [line('S21', 1_235)] })
  assert.equal((await ws.owner.post(`${invoices}/${draft.id}/issue`)).status, 200)
  assert.match(await xmlOf(ws, draft), /<cbc:PayableAmount currencyID="KWD">1\.943</)
})

test('the paper of an invoice is drawn once: its bytes stay for every reader, also when somebody is renamed', async (t) => {
  const ws = await billing(t)
  const account = await ws.account(buyer)
  const key = await ws.key({ scopes: ['finance:read'] })
  const pdfOf = async ({ id }: { id: string }) => {
    const headers = { authorization: `Bearer ${key.secret}` }
    const answer = await fetch(`${app.origin}${invoices}/${id}/pdf`, { headers })
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/pdf'])
    return Buffer.from(await answer.arrayBuffer())
  }
  const issue = async (lines: object[]) => {
    const draft = await ws.invoice({ accountId: account.id, lines })
    return (await ws.owner.post(`${invoices}/${draft.id}/issue`)).data
  }
  const invoice = await issue([line('AE', 18_500), line('E', 7_500)])
  const [first, second] = await Promise.all([pdfOf(invoice), pdfOf(invoice)])
  assert.ok(first?.equals(second ?? Buffer.of()))
  const words = textOf(first ?? Buffer.of())
  for (const part of [
    'Delft Flyers B.V.',
    'Tax number NL 123456789 B01',
    'Söhne',
    'Flying, AE',
    'Tax AE, Reverse charge of 240.50 EUR',
    'Reverse charge: the customer owes the VAT',
    'Article 132 (1)(j): school or university',
    'Within 30 days, without deduction',
    `Due on ${invoice.dueOn}`,
  ])
    assert.ok(words.includes(part), `${part} is not in ${words}`)
  const unread = await issue([line('S21', 18_500)])
  const later = new Date(Date.now() + 120_000)
  await drawIssuedInvoices.at(app.services, later)
  await drawIssuedInvoices.at(app.services, later)
  const papers = await app.sql('select invoice_id from finance_invoice_papers where workspace_id = $1', [
    ws.uuid,
  ])
  assert.deepEqual(papers.map((row) => row.invoice_id).sort(), [invoice.id, unread.id].sort())
  for (const statement of [
    sql.unchecked`update finance_invoice_papers set file_id = file_id where invoice_id = ${invoice.id}`,
    sql.unchecked`delete from finance_invoice_papers where invoice_id = ${invoice.id}`,
  ])
    await assert.rejects(
      app.services.database.tenant({ workspaceId: ws.uuid }, (tx) => tx.run(statement)),
      /permission denied/,
    )
  await ws.owner.patch(`/api/v1/finance/accounts/${account.id}`, { name: 'Another name' })
  await ws.owner.put('/api/v1/finance/seller', { ...seller, name: 'Another seller' })
  assert.ok(first?.equals(await pdfOf(invoice)))
  const drawn = await pdfOf(unread)
  assert.ok(textOf(drawn).includes('Delft Flyers B.V.') && drawn.equals(await pdfOf(unread)))
})

test('each refusal of billing names what to change', async (t) => {
  const ws = await billing(t)
  const account = await ws.account(buyer)
  const draft = await ws.invoice({ accountId: account.id, lines: [line('S21', 100)] })
  const other = await ws.invoice({ accountId: account.id, lines: [line('S21', 100)] })
  const issued = await ws.owner.post(`${invoices}/${other.id}/issue`)
  await app.sql(
    "update number_series set last = last - 1 where workspace_id = $1 and prefix = 'invoice INV'",
    [ws.uuid],
  )
  const taken = await ws.owner.post(`${invoices}/${draft.id}/issue`)
  assert.deepEqual([issued.status, taken.status, taken.body.code], [200, 409, 'number_taken'])
  assert.equal((await ws.owner.get(`${invoices}/${draft.id}`)).data.status, 'draft')
  const dollars = await ws.owner.post('/api/v1/finance/payments', {
    accountId: account.id,
    method: 'card',
    amountMinor: 100,
    currency: 'USD',
  })
  assert.deepEqual([dollars.status, dollars.body.code], [422, 'currency_mismatch'])
  assert.equal(dollars.body.details[0].field, 'currency')
  const closed = await ws.account(buyer)
  await ws.owner.patch(`/api/v1/finance/accounts/${closed.id}`, { status: 'closed' })
  const late = await ws.owner.post(invoices, { accountId: closed.id, lines: [line('S21', 100)] })
  assert.deepEqual([late.status, late.body.code], [422, 'account_closed'])
  for (const [body, field] of [
    [{ accountId: account.id, method: 'card', amountMinor: 1.5 }, 'amountMinor'],
    [{ accountId: account.id, method: 'card', amountMinor: 100, currency: 'EUX' }, 'currency'],
  ] as const) {
    const answer = await ws.owner.post('/api/v1/finance/payments', body)
    assert.ok(answer.status === 400 || answer.status === 422, answer.text)
    assert.equal(answer.body.details[0].field, field)
  }
})
