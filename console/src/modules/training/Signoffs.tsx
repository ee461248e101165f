import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { signoffStates } from './kind.ts'
import { signoffs as w } from './signStrings.ts'

type Enrollment = RecordOf<'training_enrollment'>
type Signoff = RecordOf<'training_signoff'>
const changes = ['training_signoff', 'training_enrollment']
const nameOf = ({ kind, itemCode, itemTitle, stageTitle }: Signoff) =>
  kind === 'item' ? `${itemCode} ${itemTitle}` : `${w.kinds[kind]} ${stageTitle ?? ''}`.trim()

/** Everything that was signed off for a student, and what takes it back. */
export function Signoffs({ enrollment }: { enrollment: Enrollment }) {
  const can = useCan()
  const [revoking, setRevoking] = useState<Signoff | null>(null)
  const signed = useQuery({
    queryKey: ['training_signoff', enrollment.id],
    queryFn: () =>
      get('/api/v1/training/signoffs', { query: { enrollment_id: enrollment.id, page_size: 100 } }),
  })
  const sign = useAction({
    run: (kind: 'exam' | 'final') =>
      post('/api/v1/training/signoffs', { body: { enrollmentId: enrollment.id, kind } }),
    done: w.signed,
    changes,
  })
  const revoke = useAction({
    run: ({ id, reason }: { id: string; reason: string }) =>
      post('/api/v1/training/signoffs/{id}/revoke', { path: { id }, body: { reason } }),
    done: w.revoked,
    changes,
    quiet: true,
  })
  const isOpen = enrollment.status === 'active' && can('createTrainingSignoff')
  return (
    <Section
      title={w.title}
      actions={
        isOpen
          ? (['exam', 'final'] as const).map((kind) => (
              <Button key={kind} size="compact-sm" variant="default" onClick={() => sign.mutate(kind)}>
                {w[kind]}
              </Button>
            ))
          : null
      }
    >
      <Loaded query={signed}>
        {({ items }) => (
          <PlainTable
            label={w.title}
            rows={items}
            rowKey={({ id }) => id}
            empty={w.empty}
            row={(signoff) => (
              <>
                <td>
                  {nameOf(signoff)}
                  <div className="dim">
                    {formatDate(signoff.signedOn)} ·{' '}
                    <AppLink to={`/training/instructors/${signoff.instructorId}`}>
                      {signoff.instructorName}
                    </AppLink>
                    {signoff.revokeReason ? ` · ${signoff.revokeReason}` : null}
                  </div>
                </td>
                <td>
                  <StateBadge of={signoffStates} state={signoff.status} />
                </td>
                <td>
                  {signoff.status === 'valid' && can('revokeTrainingSignoff') ? (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-label={`${w.revoke} ${nameOf(signoff)}`}
                      onClick={() => setRevoking(signoff)}
                    >
                      {w.revoke}
                    </Button>
                  ) : null}
                </td>
              </>
            )}
          />
        )}
      </Loaded>
      {revoking ? (
        <ConfirmDialog
          title={w.revokeTitle(nameOf(revoking))}
          confirm={w.revoke}
          isDangerous
          reasonLabel={w.reason}
          onConfirm={(reason) => revoke.mutateAsync({ id: revoking.id, reason })}
          onClose={() => setRevoking(null)}
        >
          {w.revokeText}
        </ConfirmDialog>
      ) : null}
    </Section>
  )
}

/** Signs the check of a stage as the instructor. */
export function StageCheckButton({
  enrollment,
  stage,
}: {
  enrollment: Enrollment
  stage: { id: string; title: string }
}) {
  const can = useCan()
  const sign = useAction({
    run: () =>
      post('/api/v1/training/signoffs', {
        body: { enrollmentId: enrollment.id, kind: 'stage_check', stageId: stage.id },
      }),
    done: w.stageChecked,
    changes,
  })
  if (!can('createTrainingSignoff') || !['enrolled', 'active'].includes(enrollment.status)) return null
  return (
    <Button
      size="compact-xs"
      variant="light"
      aria-label={`${w.stageCheck} ${stage.title}`}
      loading={sign.isPending}
      onClick={() => sign.mutate()}
    >
      {w.stageCheck}
    </Button>
  )
}
