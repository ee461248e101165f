import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Hero } from '#ui/Hero.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Notice } from '#ui/Notice.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import { TodayList } from '#ui/TodayList.tsx'
import { formatMinutes } from '#ui/time.ts'
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
export function MyNext({ crewId, standing }: { crewId: string; standing: Standing }) {
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
  const [first, ...others] = sessions
  if (!first) return null
  return (
    <>
      <NextSession session={first} crewId={crewId} standing={standing} />
      {others.length > 0 ? <Later sessions={others} crewId={crewId} isPending={next.isPending} /> : null}
    </>
  )
}

type Session = RecordOf<'planning_session'>
/** What another module says of an aircraft, in a line. */
type Standing = (aircraftId: string) => ReactNode

/** What is next: when, with what and with whom, and everything that stands in the way. */
function NextSession({
  session,
  crewId,
  standing,
}: {
  session: Session
  crewId: string
  standing: Standing
}) {
  const { riskReason, aircraftId, startsAt, endsAt } = session
  const others = othersOf(session, crewId)
  return (
    <Section
      title={w.first}
      actions={<AppLink to={`/schedule/sessions/${session.id}`}>{session.title || w.open}</AppLink>}
    >
      <Hero
        label={w.first}
        items={[
          { label: w.starts, value: <Instant at={startsAt} relative />, hint: <Instant at={startsAt} /> },
          {
            label: w.with,
            value: session.aircraftRegistration ?? session.resourceName ?? w.nothing,
            hint: aircraftId ? standing(aircraftId) : null,
          },
          {
            label: w.length,
            value: formatMinutes((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000),
            hint: others,
          },
        ]}
      />
      {riskReason ? <Notice tone="amber">{riskReason}</Notice> : null}
    </Section>
  )
}

function Later({ sessions, crewId, isPending }: { sessions: Session[]; crewId: string; isPending: boolean }) {
  return (
    <TodayList
      title={w.later}
      empty=""
      isPending={isPending}
      all={<AppLink to="/schedule">{w.all}</AppLink>}
      items={sessions.slice(0, 3).map((session) => ({
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
