import { Button } from '@mantine/core'
import type { Answer } from '#api/answer.ts'
import { post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'
import classes from './training.module.css'

const w = t.student
type Enrollment = RecordOf<'training_enrollment'>
type ProgressForm = Answer<'GET', '/api/v1/training/enrollments/{id}/progress'>

/** The items lesson by lesson. Those of lessons that were flown and are not signed off are open to see. */
export function StudentItems({ progress, enrollment }: { progress: ProgressForm; enrollment: Enrollment }) {
  const items = [...progress.left, ...progress.done]
  const lessons = progress.stages
    .flatMap((stage) => stage.lessons)
    .map((lesson) => ({ lesson, items: items.filter(({ lessonId }) => lessonId === lesson.id) }))
    .filter((group) => group.items.length > 0)
  if (lessons.length === 0)
    return (
      <Section title={w.items}>
        <p className="dim">{w.noItems}</p>
      </Section>
    )
  return (
    <Section title={w.items}>
      {lessons.map(({ lesson, items }) => {
        const signed = items.filter(({ signoffId }) => signoffId !== null).length
        const isOpen = lesson.state === 'next' || (lesson.attempts > 0 && signed < items.length)
        return (
          <details key={lesson.id} open={isOpen} className={classes.fold}>
            <summary>
              <strong>{lesson.code}</strong> {lesson.title}{' '}
              <span className="dim">{w.signedOf(signed, items.length)}</span>
            </summary>
            <LessonItems label={`${w.items} ${lesson.code}`} items={items} enrollment={enrollment} />
          </details>
        )
      })}
    </Section>
  )
}

type LessonItemsProps = { label: string; items: ProgressForm['left']; enrollment: Enrollment }

function LessonItems({ label, items, enrollment }: LessonItemsProps) {
  const can = useCan()
  const signOff = useAction({
    run: (itemId: string) =>
      post('/api/v1/training/signoffs', { body: { enrollmentId: enrollment.id, kind: 'item', itemId } }),
    done: w.signedOff,
    changes: ['training_signoff', 'training_enrollment'],
  })
  const isOpen = enrollment.status === 'enrolled' || enrollment.status === 'active'
  return (
    <PlainTable
      label={label}
      rows={items}
      rowKey={({ id }) => id}
      row={(item) => (
        <>
          <td>
            <strong>{item.code}</strong> {item.title}
            <div className="dim">{item.standard}</div>
          </td>
          <td>
            {item.signedOn ? (
              `${item.level} · ${formatDate(item.signedOn)}`
            ) : isOpen && can('createTrainingSignoff') ? (
              <Button
                size="compact-xs"
                variant="light"
                aria-label={`${w.signOff} ${item.code}`}
                onClick={() => signOff.mutate(item.id)}
              >
                {w.signOff}
              </Button>
            ) : null}
          </td>
        </>
      )}
    />
  )
}
