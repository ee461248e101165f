import type { Page } from '#shell/page.ts'
import { IconReceipt } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'finance/invoices', title: 'Invoices', menu: 'Billing', group: 'operations', order: 60, icon: IconReceipt, operation: 'listInvoices', load: () => import('./InvoiceList.tsx') },
  { path: 'finance/invoices/$id', title: 'Invoices', operation: 'getInvoice', load: () => import('./InvoicePage.tsx') },
  { path: 'finance/accounts', title: 'Accounts', group: 'operations', order: 60.1, under: 'finance/invoices', tab: 'Accounts', operation: 'listFinanceAccounts', load: () => import('./AccountList.tsx') },
  { path: 'finance/accounts/$id', title: 'Accounts', operation: 'getFinanceAccount', load: () => import('./AccountPage.tsx') },
  { path: 'finance/packages', title: 'Packages', group: 'operations', order: 60.2, under: 'finance/invoices', tab: 'Accounts', operation: 'listPackages', load: () => import('./PackageList.tsx') },
  { path: 'finance/dues', title: 'Dues', group: 'operations', order: 60.3, under: 'finance/invoices', tab: 'Accounts', operation: 'listDues', load: () => import('./DuesList.tsx') },
  { path: 'finance/billing', title: 'Billing run', group: 'operations', order: 60.4, under: 'finance/invoices', tab: 'Billing run', operation: 'billCharges', load: () => import('./BillingRun.tsx') },
  { path: 'finance/charges', title: 'Charges', group: 'operations', order: 60.5, under: 'finance/invoices', tab: 'Billing run', operation: 'listCharges', load: () => import('./ChargeList.tsx') },
  { path: 'finance/charges/$id', title: 'Charges', operation: 'getCharge', load: () => import('./ChargePage.tsx') },
  { path: 'finance/statements', title: 'Statement run', group: 'operations', order: 60.6, under: 'finance/invoices', tab: 'Billing run', operation: 'sendStatements', load: () => import('./StatementRun.tsx') },
  { path: 'finance/payments', title: 'Payments', group: 'operations', order: 60.7, under: 'finance/invoices', tab: 'Payments', operation: 'listPayments', load: () => import('./PaymentList.tsx') },
  { path: 'finance/payments/$id', title: 'Payments', operation: 'getPayment', load: () => import('./PaymentPage.tsx') },
  { path: 'finance/daily-close', title: 'Daily close', group: 'operations', order: 60.8, under: 'finance/invoices', tab: 'Payments', operation: 'getDailyClose', load: () => import('./DailyClose.tsx') },
  { path: 'finance/unbilled', title: 'Unbilled', group: 'operations', order: 60.9, under: 'finance/invoices', tab: 'Work lists', operation: 'listUnbilledFlights', load: () => import('./Unbilled.tsx') },
  { path: 'finance/meter-truth', title: 'Meter truth', group: 'operations', order: 61, under: 'finance/invoices', tab: 'Work lists', operation: 'listMeterTruth', load: () => import('./MeterTruthList.tsx') },
  { path: 'finance/meter-truth/$id', title: 'Meter truth', operation: 'getMeterTruth', load: () => import('./MeterTruthPage.tsx') },
  { path: 'finance/ageing', title: 'Ageing', group: 'operations', order: 61.1, under: 'finance/invoices', tab: 'Reports', operation: 'getFinanceAgeing', load: () => import('./Ageing.tsx') },
  { path: 'finance/ledger', title: 'Ledger', group: 'operations', order: 61.2, under: 'finance/invoices', tab: 'Reports', operation: 'listLedgerEntries', load: () => import('./LedgerList.tsx') },
  { path: 'finance/ledger/$id', title: 'Ledger', operation: 'getLedgerEntry', load: () => import('./LedgerPage.tsx') },
  { path: 'finance/true-cost', title: 'True cost', group: 'operations', order: 61.3, under: 'finance/invoices', tab: 'Reports', operation: 'listTrueCost', load: () => import('./TrueCostList.tsx') },
  { path: 'finance/true-cost/$id', title: 'True cost', operation: 'getTrueCost', load: () => import('./TrueCostPage.tsx') },
  { path: 'finance/taught', title: 'My teaching', group: 'operations', order: 61.4, under: 'finance/invoices', tab: 'Reports', operation: 'listTaught', load: () => import('./Taught.tsx') },
  { path: 'finance/rates', title: 'Rate cards', group: 'operations', order: 61.5, under: 'finance/invoices', tab: 'Setup', operation: 'listRateCards', load: () => import('./RateCardList.tsx') },
  { path: 'finance/rates/$id', title: 'Rate cards', operation: 'getRateCard', load: () => import('./RateCardPage.tsx') },
  { path: 'finance/tax-codes', title: 'Tax codes', group: 'operations', order: 61.6, under: 'finance/invoices', tab: 'Setup', operation: 'listTaxCodes', load: () => import('./TaxCodeList.tsx') },
  { path: 'finance/seller', title: 'Seller', group: 'operations', order: 61.7, under: 'finance/invoices', tab: 'Setup', operation: 'setFinanceSeller', load: () => import('./SellerPage.tsx') },
]
export default pages
