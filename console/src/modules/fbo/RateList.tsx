import { Button } from '@mantine/core'
import { useState } from 'react'
import { get, patch } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan, useSession } from '#api/session.ts'
import type { FboRate } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { formatRate } from '#ui/money.ts'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { dayIn } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { RateDialog } from './RateDialog.tsx'
import { d } from './tradeStrings.ts'

const w = d.rates
const price = (rate: FboRate) => formatRate(rate.priceMinor, rate.perQuantity, rate.currency)
const listOf = (rate: FboRate) =>
  rate.contractId ? [rate.customerName, rate.contractName].join(' · ') : w.retail
const columns: Column<FboRate>[] = [
  { id: 'item', header: w.item, sort: 'item', cell: (rate) => rate.item, text: (rate) => rate.item },
  { id: 'list', header: w.list, cell: listOf, text: listOf, isWide: true },
  { id: 'price', header: w.price, isNumeric: true, cell: price, text: price },
  {
    id: 'unit',
    header: w.unit,
    cell: (rate) => labelOf('fbo_rate.unit', rate.unit),
    text: (rate) => rate.unit,
  },
  {
    id: 'from',
    header: w.from,
    cell: (rate) => <DateOf on={rate.validFrom} />,
    text: (rate) => rate.validFrom,
    isWide: true,
  },
  {
    id: 'to',
    header: w.to,
    cell: (rate) => <DateOf on={rate.validTo} />,
    text: (rate) => rate.validTo,
    isWide: true,
  },
  {
    id: 'version',
    header: w.version,
    isNumeric: true,
    cell: (rate) => rate.rateVersion,
    text: (rate) => rate.rateVersion,
    isWide: true,
  },
]
const filters: Filter[] = [
  { id: 'list', label: w.list, options: Object.entries(w.lists).map(([value, label]) => ({ value, label })) },
  { id: 'on', label: w.on, kind: 'date' },
  { id: 'item', label: w.item, kind: 'text' },
]

/** Current and past prices. */
export default function RateList() {
  const can = useCan()
  const { workspace } = useSession()
  const today = dayIn(new Date(), workspace.timezone)
  const [ending, setEnding] = useState<FboRate | null>(null)
  const end = useAction({
    run: (rate: FboRate) =>
      patch('/api/v1/fbo/rates/{id}', {
        path: { id: rate.id },
        body: { validTo: today },
        version: rate.version,
      }),
    done: w.ended,
    changes: ['fbo_rate'],
    quiet: true,
  })
  return (
    <>
      <RecordList
        id="fbo-rates"
        subject="fbo_rate"
        words={w}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/fbo/rates', { query })}
        rowName={(rate) => rate.item}
        rowActions={(rate) =>
          can('updateFboRate') && rate.validTo === null && rate.validFrom <= today ? (
            <Button size="compact-xs" variant="subtle" onClick={() => setEnding(rate)}>
              {w.end}
            </Button>
          ) : null
        }
        create={
          can('createFboRate') && { dialog: (onClose) => <RateDialog today={today} onClose={onClose} /> }
        }
      />
      {ending ? (
        <ConfirmDialog
          title={w.endTitle(ending.item)}
          confirm={w.end}
          onConfirm={() => end.mutateAsync(ending)}
          onClose={() => setEnding(null)}
        >
          {w.endText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
