import type { Amount, EInvoice, Party, TaxCategory } from '../en16931/document.ts'

export const money = (value: string, currency = 'EUR'): Amount => ({ value, currency })

export const category = (
  code: string,
  percent: string | null,
  reason: string | null = null,
): TaxCategory => ({
  code,
  percent,
  exemptionReason: reason,
  exemptionCode: null,
  scheme: 'VAT',
})

const party = (name: string, vatId: string): Party => ({
  electronicAddress: { value: `${name.toLowerCase()}@example.com`, scheme: 'EM' },
  identifiers: [{ value: '4012345000009', scheme: '0088' }],
  name,
  address: {
    line1: 'Airfield 1',
    line2: null,
    line3: null,
    city: 'Delft',
    postalCode: '2611',
    region: null,
    country: 'NL',
  },
  taxRegistrations: [{ id: vatId, scheme: 'VAT' }],
  registrationName: name,
  registrationIds: [{ value: '27123456', scheme: '0106' }],
  legalForm: null,
  contact: null,
})

/** An invoice of one line of 100, an allowance of 10 and a charge of 5, all of one category of tax. */
export function eInvoice(code: string, percent: string | null, reason: string | null): EInvoice {
  const own = () => category(code, percent)
  const tax = percent === null ? '0.00' : (Number(percent) * 0.95).toFixed(2)
  const isHidden = code === 'O'
  const [seller, buyer] = [party('Seller', 'NL123456789B01'), party('Buyer', 'DE123456789')]
  if (isHidden) for (const hidden of [seller, buyer]) hidden.taxRegistrations = []
  const withTax = (95 + Number(tax)).toFixed(2)
  const adjustment = {
    reasonCode: null,
    percent: null,
    baseAmount: null,
    category: own(),
  }
  return {
    kind: 'Invoice',
    specification: 'urn:cen.eu:en16931:2017',
    process: null,
    number: 'INV-2026-00001',
    issuedOn: '2026-05-04',
    dueOn: '2026-06-03',
    typeCode: '380',
    notes: [],
    taxPointOn: null,
    currency: 'EUR',
    taxCurrency: 'NOK',
    accountingReference: null,
    buyerReference: null,
    period: { startsOn: '2026-04-01', endsOn: '2026-04-30', taxPointCodes: [] },
    orderId: null,
    salesOrderId: null,
    precedingInvoices: [{ id: 'INV-2025-00009', issuedOn: null }],
    documents: [
      {
        id: { value: 'techlog', scheme: 'ABF' },
        typeCode: '130',
        description: null,
        embedded: { content: '', mimeCode: 'application/pdf', filename: 'techlog.pdf' },
      },
    ],
    seller,
    buyer,
    payee: { ...party('Factor', 'NL1'), taxRegistrations: [] },
    taxRepresentative: isHidden ? null : party('Representative', 'NL987654321B01'),
    delivery: { deliveredOn: '2026-04-30', address: { ...seller.address, country: 'DE' } as never },
    payments: [
      {
        code: '58',
        name: null,
        paymentId: 'INV-2026-00001',
        account: { id: 'NL91ABNA0417164300', name: null, bank: null },
        cardNumber: '123456',
      },
    ],
    paymentTerms: null,
    adjustments: [
      { ...adjustment, isCharge: false, reason: 'Member', amount: money('10.00') },
      { ...adjustment, isCharge: true, reason: 'Late', amount: money('5.00') },
    ],
    taxTotals: [
      {
        tax: money(tax),
        subtotals: [{ taxable: money('95.00'), tax: money(tax), category: category(code, percent, reason) }],
      },
      { tax: money('12.00', 'NOK'), subtotals: [] },
    ],
    totals: {
      lines: money('100.00'),
      withoutTax: money('95.00'),
      withTax: money(withTax),
      allowances: money('10.00'),
      charges: money('5.00'),
      prepaid: money('20.00'),
      rounding: money('0.00'),
      due: money((Number(withTax) - 20).toFixed(2)),
    },
    lines: [
      {
        id: '1',
        note: null,
        quantity: { value: '1', unit: 'HUR' },
        net: money('100.00'),
        period: { startsOn: '2026-04-01', endsOn: '2026-04-02', taxPointCodes: [] },
        objectIds: [],
        adjustments: [
          { ...adjustment, isCharge: false, reason: 'Block', amount: money('1.00'), category: null },
          { ...adjustment, isCharge: true, reason: 'Fuel', amount: money('1.00'), category: null },
        ],
        item: {
          description: null,
          name: 'Flying',
          sellerId: null,
          standardId: { value: '1234567890125', scheme: '0160' },
          originCountry: 'FR',
          classifications: [{ value: '65434567', scheme: 'STI' }],
          categories: [own()],
          attributes: [{ name: 'Aircraft', value: 'PH-APR' }],
        },
        price: {
          amount: money('100.0000'),
          baseQuantity: { value: '1', unit: 'HUR' },
          discount: money('10'),
          gross: money('110'),
        },
      },
    ],
  }
}
