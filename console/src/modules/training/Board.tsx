import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useGo } from '#ui/place.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { t } from './strings.ts'
import classes from './training.module.css'

const w = t.board
type Row = Answer<'GET', '/api/v1/training/board'>['items'][number]

/** Who is in training, and who needs the chief instructor. */
export default function Board() {
  const can = useCan()
  const go = useGo()
  const board = useQuery({
    queryKey: ['training_enrollment', 'board'],
    queryFn: () => get('/api/v1/training/board'),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        {can('createLessonRecord') ? (
          <Button onClick={() => go('/training/lessons/new')}>{w.record}</Button>
        ) : null}
      </PageHeader>
      <Loaded query={board}>
        {({ items, stuck }) => (
          <>
            <p className="dim">{w.stuck(stuck)}</p>
            <PlainTable
              label={w.title}
              rows={items}
              rowKey={(row) => row.enrollmentId}
              row={cellsOf}
              empty={w.empty}
            />
          </>
        )}
      </Loaded>
    </>
  )
}

const cellsOf = (row: Row) => (
  <>
    <td>
      <AppLink to={`/training/enrollments/${row.enrollmentId}`}>{row.personName}</AppLink>
      <div className="dim">
        {row.programCode} · {row.primaryInstructorName ?? t.student.none}
      </div>
      <div className={classes.reasons}>
        {row.isReady ? <StatusBadge tone="green">{w.ready}</StatusBadge> : null}
        {row.reasons.map((reason) => (
          <StatusBadge key={reason} tone={reason === 'disputed' ? 'red' : 'amber'}>
            {labelOf('getTrainingBoard.items.reasons', reason)}
          </StatusBadge>
        ))}
        {!row.isReady && row.reasons.length === 0 ? <span className="dim">{w.fine}</span> : null}
      </div>
    </td>
    <td className={classes.share}>
      {row.percent} %<div className="dim">{`${row.lessonsDone} / ${row.lessonsTotal}`}</div>
    </td>
    <td>
      {row.nextLesson}
      <div className="dim">{row.projectedOn ? `${w.projected} ${formatDate(row.projectedOn)}` : null}</div>
    </td>
  </>
)
