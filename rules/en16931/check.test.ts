import assert from 'node:assert/strict'
import { test } from 'node:test'
import { category, eInvoice, money } from '../testing/e-invoice.ts'
import { brokenRules, en16931Rules } from './check.ts'
import type { EInvoice } from './document.ts'

// Each rule both ways: it holds for a whole invoice, and one change breaks it.

type Change = (invoice: EInvoice) => void

/** The invoice as its schema has it, so that a change can leave out what the types require. */
// biome-ignore lint/suspicious/noExplicitAny: a change breaks what the types promise
type Loose = any
const change = (edit: (invoice: Loose) => void): Change => edit

const standard = () => eInvoice('S', '20', null)

const changes: Record<string, Change> = {
  'BR-01': change((i) => (i.specification = null)),
  'BR-02': change((i) => (i.number = null)),
  'BR-03': change((i) => (i.issuedOn = null)),
  'BR-04': change((i) => (i.typeCode = null)),
  'BR-05': change((i) => (i.currency = null)),
  'BR-06': change((i) => (i.seller.registrationName = null)),
  'BR-07': change((i) => (i.buyer.registrationName = null)),
  'BR-08': change((i) => (i.seller.address = null)),
  'BR-09': change((i) => (i.seller.address.country = null)),
  'BR-10': change((i) => (i.buyer.address = null)),
  'BR-11': change((i) => (i.buyer.address.country = null)),
  'BR-12': change((i) => (i.totals.lines = null)),
  'BR-13': change((i) => (i.totals.withoutTax = null)),
  'BR-14': change((i) => (i.totals.withTax = null)),
  'BR-15': change((i) => (i.totals.due = null)),
  'BR-16': change((i) => (i.lines = [])),
  'BR-17': change((i) => (i.payee.name = null)),
  'BR-18': change((i) => (i.taxRepresentative.name = null)),
  'BR-19': change((i) => (i.taxRepresentative.address = null)),
  'BR-20': change((i) => (i.taxRepresentative.address.country = null)),
  'BR-21': change((i) => (i.lines[0].id = null)),
  'BR-22': change((i) => (i.lines[0].quantity.value = '')),
  'BR-23': change((i) => (i.lines[0].quantity.unit = null)),
  'BR-24': change((i) => (i.lines[0].net = null)),
  'BR-25': change((i) => (i.lines[0].item.name = null)),
  'BR-26': change((i) => (i.lines[0].price.amount = null)),
  'BR-27': change((i) => (i.lines[0].price.amount = money('-1'))),
  'BR-28': change((i) => (i.lines[0].price.gross = money('-1'))),
  'BR-29': change((i) => (i.period.endsOn = '2026-03-31')),
  'BR-30': change((i) => (i.lines[0].period.endsOn = '2026-03-31')),
  'BR-31': change((i) => (i.adjustments[0].amount = null)),
  'BR-32': change((i) => (i.adjustments[0].category = null)),
  'BR-33': change((i) => (i.adjustments[0].reason = null)),
  'BR-36': change((i) => (i.adjustments[1].amount = null)),
  'BR-37': change((i) => (i.adjustments[1].category = null)),
  'BR-38': change((i) => (i.adjustments[1].reason = null)),
  'BR-41': change((i) => (i.lines[0].adjustments[0].amount = null)),
  'BR-42': change((i) => (i.lines[0].adjustments[0].reason = null)),
  'BR-43': change((i) => (i.lines[0].adjustments[1].amount = null)),
  'BR-44': change((i) => (i.lines[0].adjustments[1].reason = null)),
  'BR-45': change((i) => (i.taxTotals[0].subtotals[0].taxable = null)),
  'BR-46': change((i) => (i.taxTotals[0].subtotals[0].tax = null)),
  'BR-47': change((i) => (i.taxTotals[0].subtotals[0].category.code = null)),
  'BR-48': change((i) => (i.taxTotals[0].subtotals[0].category.percent = null)),
  'BR-49': change((i) => (i.payments[0].code = null)),
  'BR-50': change((i) => (i.payments[0].account.id = null)),
  'BR-51': change((i) => (i.payments[0].cardNumber = '4111111111111111')),
  'BR-52': change((i) => (i.documents[0].id = null)),
  'BR-53': change((i) => i.taxTotals.pop()),
  'BR-54': change((i) => (i.lines[0].item.attributes[0].value = null)),
  'BR-55': change((i) => (i.precedingInvoices[0].id = null)),
  'BR-56': change((i) => (i.taxRepresentative.taxRegistrations[0].scheme = 'TAX')),
  'BR-57': change((i) => (i.delivery.address.country = null)),
  'BR-61': change((i) => (i.payments[0].account = null)),
  'BR-62': change((i) => (i.seller.electronicAddress.scheme = null)),
  'BR-63': change((i) => (i.buyer.electronicAddress.scheme = null)),
  'BR-64': change((i) => (i.lines[0].item.standardId.scheme = null)),
  'BR-65': change((i) => (i.lines[0].item.classifications[0].scheme = null)),
  'BR-CO-03': change((i) => {
    i.taxPointOn = '2026-04-30'
    i.period.taxPointCodes = ['3']
  }),
  'BR-CO-04': change((i) => (i.lines[0].item.categories = [])),
  'BR-CO-09': change((i) => (i.seller.taxRegistrations[0].id = '123456789')),
  'BR-CO-10': change((i) => (i.totals.lines = money('100.01'))),
  'BR-CO-11': change((i) => (i.totals.allowances = money('10.01'))),
  'BR-CO-12': change((i) => (i.totals.charges = money('5.01'))),
  'BR-CO-13': change((i) => (i.totals.withoutTax = money('95.01'))),
  'BR-CO-14': change((i) => (i.taxTotals[0].tax = money('19.01'))),
  'BR-CO-15': change((i) => (i.totals.withTax = money('114.01'))),
  'BR-CO-16': change((i) => (i.totals.due = money('94.01'))),
  'BR-CO-17': change((i) => (i.taxTotals[0].subtotals[0].tax = money('20.00'))),
  'BR-CO-18': change((i) => (i.taxTotals[0].subtotals = [])),
  'BR-CO-19': change((i) => (i.period = { startsOn: null, endsOn: null, taxPointCodes: [] })),
  'BR-CO-20': change((i) => (i.lines[0].period = { startsOn: null, endsOn: null, taxPointCodes: [] })),
  'BR-CO-21': change((i) => (i.adjustments[0].reason = null)),
  'BR-CO-22': change((i) => (i.adjustments[1].reason = null)),
  'BR-CO-23': change((i) => (i.lines[0].adjustments[0].reason = null)),
  'BR-CO-24': change((i) => (i.lines[0].adjustments[1].reason = null)),
  'BR-CO-25': change((i) => (i.dueOn = null)),
  'BR-CO-26': change((i) => {
    i.seller.identifiers = []
    i.seller.registrationIds = []
    i.seller.taxRegistrations = []
  }),
  'BR-CL-01': change((i) => (i.typeCode = '381')),
  'BR-CL-03': change((i) => (i.lines[0].price.discount = money('10', 'EUX'))),
  'BR-CL-04': change((i) => (i.currency = 'AAA')),
  'BR-CL-05': change((i) => (i.taxCurrency = 'AAA')),
  'BR-CL-06': change((i) => (i.period.taxPointCodes = ['31'])),
  'BR-CL-07': change((i) => (i.documents[0].id.scheme = 'XXA')),
  'BR-CL-10': change((i) => (i.seller.identifiers[0].scheme = '9901')),
  'BR-CL-11': change((i) => (i.buyer.registrationIds[0].scheme = '9901')),
  'BR-CL-13': change((i) => (i.lines[0].item.classifications[0].scheme = 'XXX')),
  'BR-CL-14': change((i) => (i.buyer.address.country = 'XY')),
  'BR-CL-15': change((i) => (i.lines[0].item.originCountry = 'HC')),
  'BR-CL-16': change((i) => (i.payments[0].code = '99')),
  'BR-CL-17': change((i) => (i.adjustments[0].category.code = 'X')),
  'BR-CL-18': change((i) => (i.lines[0].item.categories[0].code = 'AA')),
  'BR-CL-19': change((i) => (i.adjustments[0].reasonCode = '17')),
  'BR-CL-20': change((i) => (i.adjustments[1].reasonCode = 'XBB')),
  'BR-CL-21': change((i) => (i.lines[0].item.standardId.scheme = '9901')),
  'BR-CL-23': change((i) => (i.lines[0].quantity.unit = 'HOUR')),
  'BR-CL-24': change((i) => (i.documents[0].embedded.mimeCode = 'text/html')),
  'UBL-DT-01': change((i) => (i.totals.rounding = money('0.000'))),
  'UBL-DT-06': change((i) => (i.documents[0].embedded.mimeCode = null)),
  'UBL-DT-07': change((i) => (i.documents[0].embedded.filename = null)),
  'UBL-SR-12': change((i) => i.seller.taxRegistrations.push({ id: 'NL2', scheme: 'VAT' })),
  'UBL-SR-18': change((i) => i.buyer.taxRegistrations.push({ id: 'NL2', scheme: 'VAT' })),
  'UBL-SR-42': change((i) => {
    i.seller.taxRegistrations.push({ id: '1', scheme: 'TAX' }, { id: '2', scheme: 'OTHER' })
  }),
  'UBL-SR-44': change((i) => i.payments.push({ ...i.payments[0], paymentId: 'other' })),
  'UBL-SR-47': change((i) => i.payments.push({ ...i.payments[0], code: '30' })),
}

