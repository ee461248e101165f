import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { weekdays } from '#rules/availability.ts'
import type { People } from './load-records.ts'
import { type DemoBooking, demoResources, heldBy, makeSchedule } from './schedule.ts'
import type { DemoSchool } from './school.ts'

interface Known {
  aircraft: ReadonlyMap<string, string>
  people: People
  flightIds: readonly string[]
}

/** Writes the bookings of four weeks around today, with what they hold, one leave and one standby list. */
export async function writeSchedule(
  tx: Tx,
  workspaceId: string,
  school: DemoSchool,
  known: Known & { now: Date },
): Promise<void> {
  const resources = await writeResources(tx, workspaceId)
  const idOf = (name: string | null): string | null =>
    name === null
      ? null
      : (known.aircraft.get(name) ?? resources.get(name) ?? known.people.get(name)?.crewId ?? null)
  const bookings = makeSchedule(school, known.now.getTime()).map((booking) => rowOf(booking, known, idOf))
  await insertSessions(tx, workspaceId, school.timeZone, bookings)
  await insertParticipants(tx, workspaceId, bookings)
  await insertHolds(tx, workspaceId, bookings, idOf)
  await holdDeployed(tx, workspaceId, school.timeZone)
  await insertLeave(tx, workspaceId, bookings)
  await insertHours(tx, workspaceId, school, idOf)
}

async function writeResources(tx: Tx, workspaceId: string): Promise<Map<string, string>> {
  const rows = demoResources.map((resource) => ({ ...resource, id: newId('rsr') }))
  await tx.run(sql`
    insert into planning_resources (workspace_id, id, name, kind, capacity, turnaround_minutes)
    select ${workspaceId}::uuid, r.id, r.name, r.kind, r.capacity, r."turnaroundMinutes"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(id text, name text, kind text, capacity integer, "turnaroundMinutes" integer)`)
  return new Map(rows.map(({ id, name }) => [name, id]))
}

function rowOf(
  booking: DemoBooking,
  { people, flightIds }: Known,
  idOf: (name: string | null) => string | null,
) {
  const { aircraft, resource, instructor, person, standby } = booking
  return {
    ...booking,
    id: newId('pse'),
    startsAt: new Date(booking.startsAt).toISOString(),
    endsAt: new Date(booking.endsAt).toISOString(),
    aircraftId: idOf(aircraft),
    instructorId: idOf(instructor),
    resourceId: idOf(resource ?? aircraft ?? person),
    resourceType: resource ? 'resource' : person ? 'person' : 'aircraft',
    flightId: booking.flight === null ? null : (flightIds[booking.flight] ?? null),
    standbyType: standby?.typeDesignator ?? null,
    standbyPosition: standby?.position ?? null,
    participants: booking.participants.map(({ person: email, role }, position) => ({
      crewId: people.get(email)?.crewId ?? '',
      role,
      position,
    })),
    held: heldBy(booking),
  }
}
type Row = ReturnType<typeof rowOf>

function insertSessions(
  tx: Tx,
  workspaceId: string,
  timezone: string,
  rows: readonly Row[],
): Promise<number> {
  return tx.run(sql`
    insert into planning_sessions (workspace_id, id, type, status, starts_at, ends_at, timezone, resource_type,
        resource_id, aircraft_id, instructor_id, title, flight_id, standby_type, standby_on, standby_position,
        standby_expires_at, checked_out_at, checked_in_at)
    select ${workspaceId}::uuid, s.id, s.type, s.status, s."startsAt", s."endsAt", ${timezone}, s."resourceType",
           s."resourceId", s."aircraftId", s."instructorId", s.title, s."flightId", s."standbyType",
           case when s."standbyType" is not null then (s."startsAt" at time zone ${timezone})::date end,
           s."standbyPosition", case when s."standbyType" is not null then s."startsAt" end,
           case when s."flightId" is not null then s."startsAt" + interval '15 minutes' end,
           case when s."flightId" is not null then s."endsAt" end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(id text, type text, status text,
          "startsAt" timestamptz, "endsAt" timestamptz, "resourceType" text, "resourceId" text,
          "aircraftId" text, "instructorId" text, title text, "flightId" text, "standbyType" text,
          "standbyPosition" integer)`)
}

function insertParticipants(tx: Tx, workspaceId: string, rows: readonly Row[]): Promise<number> {
  const members = rows.flatMap(({ id, participants }) => participants.map((member) => ({ ...member, id })))
  return tx.run(sql`
    insert into planning_participants (workspace_id, session_id, crew_id, role, position)
    select ${workspaceId}::uuid, p.id, p."crewId", p.role, p.position
      from jsonb_to_recordset(${JSON.stringify(members)}::jsonb)
        as p(id text, "crewId" text, role text, position integer)
        on conflict do nothing`)
}

