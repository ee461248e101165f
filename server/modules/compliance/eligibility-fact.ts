import { sql, type Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import type { FlownPart, NightFacts } from '#rules/eligibility.ts'
import type { EarlierTime } from '#rules/flight-minimum.ts'
import type { Aircraft, PersonFacts } from '#rules/person-eligibility.ts'
import { heldOn, recordVersions } from './held-version.ts'

/** The moment of the flight, what was known by when, and the zone in which days are counted. */
export interface Moment {
  at: Date
  /** Null: all that is known now. */
  asOf: Date | null
  /** The local date of the flight. */
  on: string
  zone: string
  /** Older flights without approaches count only as time. Null: none is left out. */
  from: string | null
  /** Whether the time of the flights that are left out is asked for. */
  needsEarlier: boolean
}

/** What is known about people, each read by one query for all of them. */
export async function loadFacts(
  tx: Tx,
  crewIds: readonly string[],
  moment: Moment,
): Promise<Map<string, PersonFacts>> {
  const [people, flown, time, versions] = await together([
    tx.rows(sql<'eligiblePeople'>`
    select c.id, c.certificate_type as "certificateType", b.birth_date as "birthOn"
      from crew c
      left join crew_birth_dates b on b.workspace_id = c.workspace_id and b.crew_id = c.id
     where c.id = any (${crewIds})`),
    flownParts(tx, crewIds, moment),
    earlierTime(tx, crewIds, moment),
    recordVersions(tx, crewIds, moment.asOf),
  ])
  const flights = groupBy(flown)
  const earlier = groupBy(time)
  const held = groupBy(heldOn(versions, moment.on))
  return new Map(
    people.map(({ id, certificateType, birthOn }) => {
      const records = held.get(id) ?? []
      const medicals = records.filter(({ kind }) => kind === 'medical' || kind === 'basic_med')
      return [
        id,
        {
          crewId: id,
          certificateType,
          birthOn,
          records,
          medicals,
          flights: flights.get(id) ?? [],
          earlier: earlier.get(id) ?? [],
        },
      ]
    }),
  )
}

export function groupBy<T extends { crewId: string }>(rows: readonly T[]): Map<string, Omit<T, 'crewId'>[]> {
  const groups = new Map<string, Omit<T, 'crewId'>[]>()
  for (const { crewId, ...row } of rows) {
    const group = groups.get(crewId)
    if (group) group.push(row)
    else groups.set(crewId, [row])
  }
  return groups
}

/** A part with the instants between which it was flown. */
export interface FlownRow extends FlownPart {
  crewId: string
  offBlockAt: Date
  onBlockAt: Date
}

// A flight counts from its approval to its reversal, as far as both were known.
export async function flownParts(
  tx: Tx,
  crewIds: readonly string[],
  { at, asOf, zone, from }: Moment,
): Promise<FlownRow[]> {
  const knownBy = asOf ?? 'infinity'
  return tx.rows(sql<
    'flownParts',
    {
      on: string
      standing: FlownPart['standing']
      roles: string[]
      recency: NightFacts | null
      civil: NightFacts | null
      isSoleManipulator: boolean
      isTracking: boolean
      isTrackingAssumed: boolean
      hasInstants: boolean
      isSimulator: boolean
      offBlockAt: Date
      onBlockAt: Date
    }
  >`
    select p.*, f.id as "flightId", f.off_block_at as "offBlockAt", f.on_block_at as "onBlockAt",
           to_char(coalesce(f.landing_at, f.on_block_at) at time zone ${zone}, 'YYYY-MM-DD') as "on",
           case when f.status <> 'approved' or f.approved_at > ${knownBy}::timestamptz then 'not_approved'
                when r.id is not null then 'reversed' else 'approved' end as standing,
           a.category = 'simulator' as "isSimulator", a.category, a.class,
           a.type_designator as "typeDesignator", a.is_tailwheel as "isTailwheel",
           f.block_minutes as minutes,
           f.day_take_offs + f.night_take_offs as "flightTakeOffs",
           f.day_landings + f.night_landings as "flightLandings",
           f.day_full_stop_landings + f.night_full_stop_landings as "flightFullStops",
           f.approaches as "flightApproaches",
           f.take_off_at is not null and f.landing_at is not null as "hasInstants",
           case when n.recency_is_constant is not null then json_build_object('takeOff', n.recency_take_off,
             'landing', n.recency_landing, 'isConstant', n.recency_is_constant) end as recency,
           case when n.civil_is_constant is not null then json_build_object('takeOff', n.civil_take_off,
             'landing', n.civil_landing, 'isConstant', n.civil_is_constant) end as civil
      from (
        select fc.workspace_id, fc.flight_id, fc.crew_id as "crewId", array_agg(fc.role) as roles,
               bool_or(fc.is_sole_manipulator) as "isSoleManipulator",
               coalesce(bool_or(coalesce(fc.is_tracking, fc.approaches > 0)), false) as "isTracking",
               bool_or(fc.is_tracking is null) as "isTrackingAssumed",
               sum(fc.day_take_offs + fc.night_take_offs)::integer as "takeOffs",
               sum(fc.day_landings + fc.night_landings)::integer as landings,
               sum(fc.day_full_stop_landings + fc.night_full_stop_landings)::integer as "fullStops",
               sum(fc.night_take_offs)::integer as "nightTakeOffs",
               sum(fc.night_landings)::integer as "nightLandings",
               sum(fc.night_full_stop_landings)::integer as "nightFullStops",
               sum(fc.approaches)::integer as approaches, sum(fc.holds)::integer as holds
          from flight_crew fc
         where fc.crew_id = any (${crewIds})
         group by fc.workspace_id, fc.flight_id, fc.crew_id
      ) p
      join flights f on f.workspace_id = p.workspace_id and f.id = p.flight_id
      join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
      left join flight_nights n on n.workspace_id = f.workspace_id and n.flight_id = f.id
      left join flights r on r.workspace_id = f.workspace_id and r.id = f.reversed_by_flight_id
        and r.created_at <= ${knownBy}::timestamptz
     where f.reverses_flight_id is null and f.on_block_at <= ${at}::timestamptz
       and f.created_at <= ${knownBy}::timestamptz
       and (${from}::date is null or f.approaches > 0
         or f.on_block_at >= ${from}::date::timestamp at time zone ${zone})
     order by p."crewId", f.on_block_at desc, f.id desc`)
}

/** The flight time that `flownParts` leaves out. */
async function earlierTime(
  tx: Tx,
  crewIds: readonly string[],
  { asOf, zone, from, needsEarlier }: Moment,
): Promise<(EarlierTime & { crewId: string })[]> {
  if (from === null || !needsEarlier) return []
  const knownBy = asOf ?? 'infinity'
  return tx.rows(sql<'earlierTime', { minutes: number }>`
    select fc.crew_id as "crewId", a.type_designator as "typeDesignator", sum(f.block_minutes)::integer as minutes
      from (
        select distinct c.workspace_id, c.flight_id, c.crew_id
          from flight_crew c
         where c.crew_id = any (${crewIds}) and c.role not in ('observer', 'examiner')
      ) fc
      join flights f on f.workspace_id = fc.workspace_id and f.id = fc.flight_id
      join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
     where f.status = 'approved' and f.approved_at <= ${knownBy}::timestamptz and f.reverses_flight_id is null
       and f.approaches = 0 and a.category <> 'simulator'
       and f.on_block_at < ${from}::date::timestamp at time zone ${zone}
       and not exists (
         select from flights r
          where r.workspace_id = f.workspace_id and r.id = f.reversed_by_flight_id
            and r.created_at <= ${knownBy}::timestamptz)
     group by fc.crew_id, a.type_designator`)
}

export interface NamedAircraft extends Aircraft {
  id: string
  registration: string
  baseAirport: string | null
}

/** Aircraft as the rules see them: one, or all that fly. */
export async function loadAircraft(tx: Tx, aircraftId: string | null): Promise<NamedAircraft[]> {
  const rows = await tx.rows(sql<'eligibleAircraft'>`
    select id, registration, category, class, type_designator as "typeDesignator", is_tailwheel as "isTailwheel",
           is_complex as "isComplex", is_high_performance as "isHighPerformance",
           is_multi_pilot as "isMultiPilot", requires_type_rating or engine_type = 'jet' as "needsTypeRating",
           make, model, base_airport as "baseAirport"
      from aircraft
     where id = ${aircraftId} or (${aircraftId}::text is null and status not in ('retired', 'sold'))
     order by registration, id`)
  return rows.map(({ make, model, needsTypeRating, ...aircraft }) => ({
    ...aircraft,
    needsTypeRating: needsTypeRating ?? false,
    names: [aircraft.registration, ...(make && model ? [`${make} ${model}`] : []), ...(model ? [model] : [])],
  }))
}