const hide = (invoice: Loose, party: 'seller' | 'buyer' | 'taxRepresentative') => {
  if (invoice[party]) invoice[party].taxRegistrations = []
}
/** Nobody is identified, but for what the category hides. */
const unidentified = (code: string, place: 'line' | 'allowance' | 'charge') =>
  change((i) => {
    const only = place === 'line' ? null : place === 'charge'
    if (only !== null) i.lines[0].item.categories = []
    i.adjustments = i.adjustments.filter((adjustment: { isCharge: boolean }) => adjustment.isCharge === only)
    if (code === 'O') i.buyer.taxRegistrations = [{ id: 'DE1', scheme: 'VAT' }]
    else for (const party of ['seller', 'taxRepresentative'] as const) hide(i, party)
  })
const wrongRate: Record<string, string> = { S: '0', L: '-1', M: '-1' }

function categoryChanges(prefix: string, code: string, reason: string | null): Record<string, Change> {
  const rate = wrongRate[code] ?? '1'
  const subtotal = (i: Loose) => i.taxTotals[0].subtotals[0]
  const number = (n: number) => `BR-${prefix}-${String(n).padStart(2, '0')}`
  return {
    [number(1)]: change((i) => (i.taxTotals[0].subtotals = [])),
    [number(2)]: unidentified(code, 'line'),
    [number(3)]: unidentified(code, 'allowance'),
    [number(4)]: unidentified(code, 'charge'),
    [number(5)]: change((i) => (i.lines[0].item.categories[0].percent = rate)),
    [number(6)]: change((i) => (i.adjustments[0].category = category(code, rate))),
    [number(7)]: change((i) => (i.adjustments[1].category = category(code, rate))),
    [number(8)]: change((i) => (subtotal(i).taxable = money('96.00'))),
    [number(9)]: change((i) => (subtotal(i).tax = money('9.00'))),
    [number(10)]: change((i) => (subtotal(i).category.exemptionReason = reason === null ? 'Why' : null)),
  }
}

