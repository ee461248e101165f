import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { vtrStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.records
type Vtr = RecordOf<'vtr'>

export default function VtrPage() {
  const id = useParam('id')
  const vtr = useQuery({
    queryKey: ['vtr', id],
    queryFn: () => get('/api/v1/training/vtr/{id}', { path: { id } }),
  })
  return <Loaded query={vtr}>{(data) => <VtrRecord vtr={data} />}</Loaded>
}

function VtrRecord({ vtr }: { vtr: Vtr }) {
  const link = (id: string | null) => (id ? <AppLink to={`/training/records/${id}`}>{id}</AppLink> : null)
  return (
    <RecordPage
      title={vtr.title}
      id={vtr.id}
      badge={<StateBadge of={vtrStates} state={vtr.status} />}
      back={{ to: '/training/records', label: w.back }}
      actions={<VtrActions vtr={vtr} />}
    >
      <Facts
        title={w.facts}
        items={[
          [
            w.person,
            vtr.enrollmentId ? (
              <AppLink key="student" to={`/training/enrollments/${vtr.enrollmentId}`}>
                {vtr.personName}
              </AppLink>
            ) : (
              vtr.personName
            ),
          ],
          [w.kind, labelOf('vtr.kind', vtr.kind)],
          [w.issued, formatDate(vtr.issuedOn)],
          [w.by, vtr.issuedByName],
          [w.key, vtr.keyId],
          [w.hash, vtr.contentSha256],
          ...(vtr.revokedAt
            ? [
                [w.revokedAt, <Instant key="at" at={vtr.revokedAt} />] as [string, React.ReactNode],
                [w.revokedWhy, vtr.revokeReason] as [string, React.ReactNode],
              ]
            : []),
          ...(vtr.supersedesId ? [[w.supersedes, link(vtr.supersedesId)] as [string, React.ReactNode]] : []),
          ...(vtr.supersededById
            ? [[w.supersededBy, link(vtr.supersededById)] as [string, React.ReactNode]]
            : []),
        ]}
      />
    </RecordPage>
  )
}

function VtrActions({ vtr }: { vtr: Vtr }) {
  const go = useGo()
  const [isRevoking, setRevoking] = useState(false)
  const path = { id: vtr.id }
  const revoke = useAction({
    run: (reason: string) => post('/api/v1/training/vtr/{id}/revoke', { path, body: { reason } }),
    done: w.revoked,
    changes: ['vtr'],
    quiet: true,
  })
  const supersede = useAction({
    run: () => post('/api/v1/training/vtr/{id}/supersede', { path }),
    done: w.superseded,
    changes: ['vtr'],
    onDone: ({ id }) => void go(`/training/records/${id}`),
  })
  return (
    <>
      <Button variant="default" component="a" href={vtr.verifyPath} target="_blank" rel="noreferrer">
        {w.verify}
      </Button>
      <Button variant="default" component="a" href={`/api/v1/training/vtr/${vtr.id}/pack.json`} download>
        {w.pack}
      </Button>
      <MoveButtons
        kind="vtr"
        record={vtr}
        isBusy={supersede.isPending}
        hasPrimary={false}
        on={{ supersede: () => supersede.mutate(), revoke: () => setRevoking(true) }}
      />
      {isRevoking ? (
        <ConfirmDialog
          title={w.revokeTitle(vtr.title)}
          confirm={moveLabel('vtr', 'revoke')}
          isDangerous
          reasonLabel={w.reason}
          onConfirm={(reason) => revoke.mutateAsync(reason)}
          onClose={() => setRevoking(false)}
        >
          {w.revokeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
