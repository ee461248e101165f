import { problem } from '#platform/kernel/problem.ts'
import { currencyExponent } from '#rules/currency.ts'
import { brokenRules } from '#rules/en16931/check.ts'
import { documentOf, type IssuedInvoice } from './invoice-document.ts'
import { readUbl } from './read-ubl.ts'
import { writeUbl } from './write-ubl.ts'

export const invoiceNotValid = problem('invoice_not_valid', 422, {
  meaning: 'The invoice breaks a rule of EN 16931, so it gets no number',
  fix: '`details` names each rule and what it asks.',
})

/** The number of an invoice that has none yet. */
const noNumber = 'DRAFT'

/**
 * Checks an invoice as its reader will see it: its XML is written, and read again.
 * @throws Problem `invoice_not_valid` that names each broken rule.
 */
export function requireValid(draft: Omit<IssuedInvoice, 'documentNumber'>): void {
  const invoice = { ...draft, documentNumber: noNumber }
  const isPrecise = (currencyExponent(draft.currency) ?? 2) > 2
  const broken = brokenRules(readUbl(writeUbl(documentOf(invoice))))
    // EN 16931 is made for currencies of two decimals. A dinar has three, and is billed to the last of them.
    .filter(({ id }) => !(isPrecise && id === 'UBL-DT-01'))
    .map(({ id, text }) => ({ field: fieldOf(id), message: text, rule: id }))
  if (draft.kind === 'invoice' && draft.totalMinor < 0)
    broken.push({ field: 'lines', message: 'What is credited goes on a credit note', rule: 'BR-CL-01' })
  const [first] = broken
  if (first) throw invoiceNotValid(`${first.rule}: ${first.message}`, { details: broken })
}

/** What somebody has to change for a rule to hold. */
function fieldOf(rule: string): string {
  if (/^BR-(AE|IC)-0[234]$/.test(rule)) return 'accountId'
  if (/^BR-(S|Z|E|AE|IC|G|O)-(0[567]|10)$/.test(rule)) return 'taxCode'
  return 'lines'
}
