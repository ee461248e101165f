import { Button } from '@mantine/core'
import { useOutbox, type Waiting } from '#api/outbox.ts'
import { useSession } from '#api/session.ts'
import { s } from '../strings.ts'
import { readDraft, writeDraft } from './form/draft.ts'
import { Instant } from './Instant.tsx'
import { PlainTable } from './PlainTable.tsx'
import { useGo } from './place.ts'
import { Section } from './RecordPage.tsx'
import { showDone } from './useAction.ts'

const w = s.outbox

/** What waits on this device, and what the server refused of it. */
export default function Outbox({ onRetry }: { onRetry: () => void }) {
  const { waiting, discard } = useOutbox()
  return (
    <Section
      title={w.waiting}
      actions={
        <Button variant="default" onClick={onRetry}>
          {w.retry}
        </Button>
      }
    >
      <p className="dim">{w.hint}</p>
      <PlainTable
        label={w.waiting}
        rows={[...waiting]}
        rowKey={({ key }) => key}
        row={(entry) => (
          <>
            <td>
              {entry.label}
              <div className={entry.refused ? undefined : 'dim'}>
                {entry.refused ? w.refused(entry.refused) : <Instant at={entry.at} />}
              </div>
            </td>
            <td>
              <Button.Group>
                {entry.refused ? <Correct entry={entry} discard={discard} /> : null}
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${w.discard} ${entry.label}`}
                  onClick={() => discard(entry.key)}
                >
                  {w.discard}
                </Button>
              </Button.Group>
            </td>
          </>
        )}
      />
    </Section>
  )
}

/** Opens what the server refused in its form again, as it was typed. */
function Correct({ entry, discard }: { entry: Waiting; discard: (key: string) => void }) {
  const { user } = useSession()
  const go = useGo()
  const { to, search, draft: typed } = entry.form
  const correct = async () => {
    if (typed) {
      const draft = { userId: user.id, key: typed.key, place: 'device' as const }
      if (readDraft(draft)) return showDone(w.formInUse)
      writeDraft(draft, typed.values)
    }
    discard(entry.key)
    await go('')
    await go(to, search)
  }
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={`${w.correct} ${entry.label}`}
      onClick={() => void correct()}
    >
      {typed ? w.correct : w.open}
    </Button>
  )
}
