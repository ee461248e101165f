import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useOutbox } from '#api/outbox.ts'
import { refresh } from '#api/refresh.ts'
import { Instant } from '#ui/Instant.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useGo } from '#ui/place.ts'
import { Section } from '#ui/RecordPage.tsx'
import { showNextStep } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.form

/** The lessons that wait on this device, as long as there are any. */
export function Outbox() {
  const { waiting, discard, flush } = useLessonOutbox()
  if (waiting.length === 0) return null
  return (
    <Section
      title={w.waiting}
      actions={
        <Button variant="default" onClick={() => void flush()}>
          {w.retry}
        </Button>
      }
    >
      <p className="dim">{w.waitingHint}</p>
      <PlainTable
        label={w.waiting}
        rows={[...waiting]}
        rowKey={({ key }) => key}
        row={({ key, label, at, refused }) => (
          <>
            <td>
              {label}
              <div className="dim">{refused ? `${w.refused}: ${refused}` : <Instant at={at} />}</div>
            </td>
            <td>
              <Button
                size="compact-xs"
                variant="light"
                color="red"
                aria-label={`${w.discard} ${label}`}
                onClick={() => discard(key)}
              >
                {w.discard}
              </Button>
            </td>
          </>
        )}
      />
    </Section>
  )
}

/** What waits, and a toast that leads to each lesson once it was sent. */
export function useLessonOutbox() {
  const queryClient = useQueryClient()
  const go = useGo()
  return useOutbox(({ label }, answer) => {
    void refresh(queryClient, ['training_lesson', 'training_enrollment'])
    const { id } = answer as { id: string }
    showNextStep(w.sent(label), w.open, () => void go(`/training/lessons/${id}`))
  })
}
