import { settleCounts, writeCrews } from '#modules/flights/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { People } from './load-records.ts'
import type { DemoSchool } from './school.ts'

const DEVICE = 'FTD-1'
const EVERY_DAYS = 5
const DAY = 1440

/** Writes instrument lessons on the training device: after the last flights of an instructor and a student together. */
export async function writeSimulatorSessions(
  tx: Tx,
  workspaceId: string,
  school: DemoSchool,
  { aircraft, people }: { aircraft: Map<string, string>; people: People },
): Promise<void> {
  const sessions = sessionsOf(school).map((session, index) => {
    const approver = people.get(session.approvedBy)
    const members = session.crew.map(({ person, role }) => ({
      crewId: people.get(person)?.crewId ?? '',
      role,
    }))
    const totals = { approaches: 2 + (index % 3), holds: index % 2 }
    return {
      id: newId('flt'),
      aircraftId: aircraft.get(DEVICE),
      startsAt: new Date(session.start * 60_000).toISOString(),
      endsAt: new Date((session.start + 60) * 60_000).toISOString(),
      approvedBy: approver?.userId,
      approvedByName: approver?.displayName,
      ...totals,
      crew: settleCounts({ crew: members, totals }).crew,
    }
  })
  await tx.run(sql`
    insert into flights (workspace_id, id, status, flight_type, operation, aircraft_id, off_block_at,
        on_block_at, approaches, holds, remarks, submitted_at, approved_at, approved_by, approved_by_name)
    select ${workspaceId}::uuid, s.id, 'approved', 'training', '91_instruction_for_hire', s."aircraftId",
           s."startsAt", s."endsAt", s.approaches, s.holds, 'Instrument approaches on the training device',
           s."endsAt", s."endsAt", s."approvedBy", s."approvedByName"
      from jsonb_to_recordset(${JSON.stringify(sessions)}::jsonb) as s(id text, "aircraftId" text,
          "startsAt" timestamptz, "endsAt" timestamptz, approaches integer, holds integer, "approvedBy" text,
          "approvedByName" text)`)
  await writeCrews(
    tx,
    workspaceId,
    sessions.flatMap(({ id: flightId, crew }) =>
      crew.map((member, position) => ({ ...member, flightId, position })),
    ),
  )
}

const isAboard = (crew: readonly { person: string }[], people: readonly string[]) =>
  crew.some(({ person }) => people.includes(person))

// An hour after the last flight of either of them on that day, so nobody is in two places.
function sessionsOf({ flights }: DemoSchool) {
  const sessions: {
    start: number
    crew: { person: string; role: 'instructor' | 'dual' }[]
    approvedBy: string
  }[] = []
  const latest = Math.max(...flights.map(({ onBlock }) => onBlock))
  let nextDay = 0
  for (const flight of flights) {
    const day = Math.floor(flight.offBlock / DAY)
    const [instructor, student] = (['instructor', 'dual'] as const).map((role) =>
      flight.crew.find((member) => member.role === role),
    )
    if (flight.status !== 'approved' || !instructor || !student || day < nextDay) continue
    const last = Math.max(
      ...flights
        .filter(({ onBlock, crew }) => {
          const isNear = onBlock >= flight.offBlock && onBlock < flight.offBlock + DAY / 2
          return isNear && isAboard(crew, [instructor.person, student.person])
        })
        .map(({ onBlock }) => onBlock),
    )
    if (last + 120 > latest) break
    const isTaken = flights.some(
      ({ offBlock, onBlock, crew }) =>
        offBlock < last + 120 && onBlock > last + 60 && isAboard(crew, [instructor.person, student.person]),
    )
    if (isTaken) continue
    const crew = [
      { person: instructor.person, role: 'instructor' as const },
      { person: student.person, role: 'dual' as const },
    ]
    sessions.push({ start: last + 60, crew, approvedBy: flight.approvedBy })
    nextDay = day + EVERY_DAYS
  }
  return sessions
}
