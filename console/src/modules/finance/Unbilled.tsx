import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useAction } from '#ui/useAction.ts'
import { m } from './strings.ts'

const w = m.unbilled

/** Flights that nobody was charged for: what keeps each of them. */
export default function Unbilled() {
  const can = useCan()
  const unbilled = useQuery({
    queryKey: ['charge', 'unbilled'],
    queryFn: () => get('/api/v1/finance/unbilled'),
  })
  const charge = useAction({
    run: (id: string) => post('/api/v1/finance/flights/{id}/charge', { path: { id } }),
    done: w.charged,
    changes: ['charge'],
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={unbilled}>
        {({ items, total }) => (
          <>
            <PlainTable
              label={w.title}
              rows={items}
              rowKey={(flight) => flight.flightId}
              empty={w.empty}
              row={(flight) => (
                <>
                  <td>
                    <DateOf on={flight.on} />
                  </td>
                  <td>
                    <AppLink to={`/flights/${flight.flightId}`}>{flight.aircraftRegistration}</AppLink>
                  </td>
                  <td>{flight.reasons.map(({ message }) => message).join('; ')}</td>
                  <td>
                    {can('chargeFlight') && flight.reasons.every(({ reason }) => reason === 'not_charged') ? (
                      <Button
                        size="compact-xs"
                        variant="light"
                        onClick={() => charge.mutate(flight.flightId)}
                      >
                        {w.charge}
                      </Button>
                    ) : null}
                  </td>
                </>
              )}
            />
            {total > items.length ? <p className="dim">{w.more(items.length, total)}</p> : null}
          </>
        )}
      </Loaded>
    </>
  )
}
