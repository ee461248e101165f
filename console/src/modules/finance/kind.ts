import { faces } from '#ui/face.ts'
import { formatMoney } from '#ui/money.ts'
import { states } from '#ui/StatusBadge.tsx'

export const invoiceStates = states('invoice.status', {
  draft: 'neutral',
  issued: 'info',
  partly_paid: 'amber',
  paid: 'green',
  credited: 'neutral',
})
export const chargeStates = states('charge.status', {
  open: 'info',
  invoiced: 'green',
  waived: 'neutral',
  reversed: 'neutral',
})
export const paymentStates = states('payment.status', { received: 'green', reversed: 'amber' })
export const accountStates = states('finance_account.status', { active: 'green', closed: 'neutral' })
export const versionStates = states('rate_version.status', { draft: 'neutral', published: 'green' })

export default faces({
  invoice: {
    states: invoiceStates,
    facts: (invoice) => [
      ['Account', invoice.accountName],
      ['Total', formatMoney(invoice.totalMinor, invoice.currency)],
      ['Open', formatMoney(invoice.openMinor, invoice.currency)],
    ],
  },
  finance_account: {
    states: accountStates,
    facts: (account) => [['Balance', formatMoney(account.balanceMinor, account.currency)]],
  },
  charge: {
    states: chargeStates,
    facts: (charge) => [
      ['Account', charge.accountName],
      ['Amount', formatMoney(charge.netMinor, charge.currency)],
    ],
  },
  payment: {
    states: paymentStates,
    facts: (payment) => [
      ['Account', payment.accountName],
      ['Amount', formatMoney(payment.amountMinor, payment.currency)],
    ],
  },
  rate_version: { states: versionStates },
})
