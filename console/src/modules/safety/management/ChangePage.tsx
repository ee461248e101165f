import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel } from '#api/move.ts'
import { useCan } from '#api/session.ts'
import type { SafetyChange } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { changeStates } from '../kind.ts'
import { toneOf } from './Matrix.tsx'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.changes

export default function ChangePage() {
  const id = useParam('id')
  const change = useQuery({
    queryKey: ['safety_change', id],
    queryFn: () => get('/api/v1/safety/changes/{id}', { path: { id } }),
  })
  return <Loaded query={change}>{(data) => <ChangeRecord change={data} />}</Loaded>
}

function ChangeRecord({ change }: { change: SafetyChange }) {
  const can = useCan()
  const [dialog, setDialog] = useState<'hazard' | 'reject' | 'review' | null>(null)
  const path = { id: change.id }
  const approve = useAction({
    run: () => post('/api/v1/safety/changes/{id}/approve', { path, body: {} }),
    done: w.moved('approved'),
    changes: ['safety_change'],
  })
  const implement = useAction({
    run: () => post('/api/v1/safety/changes/{id}/implement', { path }),
    done: w.moved('implemented'),
    changes: ['safety_change'],
  })
  const decide = useAction({
    run: ({ to, reason }: { to: 'reject' | 'review'; reason: string }) =>
      to === 'reject'
        ? post('/api/v1/safety/changes/{id}/reject', { path, body: { reason } })
        : post('/api/v1/safety/changes/{id}/review', { path, body: { reviewNote: reason } }),
    changes: ['safety_change'],
    quiet: true,
  })
  return (
    <RecordPage
      title={change.title}
      id={change.id}
      badge={<StateBadge of={changeStates} state={change.status} />}
      back={{ to: '/safety/changes', label: w.back }}
      actions={
        <MoveButtons
          kind="safety_change"
          record={change}
          isBusy={approve.isPending || implement.isPending}
          on={{
            approve: () => approve.mutate(),
            reject: () => setDialog('reject'),
            implement: () => implement.mutate(),
            review: () => setDialog('review'),
          }}
        />
      }
    >
      <Facts
        items={[
          [w.kind, labelOf('safety_change.kind', change.kind)],
          [w.owner, change.owner],
          [w.planned, <DateOf key="planned" on={change.plannedOn} />],
          [w.review, <DateOf key="review" on={change.reviewOn} />],
          [w.decided, change.decidedByName],
          [w.reason, change.decisionReason],
          [w.description, change.description],
          [w.reviewNote, change.reviewNote],
        ]}
      />
      <Section
        title={w.hazards}
        actions={
          can('linkChangeHazard') ? (
            <Button variant="default" onClick={() => setDialog('hazard')}>
              {w.addHazard}
            </Button>
          ) : null
        }
      >
        {change.hazards.length === 0 ? (
          <p className="dim">{t.none}</p>
        ) : (
          <ul className={classes.lines}>
            {change.hazards.map((hazard) => (
              <li key={hazard.hazardId}>
                <AppLink to={`/safety/risks/${hazard.hazardId}`}>{hazard.title}</AppLink>{' '}
                <span className={classes.rated} data-tone={toneOf(hazard.tolerability ?? '')}>
                  {hazard.tolerability ? t.matrix.words[hazard.tolerability] : w.notAssessed}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {dialog === 'hazard' ? <NameHazard changeId={change.id} onClose={() => setDialog(null)} /> : null}
      {dialog === 'reject' || dialog === 'review' ? (
        <ConfirmDialog
          title={dialog === 'reject' ? w.rejectTitle(change.title) : w.reviewTitle(change.title)}
          confirm={moveLabel('safety_change', dialog)}
          reasonLabel={dialog === 'reject' ? w.reason : w.reviewNote}
          onConfirm={(reason) => decide.mutateAsync({ to: dialog, reason })}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </RecordPage>
  )
}

function NameHazard({ changeId, onClose }: { changeId: string; onClose: () => void }) {
  return (
    <FieldDialog
      title={w.addHazard}
      submitLabel={w.addHazard}
      done={w.hazardAdded}
      changes={['safety_change']}
      write="POST /api/v1/safety/changes/{id}/hazards"
      path={{ id: changeId }}
      fields={[{ name: 'hazardId', label: w.hazard }]}
      onClose={onClose}
    />
  )
}
