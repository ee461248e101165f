import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
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
type Item = Answer<'GET', '/api/v1/finance/unbilled'>['items'][number]
const isReady = ({ reasons }: Item) => reasons.every(({ reason }) => reason === 'not_charged')

/** What took place and nobody was charged for: what keeps each of it. */
export default function Unbilled() {
  const can = useCan()
  const unbilled = useQuery({
    queryKey: ['charge', 'unbilled'],
    queryFn: () => get('/api/v1/finance/unbilled'),
  })
  const charge = useAction({
    run: (_all: null) => post('/api/v1/finance/unbilled/charge', {}),
    done: ({ charged }) => w.charged(charged),
    changes: ['charge'],
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={unbilled}>
        {({ items, total }) => (
          <>
            {can('chargeUnbilled') && items.some(isReady) ? (
              <Button mb="sm" onClick={() => charge.mutate(null)}>
                {w.charge}
              </Button>
            ) : null}
            <PlainTable
              label={w.title}
              rows={items}
              rowKey={({ source }) => source.id}
              empty={w.empty}
              row={({ source, label, on, reasons }) => (
                <>
                  <td>
                    <DateOf on={on} />
                  </td>
                  <td>
                    {source.type === 'fbo_order_line' ? (
                      label
                    ) : (
                      <AppLink
                        to={`/${source.type === 'flight' ? 'flights' : 'schedule/sessions'}/${source.id}`}
                      >
                        {label}
                      </AppLink>
                    )}
                  </td>
                  <td>{reasons.map(({ message }) => message).join('; ')}</td>
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
