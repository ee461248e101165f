import type { FlightForm } from '#modules/flights/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Workspace } from '#platform/kernel/principal.ts'
import { daysFromTo } from '#rules/daily-minimum.ts'
import type { RateFacts } from '#rules/match-rate.ts'
import { localDay } from './local-day.ts'
import {
  accountOf,
  type BilledKind,
  type Flown,
  type Payer,
  type PricedLine,
  priceKinds,
  type Unpriced,
} from './price-kinds.ts'

export interface FlightFacts {
  day: string
  flown: Flown
  facts: Omit<RateFacts, 'memberGroup'>
  isSimulator: boolean
  registration: string
  instructor: string | null
  /** The local days of the booking, or of the flight. */
  from: string
  to: string
}

/** What prices ask of a flight. */
export async function factsOfFlight(
  tx: Tx,
  flight: FlightForm,
  { timezone }: Workspace,
): Promise<FlightFacts> {
  const row = await tx.one(sql<'pricedFlight'>`
    select a.type_designator as "typeDesignator", s.starts_at as "startsAt", s.ends_at as "endsAt",
           s.checked_out_at as "checkedOutAt", s.checked_in_at as "checkedInAt"
      from aircraft a
      left join planning_sessions s on s.workspace_id = a.workspace_id and s.flight_id = ${flight.id}
     where a.id = ${flight.aircraftId} limit 1`)
  const instructor = flight.crew.find(({ role }) => role === 'instructor') ?? null
  const blockMinutes = flight.blockMinutes ?? flight.simulatorMinutes ?? 0
  const [began, ended] = [row.checkedOutAt ?? row.startsAt, row.checkedInAt ?? row.endsAt]
  const sessionMinutes =
    began && ended ? Math.round((ended.getTime() - began.getTime()) / 60_000) : blockMinutes
  const day = localDay(new Date(flight.offBlockAt), timezone)
  const booked = [
    localDay(row.startsAt ?? new Date(flight.offBlockAt), timezone),
    localDay(row.endsAt ?? new Date(flight.onBlockAt), timezone),
  ]
  const [from = day, to = day] = [[day, ...booked].sort().at(0), [day, ...booked].sort().at(-1)]
  return {
    day,
    from,
    to,
    isSimulator: flight.isSimulator,
    registration: flight.aircraftRegistration,
    instructor: instructor?.displayName ?? null,
    flown: {
      hobbsHundredths: flight.hobbsHundredths,
      tachHundredths: flight.tachHundredths,
      airMinutes: flight.airMinutes,
      blockMinutes,
      sessionMinutes,
      landings: flight.dayLandings + flight.nightLandings,
      days: daysFromTo(from, to),
    },
    facts: {
      aircraftId: flight.aircraftId,
      typeDesignator: row.typeDesignator,
      instructorId: instructor?.crewId ?? null,
      airport: flight.toAirport,
    },
  }
}

/**
 * Who pays for a flight: those whom it names, else the account of its project, else that of the person who rented:
 * the student, or the pilot in command.
 */
export async function payersOf(tx: Tx, flight: FlightForm): Promise<Payer[]> {
  const named = await tx.rows(sql<'namedPayers'>`
    select p.account_id as "accountId", p.share_basis_points as "shareBasisPoints", a.currency,
           a.member_group as "memberGroup"
      from flight_payers p
      join finance_accounts a on a.workspace_id = p.workspace_id and a.id = p.account_id
     where p.flight_id = ${flight.id} order by p.position`)
  if (named.length > 0) return named
  const renter =
    flight.crew.find(({ role }) => role === 'dual' || role === 'solo') ??
    flight.crew.find(({ role }) => role === 'pic' || role === 'sole_manipulator')
  const account = await accountOf(tx, { projectId: flight.projectId, people: [renter?.crewId] })
  return account ? [account] : []
}

/** What a flight is charged for: what it must have a price for, and what is charged only where it has one. */
function kindsOf(facts: FlightFacts): BilledKind[] {
  const { isSimulator, instructor } = facts
  const teaching =
    instructor === null ? [] : ([isSimulator ? 'instructor_ground' : 'instructor_flight'] as const)
  const kinds = [
    { kind: isSimulator ? 'simulator' : 'rental', isRequired: true },
    ...teaching.map((kind) => ({ kind, isRequired: true })),
    { kind: 'fuel_surcharge', isRequired: false },
    ...(isSimulator ? [] : [{ kind: 'landing_fee', isRequired: false } as const]),
  ] as const
  return kinds.map((entry) => ({ ...entry, description: describe(entry.kind, facts) }))
}

export interface FlightPrice {
  facts: FlightFacts
  lines: PricedLine[]
  unpriced: Unpriced[]
  payers: number
}

/** What a flight costs each of its payers, and what has no price. */
export async function priceFlight(tx: Tx, flight: FlightForm, workspace: Workspace): Promise<FlightPrice> {
  const facts = await factsOfFlight(tx, flight, workspace)
  const payers = await payersOf(tx, flight)
  if (payers.length === 0) {
    const message = 'Nobody pays: neither the project nor the person who rented has an account'
    return { facts, lines: [], payers: 0, unpriced: [{ reason: 'no_account', kind: null, message }] }
  }
  const { day, flown, registration } = facts
  const charged = await chargedBySession(tx, flight)
  const kinds = kindsOf(facts).filter(({ kind }) => !charged.has(kind))
  const billed = { day, flown, facts: facts.facts, name: registration, kinds }
  return { facts, ...(await priceKinds(tx, billed, payers)), payers: payers.length }
}

/** What a booking of the same simulator at the same time was charged for already: it is the same hour. */
async function chargedBySession(tx: Tx, flight: FlightForm): Promise<Set<string>> {
  if (!flight.isSimulator) return new Set()
  const rows = await tx.rows(sql<'chargedBySession'>`
    select distinct c.kind
      from planning_sessions s
      join finance_charges c on c.workspace_id = s.workspace_id and c.source_id = s.id and c.source_type = 'session'
     where s.aircraft_id = ${flight.aircraftId} and s.type = 'simulator'
       and s.starts_at < ${flight.onBlockAt}::timestamptz and s.ends_at > ${flight.offBlockAt}::timestamptz
       and c.status <> 'reversed' and c.reverses_id is null`)
  return new Set(rows.map(({ kind }) => kind))
}

function describe(kind: PricedLine['kind'], { registration, instructor, facts }: FlightFacts): string {
  switch (kind) {
    case 'instructor_flight':
    case 'instructor_ground':
      return `Instruction by ${instructor}`
    case 'landing_fee':
      return `Landing fee ${facts.airport ?? ''}`.trim()
    case 'fuel_surcharge':
      return `Fuel surcharge ${registration}`
    case 'simulator':
      return `Simulator ${registration}`
    default:
      return `Rental ${registration}`
  }
}
