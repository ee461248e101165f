import { Button } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { onUse } from '#ui/onUse.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { endorsementStates } from './kind.ts'
import { endorsements as w } from './signStrings.ts'

const GiveEndorsement = onUse(async () => (await import('./GiveEndorsement.tsx')).GiveEndorsement)
type Endorsement = RecordOf<'training_endorsement'>

const columns: Column<Endorsement>[] = [
  {
    id: 'person',
    header: w.person,
    cell: ({ crewId, personName }) => <AppLink to={`/people/${crewId}`}>{personName}</AppLink>,
    text: ({ personName }) => personName,
  },
  {
    id: 'title',
    header: w.template,
    cell: ({ template, title, text }) => <span title={text}>{`${template} ${title}`}</span>,
    text: ({ template, title }) => `${template} ${title}`,
    isWide: true,
  },
  {
    id: 'givenOn',
    header: w.given,
    sort: 'givenOn',
    cell: ({ givenOn }) => formatDate(givenOn),
    text: ({ givenOn }) => givenOn,
  },
  {
    id: 'validUntilOn',
    header: w.until,
    cell: ({ validUntilOn }) => (validUntilOn ? formatDate(validUntilOn) : w.noEnd),
    text: ({ validUntilOn }) => validUntilOn ?? '',
  },
  {
    id: 'instructor',
    header: w.instructor,
    cell: ({ instructorId, instructorName }) => (
      <AppLink to={`/training/instructors/${instructorId}`}>{instructorName}</AppLink>
    ),
    text: ({ instructorName }) => instructorName,
  },
  {
    id: 'status',
    header: w.status,
    cell: ({ status }) => <StateBadge of={endorsementStates} state={status} />,
    text: ({ status }) => labelOf('training_endorsement.status', status),
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('training_endorsement.status') },
  { id: 'template', label: w.template, options: optionsOf('training_endorsement.template') },
]

export default function EndorsementList() {
  const can = useCan()
  const [revoking, setRevoking] = useState<Endorsement | null>(null)
  const revoke = useAction({
    run: ({ id, reason }: { id: string; reason: string }) =>
      post('/api/v1/training/endorsements/{id}/revoke', { path: { id }, body: { reason } }),
    done: w.revoked,
    changes: ['training_endorsement', 'compliance_record'],
    quiet: true,
  })
  return (
    <>
      <RecordList
        id="endorsements"
        subject="training_endorsement"
        words={w}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/training/endorsements', { query })}
        rowName={({ title, personName }) => `${title}, ${personName}`}
        rowActions={(endorsement) =>
          endorsement.status === 'valid' && can('revokeEndorsement') ? (
            <Button size="compact-xs" variant="default" onClick={() => setRevoking(endorsement)}>
              {w.revoke}
            </Button>
          ) : null
        }
        create={can('createEndorsement') && { dialog: (onClose) => <GiveEndorsement onClose={onClose} /> }}
      />
      {revoking ? (
        <ConfirmDialog
          title={w.revokeTitle(revoking.title, revoking.personName)}
          confirm={w.revoke}
          isDangerous
          reasonLabel={w.reason}
          onConfirm={(reason) => revoke.mutateAsync({ id: revoking.id, reason })}
          onClose={() => setRevoking(null)}
        >
          {w.revokeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