const categories = [
  ['S', 'S', '20', null],
  ['Z', 'Z', '0', null],
  ['E', 'E', '0', 'Training'],
  ['AE', 'AE', '0', 'Reverse charge'],
  ['IC', 'K', '0', 'Intra-community supply'],
  ['G', 'G', '0', 'Export'],
  ['O', 'O', null, 'Not subject to tax'],
  ['AF', 'L', '7', null],
  ['AG', 'M', '4', null],
] as const

const exempt = () => category('E', '0')
const onlyOne: Record<string, [code: string, Change]> = {
  'BR-IC-11': [
    'K',
    change((i) => {
      i.period = null
      i.delivery.deliveredOn = null
    }),
  ],
  'BR-IC-12': ['K', change((i) => (i.delivery.address = null))],
  'BR-O-11': [
    'O',
    change((i) => {
      const [first] = i.taxTotals[0].subtotals
      i.taxTotals[0].subtotals.push({ ...first, category: exempt() })
    }),
  ],
  'BR-O-12': ['O', change((i) => (i.lines[0].item.categories = [exempt()]))],
  'BR-O-13': ['O', change((i) => (i.adjustments[0].category = exempt()))],
  'BR-O-14': ['O', change((i) => (i.adjustments[1].category = exempt()))],
}

const brokenBy = (invoice: EInvoice, edit: Change): string[] => {
  edit(invoice)
  return brokenRules(invoice).map(({ id }) => id)
}

test('each rule holds for a whole invoice and is broken by one change', () => {
  const seen = new Set<string>()
  const check = (id: string, invoice: EInvoice, edit: Change) => {
    assert.deepEqual(brokenRules(invoice), [], id)
    const broken = brokenBy(invoice, edit)
    assert.ok(broken.includes(id), `${id} is not among ${broken.join(', ')}`)
    seen.add(id)
  }
  for (const [id, edit] of Object.entries(changes)) check(id, standard(), edit)
  for (const [prefix, code, percent, reason] of categories)
    for (const [id, edit] of Object.entries(categoryChanges(prefix, code, reason)))
      check(id, eInvoice(code, percent, reason), edit)
  for (const [id, [code, edit]] of Object.entries(onlyOne)) {
    const [, , percent, reason] = categories.find((entry) => entry[1] === code) ?? []
    check(id, eInvoice(code, percent ?? null, reason ?? null), edit)
  }
  const untested = en16931Rules.map(({ id }) => id).filter((id) => !seen.has(id))
  assert.deepEqual(untested, [])
})

test('a rule has one number, and says in words what it asks', () => {
  const ids = en16931Rules.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  for (const { id, text } of en16931Rules) assert.match(text, /^[A-Z].{20,}/, id)
})

test('the buyer is identified where the tax is theirs', () => {
  for (const [code, party, expected] of [
    ['AE', 'buyer', ['BR-AE-02', 'BR-AE-03', 'BR-AE-04']],
    ['K', 'buyer', ['BR-IC-02', 'BR-IC-03', 'BR-IC-04']],
    ['E', 'buyer', []],
  ] as const) {
    const edit = change((i) => {
      i[party].taxRegistrations = []
      i[party].registrationIds = []
    })
    assert.deepEqual(brokenBy(eInvoice(code, '0', 'Why'), edit), expected, code)
  }
})
