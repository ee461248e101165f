import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { MaintenanceCompletion, MaintenanceItem } from '#api/types.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { formatMeter } from '#ui/hours.ts'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { Complete } from './Complete.tsx'
import { findingTexts } from './findingWords.ts'
import classes from './maintenance.module.css'
import { t } from './strings.ts'

const w = t.history

/** Every completion, newest first. Corrected entries stay, with a mark. */
export function History({ item }: { item: MaintenanceItem }) {
  const can = useCan()
  const [wrong, setWrong] = useState<MaintenanceCompletion | null>(null)
  const history = useInfiniteQuery({
    queryKey: ['maintenance_item', item.id, 'history'],
    queryFn: ({ pageParam }) =>
      get('/api/v1/maintenance/items/{id}/history', {
        path: { id: item.id },
        query: pageParam ? { cursor: pageParam } : {},
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  })
  return (
    <Loaded query={history}>
      {({ pages }) => {
        const entries = pages.flatMap((page) => page.items)
        if (entries.length === 0) return <EmptyState title={w.empty} hint={w.emptyHint} />
        return (
          <>
            <ol className={classes.history}>
              {entries.map((entry) => (
                <li key={entry.id} data-corrected={entry.correctedById !== null || undefined}>
                  <Entry entry={entry} />
                  {entry.id === item.lastCompletionId && can('completeMaintenanceItem') ? (
                    <Button size="compact-xs" variant="default" onClick={() => setWrong(entry)}>
                      {w.correct}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ol>
            {history.hasNextPage ? (
              <Button
                mt="sm"
                variant="default"
                loading={history.isFetchingNextPage}
                onClick={() => void history.fetchNextPage()}
              >
                {w.more}
              </Button>
            ) : null}
            {wrong ? <Complete item={item} corrects={wrong} onClose={() => setWrong(null)} /> : null}
          </>
        )
      }}
    </Loaded>
  )
}

function Entry({ entry }: { entry: MaintenanceCompletion }) {
  const meterValues = (['hobbs', 'tach', 'air', 'cycles'] as const).flatMap((meter) => {
    const stood = entry[`${meter}Hundredths`]
    return stood === null
      ? []
      : [`${labelOf('MaintenanceLimit.counter', meter)} ${formatMeter(meter, stood)}`]
  })
  const by = [entry.performedBy, entry.certificateKind, entry.certificateNumber].filter(Boolean).join(', ')
  return (
    <div className={classes.entry}>
      <div>
        <strong>
          <DateOf on={entry.doneOn} />
        </strong>{' '}
        {w.by(by)}
        {entry.correctedById ? (
          <>
            {' '}
            <StatusBadge tone="neutral">{w.corrected}</StatusBadge>
          </>
        ) : null}
        {entry.correctsId ? (
          <>
            {' '}
            <StatusBadge tone="info">{w.correction}</StatusBadge>
          </>
        ) : null}
      </div>
      <div className="dim">
        {[...meterValues, ...findingTexts(entry.findings), entry.reference].filter(Boolean).join(' · ')}
      </div>
      {entry.note ? <p>{entry.note}</p> : null}
      <div className="dim">
        {w.recorded} <Instant at={entry.recordedAt} /> {w.recordedBy(entry.recordedBy)}
      </div>
    </div>
  )
}
