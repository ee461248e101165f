import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { chargeStates } from './kind.ts'
import { moneyColumn, quantity } from './moneyColumns.tsx'
import { m } from './strings.ts'
import { WaiveDialog } from './WaiveDialog.tsx'

type Charge = RecordOf<'charge'>
const w = m.charges
const columns: Column<Charge>[] = [
  {
    id: 'occurredOn',
    header: w.occurredOn,
    sort: 'occurredOn',
    cell: (charge) => <DateOf on={charge.occurredOn} />,
    text: (charge) => charge.occurredOn,
  },
  {
    id: 'description',
    header: w.description,
    cell: (charge) => <AppLink to={`/finance/charges/${charge.id}`}>{charge.description}</AppLink>,
    text: (charge) => charge.description,
  },
  {
    id: 'account',
    header: m.account,
    cell: (charge) => charge.accountName,
    text: (charge) => charge.accountName,
  },
  {
    id: 'kind',
    header: m.kind,
    cell: (charge) => labelOf('charge.kind', charge.kind),
    text: (charge) => charge.kind,
    isWide: true,
  },
  {
    id: 'quantity',
    header: w.quantityShort,
    cell: (charge) => quantity(charge.quantityThousandths, charge.unit),
    text: (charge) => quantity(charge.quantityThousandths, charge.unit),
    isWide: true,
  },
  moneyColumn(
    'net',
    m.amount,
    (charge) => charge.netMinor,
    (charge) => charge.currency,
  ),
  {
    id: 'status',
    header: m.status,
    cell: (charge) => <StateBadge of={chargeStates} state={charge.status} />,
    text: (charge) => charge.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: m.status, options: optionsOf('charge.status') },
  { id: 'kind', label: m.kind, options: optionsOf('charge.kind') },
  { id: 'date_from', label: m.invoices.from, kind: 'date' },
  { id: 'date_to', label: m.invoices.to, kind: 'date' },
]

/** Open, billed and waived charges. */
export default function ChargeList() {
  const [waiving, setWaiving] = useState<Charge | null>(null)
  return (
    <>
      <RecordList
        id="charges"
        subject="charge"
        words={w}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/finance/charges', { query })}
        rowName={(charge) => charge.description}
        rowLink={(charge) => `/finance/charges/${charge.id}`}
        rowActions={(charge) => (
          <MoveButtons
            kind="charge"
            record={charge}
            rowName={charge.description}
            on={{ waive: () => setWaiving(charge) }}
          />
        )}
      />
      {waiving ? <WaiveDialog charge={waiving} onClose={() => setWaiving(null)} /> : null}
    </>
  )
}
