import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { t } from './strings.ts'

const w = t.page
type Trip = RecordOf<'trip'>
type Release = Answer<'GET', '/api/v1/ops/trips/{id}/release'>
export type Item = Release['items'][number]

export const isComplete = ({ legs }: Trip) =>
  legs.length > 0 &&
  legs.every((leg) =>
    [leg.fromAirport, leg.toAirport, leg.plannedOffBlockAt, leg.plannedOnBlockAt, leg.aircraftId].every(
      Boolean,
    ),
  )

/** The items as they are now; of a trip that is released, as the release has them. */
export const useChecklist = (trip: Trip) =>
  useQuery({
    queryKey: ['trip', trip.id, 'checklist', trip.version],
    queryFn: () =>
      trip.releaseId
        ? get('/api/v1/ops/trips/{id}/release', { path: { id: trip.id } })
        : get('/api/v1/ops/trips/{id}/checklist', { path: { id: trip.id } }),
    enabled: isComplete(trip),
  })

/** What a dispatcher goes through before the release, and who authorized it. */
export function Checklist({ trip }: { trip: Trip }) {
  const checklist = useChecklist(trip)
  const release = useQuery({
    queryKey: ['trip', trip.id, 'release', trip.version],
    queryFn: () => get('/api/v1/ops/trips/{id}/release', { path: { id: trip.id } }),
    enabled: isComplete(trip),
  })
  return (
    <Section title={w.checklist}>
      {isComplete(trip) ? null : <p className="dim">{w.notComplete}</p>}
      {release.data ? <Standing release={release.data} /> : null}
      {checklist.error ? <ErrorState error={checklist.error} onRetry={() => checklist.refetch()} /> : null}
      {checklist.data ? (
        <PlainTable
          label={w.checklist}
          rows={checklist.data.items}
          rowKey={({ key }) => key}
          row={(item) => (
            <>
              <td>
                {item.title}
                {item.reason && item.state !== 'green' ? <div className="dim">{item.reason}</div> : null}
                {item.waivedBy ? (
                  <div className="dim">{w.waived(item.waivedBy, item.waiverReason ?? '')}</div>
                ) : null}
              </td>
              <td>
                <StatusBadge tone={item.state}>{w[item.state]}</StatusBadge>
              </td>
            </>
          )}
        />
      ) : null}
    </Section>
  )
}

function Standing({ release }: { release: Release }) {
  if (release.id === null) return null
  if (release.voidReason !== null)
    return (
      <Notice tone="amber" title={w.voided}>
        {release.voidReason}
      </Notice>
    )
  const line = (as: string, name: string | null) => (name ? w.authorized(as, name) : w.waiting(as))
  return (
    <p>
      {line(w.dispatcher, release.dispatcherName)}. {line(w.pic, release.picName)}.
    </p>
  )
}
