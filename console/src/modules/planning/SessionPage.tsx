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
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
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
      <Facts title={w.facts} items={factsOf(session)} />
      {session.type === 'flight' ? <Assessments of={{ sessionId: session.id }} /> : null}
    </RecordPage>
  )
}

/** Who meets, by name and role. */
function People({ session }: { session: Session }) {
  const people = [
    ...(session.instructorName ? [{ name: session.instructorName, role: w.instructor }] : []),
    ...session.participants.map(({ displayName, role }) => ({
      name: displayName,
      role: labelOf('planning_session.participants.role', role),
    })),
  ].filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index)
  if (people.length === 0) return null
  return <Hero label={w.with} items={people.map(({ name, role }) => ({ label: role, value: name }))} />
}

function factsOf(session: Session): Parameters<typeof Facts>[0]['items'] {
  const { standby } = session
  return [
    [w.type, labelOf('planning_session.type', session.type)],
    [
      w.what,
      session.aircraftId ? (
        <AppLink key="aircraft" to={`/aircraft/${session.aircraftId}`}>
          {session.aircraftRegistration}
        </AppLink>
      ) : (
        session.resourceName
      ),
    ],
    [w.zone, session.timezone],
    [
      w.instructor,
      session.instructorId ? (
        <AppLink key="instructor" to={`/people/${session.instructorId}`}>
          {session.instructorName}
        </AppLink>
      ) : null,
    ],
    ...(session.isSolo ? [[w.solo, w.yes] as [string, string]] : []),
    [
      w.with,
      session.participants
        .map(
          ({ displayName, role }) =>
            `${displayName} (${labelOf('planning_session.participants.role', role).toLowerCase()})`,
        )
        .join(', '),
    ],
    [
      w.project,
      session.projectId ? (
        <AppLink key="project" to={`/projects/${session.projectId}`}>
          {session.projectName}
        </AppLink>
      ) : null,
    ],
    ...(standby
      ? [
          [w.standby, t.schedule.position(standby.typeDesignator, standby.position)] as [string, string],
          [w.expires, <Instant key="expires" at={standby.expiresAt} />] as [string, React.ReactNode],
        ]
      : []),
    [w.out, session.checkedOutAt ? <Instant key="out" at={session.checkedOutAt} /> : null],
    [w.in, session.checkedInAt ? <Instant key="in" at={session.checkedInAt} /> : null],
    [
      w.flight,
      session.flightId ? (
        <AppLink key="flight" to={`/flights/${session.flightId}`}>
          {w.openFlight}
        </AppLink>
      ) : null,
    ],
    ...(session.noticeMinutes === null
      ? []
      : [[w.notice, w.noticeOf(session.noticeMinutes)] as [string, string]]),
    ...(session.statusReason ? [[w.reason, session.statusReason] as [string, string]] : []),
    [w.notes, session.notes],
  ]
}
