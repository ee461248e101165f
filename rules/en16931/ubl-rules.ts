import { decimalsOf } from './decimal.ts'
import type { Party, Text } from './document.ts'
import { amountsOf, isVat } from './parts.ts'
import { type Rule, rule } from './rule.ts'

// How the terms of EN 16931 stand in UBL (CEN/TS 16931-3-2).

const areSame = (texts: readonly Text[]): boolean => new Set(texts.filter((text) => text !== null)).size <= 1
const registrationsOf = (party: Party | null) => party?.taxRegistrations ?? []
const vatRegistrations = (party: Party | null) => registrationsOf(party).filter(({ scheme }) => isVat(scheme))

export const ublRules: readonly Rule[] = [
  rule('UBL-DT-01', 'Amounts have at most two decimals', (invoice) =>
    amountsOf(invoice).every(({ value }) => decimalsOf(value) <= 2),
  ),
  rule('UBL-DT-06', 'An attached file says its type', ({ documents }) =>
    documents.every(({ embedded }) => embedded === null || embedded.mimeCode !== null),
  ),
  rule('UBL-DT-07', 'An attached file says its name', ({ documents }) =>
    documents.every(({ embedded }) => embedded === null || embedded.filename !== null),
  ),
  rule('UBL-SR-12', 'The seller has one VAT number', ({ seller }) => vatRegistrations(seller).length <= 1),
  rule('UBL-SR-18', 'The buyer has one VAT number', ({ buyer }) => vatRegistrations(buyer).length <= 1),
  rule(
    'UBL-SR-42',
    'The seller is registered for tax at most twice',
    ({ seller }) => registrationsOf(seller).length <= 2,
  ),
  rule('UBL-SR-44', 'Payments of an invoice have one reference', ({ payments }) =>
    areSame(payments.map(({ paymentId }) => paymentId)),
  ),
  rule('UBL-SR-47', 'Payments of an invoice are by one means', ({ payments }) =>
    areSame(payments.map(({ code }) => code)),
  ),
]
