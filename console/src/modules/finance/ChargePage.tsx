import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { formatMoney, formatRate } from '#ui/money.ts'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { chargeStates } from './kind.ts'
import { quantity } from './moneyColumns.tsx'
import { m } from './strings.ts'
import { WaiveDialog } from './WaiveDialog.tsx'

const w = m.charges

export default function ChargePage() {
  const id = useParam('id')
  const charge = useQuery({
    queryKey: ['charge', id],
    queryFn: () => get('/api/v1/finance/charges/{id}', { path: { id } }),
  })
  return <Loaded query={charge}>{(data) => <ChargeRecord charge={data} />}</Loaded>
}

function ChargeRecord({ charge }: { charge: RecordOf<'charge'> }) {
  const [isWaiving, setWaiving] = useState(false)
  return (
    <RecordPage
      title={charge.description}
      id={charge.id}
      badge={<StateBadge of={chargeStates} state={charge.status} />}
      back={{ to: '/finance/charges', label: w.title }}
      actions={<MoveButtons kind="charge" record={charge} on={{ waive: () => setWaiving(true) }} />}
    >
      <Facts
        title={w.facts}
        items={[
          [
            m.account,
            <AppLink key="account" to={`/finance/accounts/${charge.accountId}`}>
              {charge.accountName}
            </AppLink>,
          ],
          [m.kind, labelOf('charge.kind', charge.kind)],
          [w.occurredOn, <DateOf key="on" on={charge.occurredOn} />],
          [w.quantityShort, quantity(charge.quantityThousandths, charge.unit)],
          [w.rateShort, formatRate(charge.unitRateMinor, charge.perQuantity, charge.currency)],
          [m.amount, <b key="amount">{formatMoney(charge.netMinor, charge.currency)}</b>],
          [w.taxCode, charge.taxCode],
          [
            w.source,
            charge.source.type === 'flight' ? (
              <AppLink key="source" to={`/flights/${charge.source.id}`}>
                {w.showSource}
              </AppLink>
            ) : charge.source.type === 'session' ? (
              <AppLink key="source" to={`/schedule/sessions/${charge.source.id}`}>
                {w.showBooking}
              </AppLink>
            ) : null,
          ],
          [
            w.invoice,
            charge.invoiceId && (
              <AppLink key="invoice" to={`/finance/invoices/${charge.invoiceId}`}>
                {w.showInvoice}
              </AppLink>
            ),
          ],
          [m.reason, charge.waiveReason],
        ]}
      />
      {isWaiving ? <WaiveDialog charge={charge} onClose={() => setWaiving(false)} /> : null}
    </RecordPage>
  )
}
