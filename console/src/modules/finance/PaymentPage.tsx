import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { formatMoney } from '#ui/money.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { paymentStates } from './kind.ts'
import { m } from './strings.ts'

type Payment = RecordOf<'payment'>
const w = m.payments
const changes = ['payment', 'invoice', 'finance_account']

export default function PaymentPage() {
  const id = useParam('id')
  const payment = useQuery({
    queryKey: ['payment', id],
    queryFn: () => get('/api/v1/finance/payments/{id}', { path: { id } }),
  })
  return <Loaded query={payment}>{(data) => <PaymentRecord payment={data} />}</Loaded>
}

function PaymentRecord({ payment }: { payment: Payment }) {
  const can = useCan()
  const [isReversing, setReversing] = useState(false)
  const path = { id: payment.id }
  const reverse = useAction({
    run: (reason: string) => post('/api/v1/finance/payments/{id}/reverse', { path, body: { reason } }),
    done: w.reversed,
    changes,
    quiet: true,
  })
  return (
    <RecordPage
      title={formatMoney(payment.amountMinor, payment.currency)}
      id={payment.id}
      badge={<StateBadge of={paymentStates} state={payment.status} />}
      back={{ to: '/finance/payments', label: w.title }}
      actions={
        <MoveButtons
          kind="payment"
          record={payment}
          on={{ reverse: () => setReversing(true), allocate: null }}
        />
      }
    >
      <Facts
        title={w.facts}
        items={[
          [
            m.account,
            <AppLink key="account" to={`/finance/accounts/${payment.accountId}`}>
              {payment.accountName}
            </AppLink>,
          ],
          [w.method, labelOf('payment.method', payment.method)],
          [w.receivedOn, <DateOf key="received" on={payment.receivedOn} />],
          [w.reference, payment.reference],
          [w.left, formatMoney(payment.unallocatedMinor, payment.currency)],
          [m.reason, payment.reversalReason],
        ]}
      />
      <Section title={w.pays}>
        <PlainTable
          label={w.pays}
          rows={payment.allocations}
          rowKey={(allocation) => allocation.invoiceId}
          empty={w.paysNothing}
          row={(allocation) => (
            <>
              <td>
                <AppLink to={`/finance/invoices/${allocation.invoiceId}`}>
                  {allocation.documentNumber ?? ''}
                </AppLink>
              </td>
              <td>{formatMoney(allocation.amountMinor, payment.currency)}</td>
            </>
          )}
        />
      </Section>
      {payment.unallocatedMinor > 0 && can('allocatePayment') ? <OpenInvoices payment={payment} /> : null}
      {isReversing ? (
        <ConfirmDialog
          title={w.reverseTitle}
          confirm={w.reverse}
          isDangerous
          reasonLabel={m.reason}
          onConfirm={(reason) => reverse.mutateAsync(reason)}
          onClose={() => setReversing(false)}
        />
      ) : null}
    </RecordPage>
  )
}

/** What the rest of a payment can pay. */
function OpenInvoices({ payment }: { payment: Payment }) {
  const invoices = useQuery({
    queryKey: ['invoice', 'open', payment.accountId],
    queryFn: () =>
      get('/api/v1/finance/invoices', {
        query: { account_id: payment.accountId, kind: 'invoice', page_size: 100 },
      }),
  })
  const allocate = useAction({
    run: (invoice: RecordOf<'invoice'>) =>
      post('/api/v1/finance/payments/{id}/allocate', {
        path: { id: payment.id },
        body: {
          allocations: [
            { invoiceId: invoice.id, amountMinor: Math.min(invoice.openMinor, payment.unallocatedMinor) },
          ],
        },
      }),
    done: w.allocated,
    changes,
  })
  return (
    <Section title={w.openInvoices}>
      <Loaded query={invoices}>
        {({ items }) => (
          <PlainTable
            label={w.openInvoices}
            rows={items.filter(({ openMinor }) => openMinor > 0)}
            rowKey={(invoice) => invoice.id}
            empty={w.noOpen}
            row={(invoice) => (
              <>
                <td>{invoice.documentNumber}</td>
                <td>{formatMoney(invoice.openMinor, invoice.currency)}</td>
                <td>
                  <Button
                    size="compact-xs"
                    variant="light"
                    aria-label={`${w.allocate} ${invoice.documentNumber}`}
                    onClick={() => allocate.mutate(invoice)}
                  >
                    {w.allocate}
                  </Button>
                </td>
              </>
            )}
          />
        )}
      </Loaded>
    </Section>
  )
}
