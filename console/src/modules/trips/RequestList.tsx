import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { formatMoney, minorOf } from '#ui/money.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { useAction } from '#ui/useAction.ts'
import { requestStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.requests
type TripRequest = RecordOf<'trip_request'>

const columns: Column<TripRequest>[] = [
  { id: 'contact', header: w.contact, cell: (row) => row.contact, text: (row) => row.contact },
  { id: 'from', header: w.from, cell: (row) => row.from, text: (row) => row.from },
  { id: 'to', header: w.to, cell: (row) => row.to, text: (row) => row.to },
  {
    id: 'wanted',
    header: w.wanted,
    sort: 'wantedAt',
    cell: (row) => <Instant at={row.wantedAt} />,
    text: (row) => row.wantedAt,
  },
  {
    id: 'passengers',
    header: w.passengers,
    isNumeric: true,
    isWide: true,
    cell: (row) => row.passengerCount,
    text: (row) => row.passengerCount,
  },
  {
    id: 'price',
    header: w.price,
    isNumeric: true,
    cell: (row) => (row.quoteMinor === null ? null : formatMoney(row.quoteMinor, row.currency ?? 'USD')),
    text: (row) => row.quoteMinor,
  },
  {
    id: 'trip',
    header: w.trip,
    cell: (row) => (row.tripId ? <AppLink to={`/trips/${row.tripId}`}>{row.tripNumber}</AppLink> : null),
    text: (row) => row.tripNumber,
  },
  {
    id: 'status',
    header: w.status,
    cell: (row) => <StateBadge of={requestStates} state={row.status} />,
    text: (row) => row.status,
  },
]
const filters: Filter[] = [{ id: 'status', label: w.status, options: optionsOf('trip_request.status') }]

export default function RequestList() {
  const can = useCan()
  const [quoting, setQuoting] = useState<TripRequest | null>(null)
  const act = (verb: 'accept' | 'decline', done: string) => ({
    run: ({ id }: TripRequest) => post(`/api/v1/ops/trip-requests/{id}/${verb}`, { path: { id } }),
    done,
    changes: ['trip_request', 'trip'],
  })
  const accept = useAction(act('accept', w.accepted))
  const decline = useAction(act('decline', w.declined))
  return (
    <>
      <RecordList
        id="trip-requests"
        subject="trip_request"
        words={w}
        back={{ to: '/trips', label: w.back }}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/ops/trip-requests', { query })}
        rowName={(row) => row.contact}
        rowActions={(row) => (
          <MoveButtons
            kind="trip_request"
            record={row}
            rowName={row.contact}
            on={{
              quote: () => setQuoting(row),
              accept: () => accept.mutate(row),
              decline: () => decline.mutate(row),
            }}
          />
        )}
        create={
          can('createTripRequest') && {
            dialog: (onClose) => (
              <FieldDialog
                write="POST /api/v1/ops/trip-requests"
                title={w.create}
                submitLabel={w.submit}
                done={w.created}
                changes={['trip_request']}
                fields={[
                  { name: 'contact', label: w.contact },
                  { name: 'from', label: w.from },
                  { name: 'to', label: w.to },
                  { name: 'wantedAt', label: w.wanted },
                  { name: 'passengerCount', label: w.passengers, initial: '1' },
                  { name: 'notes', label: w.notes },
                ]}
                onClose={onClose}
              />
            ),
          }
        }
      />
      {quoting ? (
        <FieldDialog
          write="POST /api/v1/ops/trip-requests/{id}/quote"
          path={{ id: quoting.id }}
          title={w.quote}
          submitLabel={w.quote}
          done={w.quoted}
          changes={['trip_request']}
          body={(values) =>
            ({
              ...values,
              quoteMinor: minorOf(values.quoteMinor, String(values.currency ?? '').toUpperCase()),
            }) as never
          }
          fields={[
            { name: 'quoteMinor', label: w.price, kind: 'text' },
            { name: 'currency', label: w.currency, initial: quoting.currency ?? 'USD' },
            { name: 'validUntil', label: w.validUntil },
          ]}
          onClose={() => setQuoting(null)}
        />
      ) : null}
    </>
  )
}
