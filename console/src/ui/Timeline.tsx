import { Skeleton } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { FieldChange } from '#api/types.ts'
import { s, sentence } from '../strings.ts'
import { Changes } from './Changes.tsx'
import { ErrorState } from './ErrorState.tsx'
import { Instant } from './Instant.tsx'
import classes from './Timeline.module.css'

/** "flight.approved" → "Approved": the record's own page does not repeat its kind. */
const verb = (action: string) => sentence(action.split('.').slice(1).join(' ') || action)

/** The first entry would repeat everything on the record's page. */
const isFirst = (changes: FieldChange[]) =>
  changes.length > 3 && changes.every((change) => change.before === null)

export const timelineOf = (subjectId: string) =>
  queryOptions({
    queryKey: ['timeline', subjectId],
    queryFn: () => get('/api/v1/timeline/{subjectId}', { path: { subjectId } }),
  })

/** "Submitted" says it already: draft → submitted would say it again, in the words of the API. */
const beyondVerb = (action: string, changes: FieldChange[]) =>
  action.endsWith('.updated') ? changes : changes.filter(({ field }) => !/^(status|state)$/.test(field))

/** The events of a record: who, what, when, and with which key or session. */
export function Timeline({ subjectId }: { subjectId: string }) {
  const timeline = useQuery(timelineOf(subjectId))
  if (timeline.isError) return <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />
  if (timeline.isPending) return <Skeleton height={120} />
  if (timeline.data.length === 0) return <p className="dim">{s.record.nothingYet}</p>
  return (
    <ol className={classes.timeline}>
      {timeline.data.map((entry) => (
        <li key={entry.id}>
          <div>
            <strong>{verb(entry.action)}</strong>{' '}
            <span className="dim">
              <Instant at={entry.occurredAt} />
            </span>
          </div>
          <div className="dim">{[entry.actor.name, s.record.via[entry.via]].filter(Boolean).join(' · ')}</div>
          {isFirst(entry.changes) ? null : <Changes changes={beyondVerb(entry.action, entry.changes)} />}
        </li>
      ))}
    </ol>
  )
}
