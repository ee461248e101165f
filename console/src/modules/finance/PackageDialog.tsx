import type { RecordOf } from '#api/record.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { minorOf } from '#ui/money.ts'
import { t } from './truthStrings.ts'

const w = t.packages

/** Sells block time to an account, in its currency. */
export function PackageDialog({
  account,
  onClose,
}: {
  account: RecordOf<'finance_account'>
  onClose: () => void
}) {
  return (
    <FieldDialog
      write="POST /api/v1/finance/packages"
      title={w.create}
      submitLabel={w.submit}
      done={w.created}
      changes={['package', 'charge']}
      fields={[
        { name: 'chargeKind', label: w.kind, initial: 'rental' },
        { name: 'quantityThousandths', label: w.hours, kind: 'text', initial: '10' },
        { name: 'priceMinor', label: `${w.price} (${account.currency})`, kind: 'text' },
        { name: 'expiresOn', label: w.expires },
      ]}
      body={(values) =>
        ({
          ...values,
          accountId: account.id,
          quantityThousandths: Math.round(Number(values.quantityThousandths) * 1_000),
          priceMinor: minorOf(values.priceMinor, account.currency),
        }) as never
      }
      onClose={onClose}
    />
  )
}
