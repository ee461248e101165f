import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { allows } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Files } from '#ui/Files.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { squawkStates } from './kind.ts'
import { SquawkActions } from './SquawkActions.tsx'
import { sendSquawkFile } from './squawkFile.ts'
import { t } from './squawkStrings.ts'

const w = t.page
type Squawk = RecordOf<'squawk'>

export default function SquawkPage() {
  const id = useParam('id')
  const squawk = useQuery({
    queryKey: ['squawk', id],
    queryFn: () => get('/api/v1/maintenance/squawks/{id}', { path: { id } }),
  })
  return <Loaded query={squawk}>{(data) => <SquawkRecord squawk={data} />}</Loaded>
}

function SquawkRecord({ squawk }: { squawk: Squawk }) {
  const attach = useAction({
    run: (file: File) => sendSquawkFile(squawk.id, file),
    done: w.attached,
    changes: ['squawk'],
  })
  return (
    <RecordPage
      title={`${squawk.number} · ${squawk.title}`}
      id={squawk.id}
      badge={<StateBadge of={squawkStates} state={squawk.status} />}
      back={{ to: '/maintenance/squawks', label: w.back }}
      actions={<SquawkActions squawk={squawk} />}
    >
      {squawk.isGrounding ? <Notice tone="red">{w.grounded}</Notice> : null}
      {squawk.deferralId ? <Deferred id={squawk.deferralId} /> : null}
      <Facts items={factsOf(squawk)} />
      {squawk.description ? (
        <Section title={w.description}>
          <p>{squawk.description}</p>
        </Section>
      ) : null}
      {squawk.resolution ? (
        <Section title={w.resolution}>
          <p>{squawk.resolution.text}</p>
          <p className="dim">
            {squawk.resolution.signedByName ? `${w.signedBy(squawk.resolution.signedByName)}, ` : null}
            <Instant at={squawk.resolution.resolvedAt} />
          </p>
        </Section>
      ) : null}
      <Files
        title={w.files}
        files={squawk.files}
        href={(file) => `/api/v1/maintenance/squawks/${squawk.id}/files/${file.id}`}
        attachLabel={w.attach}
        onAttach={allows('squawk', 'attach', squawk) ? (file) => attach.mutate(file) : undefined}
        isAttaching={attach.isPending}
      />
      <Similar squawkId={squawk.id} />
    </RecordPage>
  )
}

function factsOf(squawk: Squawk): Parameters<typeof Facts>[0]['items'] {
  const link = (to: string | null, label: string) => (to ? <AppLink to={to}>{label}</AppLink> : null)
  const squawkLink = (id: string | null) => link(id && `/maintenance/squawks/${id}`, w.openSquawk)
  return [
    [
      w.aircraft,
      link(squawk.aircraftId && `/aircraft/${squawk.aircraftId}`, squawk.aircraftRegistration ?? '') ??
        squawk.aircraftType,
    ],
    [w.found, <Instant key="found" at={squawk.foundAt} />],
    [w.phase, labelOf('squawk.phase', squawk.phase)],
    [w.foundBy, squawk.foundByName],
    [w.reportedBy, squawk.reportedByName],
    [w.ata, squawk.ataChapter],
    [w.flight, link(squawk.flightId && `/flights/${squawk.flightId}`, w.openFlight)],
    [w.order, link(squawk.workOrderId && `/maintenance/work-orders/${squawk.workOrderId}`, w.openOrder)],
    [w.duplicateOf, squawkLink(squawk.duplicateOfId)],
    [w.recursOf, squawkLink(squawk.recursOfId)],
  ]
}

function Deferred({ id }: { id: string }) {
  const deferral = useQuery({
    queryKey: ['deferral', id],
    queryFn: () => get('/api/v1/maintenance/deferrals/{id}', { path: { id } }),
  })
  if (!deferral.data) return null
  const { expiresOn, limitations } = deferral.data
  return (
    <Notice tone="amber">
      {expiresOn ? w.deferral(expiresOn) : w.deferralOpen}{' '}
      {limitations.map((name) => labelOf('deferral.limitations', name)).join(', ')}
    </Notice>
  )
}

function Similar({ squawkId }: { squawkId: string }) {
  const similar = useQuery({
    queryKey: ['squawk', 'similar', squawkId],
    queryFn: () => get('/api/v1/maintenance/squawks/{id}/similar', { path: { id: squawkId } }),
  })
  return (
    <Section title={w.similar}>
      <PlainTable
        label={w.similar}
        rows={(similar.data?.items ?? []).slice(0, 5)}
        rowKey={({ id }) => id}
        empty={similar.isPending ? '' : w.noSimilar}
        row={(row) => (
          <>
            <td>
              <AppLink to={`/maintenance/squawks/${row.id}`}>{row.title}</AppLink>
            </td>
            <td>{row.aircraftRegistration ?? row.aircraftType}</td>
            <td>{row.resolution}</td>
            <td>
              <DateOf on={row.foundOn} />
            </td>
          </>
        )}
      />
    </Section>
  )
}
