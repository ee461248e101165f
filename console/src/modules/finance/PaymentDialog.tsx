import type { RecordOf } from '#api/record.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { minorOf } from '#ui/money.ts'
import { m } from './strings.ts'

const w = m.payments
type Props = {
  accountId: string
  currency: string
  /** The invoice that it pays; as much as is open of it. */
  invoice?: RecordOf<'invoice'>
  onClose: () => void
}

/** Records money that came in. */
export function PaymentDialog({ accountId, currency, invoice, onClose }: Props) {
  return (
    <FieldDialog
      write="POST /api/v1/finance/payments"
      title={w.create}
      submitLabel={w.submit}
      done={w.created}
      changes={['payment', 'invoice', 'finance_account']}
      fields={[
        { name: 'amountMinor', label: `${m.amount} (${currency})`, kind: 'text' },
        { name: 'method', label: w.method, initial: 'card' },
        { name: 'receivedOn', label: w.receivedOn },
        { name: 'reference', label: w.reference },
      ]}
      body={(values) => {
        const amountMinor = minorOf(values.amountMinor, currency)
        const paid = invoice ? Math.min(invoice.openMinor, amountMinor) : 0
        return {
          ...values,
          accountId,
          amountMinor,
          ...(invoice && paid > 0 ? { allocations: [{ invoiceId: invoice.id, amountMinor: paid }] } : {}),
        } as never
      }}
      onClose={onClose}
    />
  )
}
