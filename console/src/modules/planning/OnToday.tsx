import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import { TodayList } from '#ui/TodayList.tsx'
import { sessionStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.today

/** Who else takes part. */
const othersOf = (
  { instructorId, instructorName, participants }: RecordOf<'planning_session'>,
  crewId: string,
) =>
  [
    ...(instructorName && instructorId !== crewId ? [instructorName] : []),
    ...participants.filter((other) => other.crewId !== crewId).map(({ displayName }) => displayName),
  ].join(', ')

/** The next bookings of the person who is signed in, and what stands in the way of each. Hidden without any. */
export function MyNext({ crewId }: { crewId: string }) {
  const [from] = useState(() => new Date().toISOString())
  const next = useQuery({
    queryKey: ['planning_session', 'next', crewId],
    queryFn: () =>
      get('/api/v1/planning/sessions', {
        query: { person_id: crewId, from, sort: 'startsAt', page_size: 20 },
      }),
  })
  const sessions = (next.data?.items ?? []).filter(({ status }) =>
    ['tentative', 'confirmed', 'checked_out'].includes(status),
  )
  if (sessions.length === 0) return null
  return (
    <TodayList
      title={w.next}
      empty=""
      isPending={next.isPending}
      all={<AppLink to="/schedule">{w.all}</AppLink>}
      items={sessions.slice(0, 4).map((session) => ({
        id: session.id,
        to: `/schedule/sessions/${session.id}`,
        label: [session.aircraftRegistration ?? session.resourceName, session.title]
          .filter(Boolean)
          .join(' · '),
        detail: (
          <>
            <Instant at={session.startsAt} /> {session.riskReason ?? othersOf(session, crewId)}
          </>
        ),
        end: session.riskReason ? (
          <StatusBadge tone="amber">{w.atRisk}</StatusBadge>
        ) : (
          <StateBadge of={sessionStates} state={session.status} />
        ),
      }))}
    />
  )
}
