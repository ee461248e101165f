import { defineModule } from '#platform/kernel/module.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as account from './account.ts'
import * as examples from './examples.ts'
import * as ledger from './ledger.ts'
import * as seller from './seller.ts'
import * as statement from './statement.ts'
import * as taxCode from './tax-code.ts'
import * as writeAccount from './write-account.ts'

export const finance = defineModule({
  name: 'finance',
  title: 'Finance',
  summary: 'Accounts, the ledger, prices, charges, invoices and payments.',
  parts: [
    account,
    writeAccount,
    statement,
    ledger,
    taxCode,
    seller,
    examples,
    scopeSentences({
      'finance:read': 'Read accounts and their balances, the ledger, tax codes and the seller.',
      'finance:write':
        'Create and update accounts and tax codes, set the seller, create ledger entries and reverse those made by hand.',
    }),
  ],
})
