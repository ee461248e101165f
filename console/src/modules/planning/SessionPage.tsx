import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Hero, Strip } from '#ui/Hero.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { sessionStates } from './kind.ts'
import { SessionActions } from './SessionActions.tsx'
import { t } from './strings.ts'

// Below the facts, so it may come after them.
const Assessments = onUse(async () => (await import('#modules/trips/Assessments.tsx')).Assessments)
const w = t.page
type Session = RecordOf<'planning_session'>

export default function SessionPage() {
  const id = useParam('id')
  const session = useQuery({
    queryKey: ['planning_session', id],
    queryFn: () => get('/api/v1/planning/sessions/{id}', { path: { id } }),
  })
  return <Loaded query={session}>{(data) => <SessionRecord session={data} />}</Loaded>
}

function SessionRecord({ session }: { session: Session }) {
  return (
    <RecordPage
      title={session.title}
      id={session.id}
      badge={<StateBadge of={sessionStates} state={session.status} />}
      back={{ to: '/schedule', label: t.schedule.title }}
      actions={<SessionActions session={session} />}
    >
      {session.isOverdue ? <Notice tone="red">{w.overdue}</Notice> : null}
      {session.riskReason ? (
        <Notice tone="amber">
          {w.atRisk} {session.riskReason}
        </Notice>
      ) : null}
      <Strip
        label={w.strip}
        from={{ name: <Instant at={session.startsAt} />, at: w.from }}
        to={{ name: <Instant at={session.endsAt} />, at: w.until }}
        middle={session.aircraftRegistration ?? session.resourceName}
      />
      <People session={session} />
      <Next session={session} />
      <Facts title={w.facts} items={factsOf(session)} />
      {session.type === 'flight' ? (
        <Assessments of={{ sessionId: session.id }} mayAssess={beforeFlight.includes(session.status)} />
      ) : null}
    </RecordPage>
  )
}

const beforeFlight: readonly Session['status'][] = ['requested', 'confirmed', 'standby']

/** What the booking waits for, and from whom. */
function Next({ session: { type, status, flightId } }: { session: Session }) {
  const text = type === 'flight' && status in w.next ? w.next[status as keyof typeof w.next] : null
  if (!text) return null
  return (
    <Section title={w.next.title}>
      <p>
        {text} {flightId ? <AppLink to={`/flights/${flightId}`}>{w.openFlight}</AppLink> : null}
      </p>
    </Section>
  )
}

/** Who meets, by name and role. */
function People({ session }: { session: Session }) {
  const people = [
    ...(session.instructorId
      ? [{ crewId: session.instructorId, name: session.instructorName, role: w.instructor }]
      : []),
    ...session.participants.map(({ crewId, displayName, role }) => ({
      crewId,
      name: displayName,
      role: labelOf('planning_session.participants.role', role),
    })),
  ].filter(({ crewId }, index, all) => all.findIndex((other) => other.crewId === crewId) === index)
  if (people.length === 0) return null
  return (
    <Hero
      label={w.with}
      items={people.map(({ crewId, name, role }) => ({
        label: role,
        value: <AppLink to={`/people/${crewId}`}>{name}</AppLink>,
      }))}
    />
  )
}

/** What stands above is not said again, and what has not happened yet is not listed. */
function factsOf(session: Session): Parameters<typeof Facts>[0]['items'] {
  const { standby, projectId, flightId } = session
  const facts: Parameters<typeof Facts>[0]['items'] = [
    [w.type, labelOf('planning_session.type', session.type)],
    [w.what, <Place key="place" session={session} />],
    [w.zone, session.timezone],
    [w.solo, session.isSolo ? w.yes : null],
    [
      w.project,
      projectId ? (
        <AppLink key="project" to={`/projects/${projectId}`}>
          {session.projectName}
        </AppLink>
      ) : null,
    ],
    [w.standby, standby ? t.schedule.position(standby.typeDesignator, standby.position) : null],
    [w.expires, standby ? <Instant key="expires" at={standby.expiresAt} /> : null],
    [w.out, session.checkedOutAt ? <Instant key="out" at={session.checkedOutAt} /> : null],
    [w.in, session.checkedInAt ? <Instant key="in" at={session.checkedInAt} /> : null],
    [
      w.flight,
      flightId ? (
        <AppLink key="flight" to={`/flights/${flightId}`}>
          {w.openFlight}
        </AppLink>
      ) : null,
    ],
    [w.notice, session.noticeMinutes === null ? null : w.noticeOf(session.noticeMinutes)],
    [w.reason, session.statusReason],
    [w.notes, session.notes],
  ]
  return facts.filter(([, value]) => value)
}

function Place({ session }: { session: Session }) {
  if (!session.aircraftId) return session.resourceName
  return <AppLink to={`/aircraft/${session.aircraftId}`}>{session.aircraftRegistration}</AppLink>
}
