import { categoryRules } from './category-rules.ts'
import { codeRules } from './code-rules.ts'
import type { EInvoice } from './document.ts'
import { adjustmentRules, documentRules, lineRules } from './document-rules.ts'
import type { Rule } from './rule.ts'
import { totalRules } from './total-rules.ts'
import { ublRules } from './ubl-rules.ts'

/** Every rule that is checked. Those of the standard on the decimals of an amount (BR-DEC-*) are UBL-DT-01 here. */
export const en16931Rules: readonly Rule[] = [
  ...documentRules,
  ...adjustmentRules,
  ...lineRules,
  ...totalRules,
  ...categoryRules,
  ...codeRules,
  ...ublRules,
]

/** The rules that an invoice breaks, in the order of the standard. */
export const brokenRules = (invoice: EInvoice): Rule[] => en16931Rules.filter(({ holds }) => !holds(invoice))
