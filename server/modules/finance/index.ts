import { defineModule } from '#platform/kernel/module.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as account from './account.ts'
import * as accountImport from './account-import.ts'
import * as ageing from './ageing.ts'
import * as billCharges from './bill-charges.ts'
import * as charge from './charge.ts'
import * as chargeDues from './charge-dues.ts'
import * as chargeFlight from './charge-flight.ts'
import * as chargeOrder from './charge-order.ts'
import * as chargeSession from './charge-session.ts'
import * as chart from './chart.ts'
import * as costSettings from './cost-settings.ts'
import * as creditInvoice from './credit-invoice.ts'
import * as dailyClose from './daily-close.ts'
import * as derivation from './derivation.ts'
import * as draftInvoice from './draft-invoice.ts'
import * as dues from './dues.ts'
import * as examples from './examples.ts'
import * as flightPrice from './flight-price.ts'
import * as fuelAway from './fuel-away.ts'
import * as invoice from './invoice.ts'
import * as invoiceFile from './invoice-file.ts'
import * as invoiceState from './invoice-state.ts'
import * as issueInvoice from './issue-invoice.ts'
import * as ledger from './ledger.ts'
import * as meterCorrection from './meter-correction.ts'
import * as meterTruth from './meter-truth.ts'
import * as overdue from './overdue.ts'
import * as blockPackage from './package.ts'
import * as payment from './payment.ts'
import * as paymentImport from './payment-import.ts'
import * as rate from './rate.ts'
import * as rateCard from './rate-card.ts'
import * as rateVersion from './rate-version.ts'
import * as recordPayment from './record-payment.ts'
import * as rehearse from './rehearse.ts'
import * as remind from './remind.ts'
import * as seller from './seller.ts'
import * as sendInvoice from './send-invoice.ts'
import * as sendStatements from './send-statements.ts'
import * as statement from './statement.ts'
import * as statementFile from './statement-file.ts'
import * as summary from './summary.ts'
import * as taught from './taught.ts'
import * as taxCode from './tax-code.ts'
import * as trueCost from './true-cost.ts'
import * as unbilled from './unbilled.ts'
import * as writeAccount from './write-account.ts'

export { draftCharges } from './bill-charges.ts'
export { chargeFlight } from './charge-flight.ts'
export { invoiceFilters } from './invoice.ts'
export { issueDraft } from './issue-invoice.ts'
export { priceFlight } from './price-flight.ts'
export { PublicInvoice } from './public-invoice.ts'
export { receivePayment } from './record-payment.ts'
export { moneyReaders } from './roles.ts'
export { FinanceSummaries, readSummaries, summaryQuery } from './summary.ts'

export const finance = defineModule({
  name: 'finance',
  title: 'Finance',
  summary: 'Accounts, the ledger, prices, charges, invoices and payments.',
  parts: [
    account,
    writeAccount,
    statement,
    statementFile,
    rateCard,
    rateVersion,
    rate,
    rehearse,
    charge,
    chargeFlight,
    chargeOrder,
    chargeSession,
    flightPrice,
    unbilled,
    fuelAway,
    blockPackage,
    dues,
    chargeDues,
    invoice,
    draftInvoice,
    billCharges,
    issueInvoice,
    creditInvoice,
    invoiceFile,
    derivation,
    invoiceState,
    payment,
    recordPayment,
    overdue,
    sendInvoice,
    remind,
    sendStatements,
    ageing,
    dailyClose,
    taught,
    chart,
    accountImport,
    paymentImport,
    meterTruth,
    meterCorrection,
    costSettings,
    trueCost,
    summary,
    ledger,
    taxCode,
    seller,
    examples,
    scopeSentences({
      'finance:read':
        'Read accounts and their balances, prices, charges, invoices, payments, the ledger, packages, dues, ageing, the daily close, the chart of accounts, tax codes, the seller, and the meter truth and the cost of aircraft.',
      'finance:write':
        'Create and update accounts and tax codes, set the seller and the chart of accounts, create and update rate cards, create, publish and delete versions and prices of them, charge flights and what waits, credit fuel bought away, create packages, create and update dues, create and waive charges, create, update, delete, issue, send and credit invoices, send statements, record, allocate and reverse payments, create ledger entries and reverse those made by hand, approve or explain meter findings, and set what aircraft cost.',
    }),
  ],
})
