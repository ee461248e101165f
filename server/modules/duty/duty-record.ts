import { sql, type Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'
import type { DutyRecord, Leg } from '#rules/duty.ts'

/** Another module has planned flights for people, such as the legs of trips. */
export interface PlannedFlying extends Extension {
  kind: 'planned_flying'
  /** @param except the plan that is being judged itself. */
  read(
    tx: Tx,
    ask: { crewId: string; from: Date; to: Date; except: string | null },
  ): Promise<readonly (Leg & { id: string })[]>
}

export const plannedFlying = (read: PlannedFlying['read']): PlannedFlying => ({
  kind: 'planned_flying',
  read,
})

export interface RecordAsk {
  crewId: string
  /** The record is read for plans around this instant. */
  at: Date
  /** The plan that is being judged itself: it does not stand in its own way. */
  except?: string | null
}

const dayMs = 86_400_000
// The longest look-back is twelve calendar months and the running one; the longest look ahead is 28 days.
const backMs = 400 * dayMs
const aheadMs = 35 * dayMs

/** What a person has flown and worked, and what is planned for them. */
export async function dutyRecordOf(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  { crewId, at, except = null }: RecordAsk,
): Promise<DutyRecord> {
  const [from, to] = [new Date(at.getTime() - backMs), new Date(at.getTime() + aheadMs)]
  // None needs what another reads.
  const [flown, { duty, external }, booked, planned] = await together([
    flightsOf(tx, crewId, from, to),
    periodsOf(tx, crewId, from, to),
    bookingsOf(tx, crewId, from, to),
    together(
      services
        .extensions<PlannedFlying>('planned_flying')
        .map(({ read }) => read(tx, { crewId, from, to, except })),
    ),
  ])
  return { flown: [...flown, ...external, ...planned.flat()], duty: [...duty, ...booked] }
}

const paid = ['135', 'cat', 'spo', '91_instruction_for_hire']
const unpaid = ['91', 'ncc', 'nco']

interface FlownRow {
  operation: string | null
  flightType: string
  roles: string[]
}

/**
 * All flying for pay counts (14 CFR 135.267(a)), and instruction given is that too. Where nobody said under which
 * rules a flight was flown, it counts if it was not private.
 */
function isCommercial({ operation, flightType, roles }: FlownRow): boolean {
  if (roles.includes('instructor') || roles.includes('examiner')) return true
  if (flightType === 'charter' || flightType === 'aerial_work') return true
  if (operation !== null && (paid.includes(operation) || unpaid.includes(operation)))
    return paid.includes(operation)
  return flightType !== 'private'
}

/**
 * The pilots of all flights in one pass, and column by column: the flights of a year are six hundred or more, and as
 * many objects for each answer are garbage that the next one waits for.
 */
async function flightsOf(tx: Tx, crewId: string, from: Date, to: Date): Promise<Leg[]> {
  const { starts, ends, operations, flightTypes, roles, pilots } = await tx.one(sql<
    'dutyFlights',
    {
      starts: number[] | null
      ends: number[] | null
      operations: (string | null)[] | null
      flightTypes: string[] | null
      roles: string[] | null
      pilots: number[] | null
    }
  >`
    select to_json(array_agg(s.starts)) as starts, to_json(array_agg(s.ends)) as ends,
           to_json(array_agg(s.operation)) as operations, to_json(array_agg(s.flight_type)) as "flightTypes",
           to_json(array_agg(s.roles)) as roles, to_json(array_agg(s.pilots)) as pilots
      from (select (date_part('epoch', f.off_block_at) * 1000)::bigint as starts,
                   (date_part('epoch', f.on_block_at) * 1000)::bigint as ends, f.operation, f.flight_type,
                   string_agg(fc.role, ',') filter (where fc.crew_id = ${crewId}) as roles,
                   count(*) filter (where fc.role in ('pic', 'sic')) as pilots
              from flights f
              join flight_crew fc on fc.workspace_id = f.workspace_id and fc.flight_id = f.id
              join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
             where f.id in (select flight_id from flight_crew
                             where crew_id = ${crewId}
                               and role in ('pic', 'sic', 'instructor', 'examiner', 'sole_manipulator'))
               and f.on_block_at > ${from} and f.off_block_at < ${to} and f.on_block_at > f.off_block_at
               and a.category <> 'simulator' and f.reverses_flight_id is null and f.reversed_by_flight_id is null
             group by f.workspace_id, f.id
             order by f.off_block_at, f.id) s`)
  return (starts ?? []).map((start, index): Leg => {
    const own = roles?.[index]?.split(',') ?? []
    const operation = operations?.[index] ?? null
    return {
      from: start,
      to: ends?.[index] ?? start,
      pilots: (pilots?.[index] ?? 0) >= 2 ? 2 : 1,
      isCommercial: isCommercial({ operation, flightType: flightTypes?.[index] ?? '', roles: own }),
      isInstruction: own.includes('instructor'),
      operation,
    }
  })
}

/** Standby is no rest, since it can end in a flight at any time. What was flown for others is put at its end. */
async function periodsOf(tx: Tx, crewId: string, from: Date, to: Date) {
  const rows = await tx.rows(sql<'dutyPeriodsOf', { from: number; to: number; flightMinutes: number | null }>`
    select date_part('epoch', starts_at) * 1000 as from, date_part('epoch', ends_at) * 1000 as to,
           flight_minutes as "flightMinutes"
      from duty_periods
     where crew_id = ${crewId} and kind <> 'rest' and corrected_by_id is null and not is_withdrawn
       and ends_at > ${from} and starts_at < ${to}
     order by starts_at, id`)
  const external = rows
    .filter(({ flightMinutes }) => flightMinutes)
    .map(
      ({ to: end, flightMinutes }): Leg => ({
        from: end - (flightMinutes ?? 0) * 60_000,
        to: end,
        pilots: 1,
        isCommercial: true,
        isInstruction: false,
        operation: null,
      }),
    )
  return { duty: rows, external }
}

/** Bookings in which the person works are duty once they begin; how much of one is flown, nobody knows before. */
async function bookingsOf(tx: Tx, crewId: string, from: Date, to: Date) {
  const rows = await tx.rows(sql<'dutyBookings', { startsAt: Date; endsAt: Date }>`
    select t.starts_at as "startsAt", t.ends_at as "endsAt"
      from planning_sessions t
     where t.status in ('confirmed', 'checked_out') and t.type in ('flight', 'ground', 'simulator', 'meeting')
       and t.ends_at > ${from} and t.starts_at < ${to}
       and ((t.instructor_id = ${crewId} and not t.is_solo)
         or exists (select from planning_participants p
                     where p.workspace_id = t.workspace_id and p.session_id = t.id and p.crew_id = ${crewId}
                       and p.role in ('pilot', 'instructor')))
     order by t.starts_at, t.id`)
  return rows.map(({ startsAt, endsAt }) => ({ from: startsAt.getTime(), to: endsAt.getTime() }))
}