function insertHolds(
  tx: Tx,
  workspaceId: string,
  rows: readonly Row[],
  idOf: (name: string | null) => string | null,
): Promise<number> {
  const holds = rows
    .filter(({ status }) => status !== 'requested' && status !== 'standby')
    .flatMap(({ id, title, startsAt, endsAt, held }) =>
      [...new Set(held.map(idOf))].map((subjectId) => ({
        id: newId('hld'),
        source: id,
        title,
        startsAt,
        endsAt,
        subjectId,
      })),
    )
  return tx.run(sql`
    insert into holds (workspace_id, id, subject_kind, subject_id, starts_at, ends_at, during, source_kind,
        source_id, title)
    select ${workspaceId}::uuid, h.id,
           case left(h."subjectId", 3) when 'acf' then 'aircraft' when 'rsr' then 'resource' else 'person' end,
           h."subjectId", h."startsAt", h."endsAt", tstzrange(h."startsAt", h."endsAt" + make_interval(
             mins => coalesce((select r.turnaround_minutes from planning_resources r
                                where r.workspace_id = ${workspaceId}::uuid and r.id = h."subjectId"), 0))),
           'planning_session', h.source, h.title
      from jsonb_to_recordset(${JSON.stringify(holds)}::jsonb) as h(id text, source text, title text,
          "startsAt" timestamptz, "endsAt" timestamptz, "subjectId" text)`)
}

function holdDeployed(tx: Tx, workspaceId: string, timezone: string): Promise<number> {
  return tx.run(sql`
    insert into holds (workspace_id, id, subject_kind, subject_id, starts_at, ends_at, during, source_kind,
        source_id, title, project_id)
    select d.workspace_id, 'hld' || substr(d.id, 4), 'aircraft', d.aircraft_id, span.begins, span.ends,
           tstzrange(span.begins, span.ends), 'deployment', d.id, s.name, s.project_id
      from deployments d
      join services s on s.workspace_id = d.workspace_id and s.id = d.service_id
      cross join lateral (select d.starts_on::timestamp at time zone ${timezone} as begins,
                                 (d.ends_on + 1)::timestamp at time zone ${timezone} as ends) span
     where d.workspace_id = ${workspaceId}::uuid and d.status in ('queued', 'running')`)
}

/** The leave that the schedule shows. */
function insertLeave(tx: Tx, workspaceId: string, rows: readonly Row[]): Promise<number> {
  const leaves = rows
    .filter(({ type }) => type === 'time_off')
    .map((row) => ({ ...row, timeOffId: newId('tof') }))
  return tx.run(sql`
    insert into time_off (workspace_id, id, crew_id, starts_at, ends_at, kind, status, session_id, decided_at,
        decided_by_name)
    select ${workspaceId}::uuid, l."timeOffId", l."resourceId", l."startsAt", l."endsAt", 'leave', 'approved', l.id,
           now(), 'Lenora Birchwater'
      from jsonb_to_recordset(${JSON.stringify(leaves)}::jsonb) as l("timeOffId" text, "resourceId" text,
          "startsAt" timestamptz, "endsAt" timestamptz, id text)`)
}

/** When the classroom and two of the instructors can be booked. */
function insertHours(
  tx: Tx,
  workspaceId: string,
  school: DemoSchool,
  idOf: (name: string | null) => string | null,
): Promise<number> {
  const teachers = school.people.filter(({ functions }) => functions.includes('instructor')).slice(0, 2)
  const rows = ['Classroom', ...teachers.map(({ email }) => email)].map((name, index) => ({
    id: newId('avl'),
    subjectId: idOf(name),
    weekly: weekdays
      .slice(0, index === 0 ? 6 : 5)
      .map((weekday) => ({ weekday, from: '07:00', to: index === 1 ? '15:00' : '20:00' })),
    exceptions: index === 2 ? [{ on: school.today.add({ days: 10 }).toString(), hours: [] }] : [],
  }))
  return tx.run(sql`
    insert into planning_availability (workspace_id, id, subject_id, timezone, weekly, exceptions)
    select ${workspaceId}::uuid, a.id, a."subjectId", ${school.timeZone}, a.weekly, a.exceptions
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as a(id text, "subjectId" text, weekly jsonb, exceptions jsonb)`)
}
