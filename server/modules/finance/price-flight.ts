import type { FlightForm } from '#modules/flights/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Workspace } from '#platform/kernel/principal.ts'
import { daysFromTo } from '#rules/daily-minimum.ts'
import { lineNetMinor, thousandthsOfHundredths, thousandthsOfMinutes } from '#rules/line-amount.ts'
import { chooseRate, type RateFacts, type RateMatch } from '#rules/match-rate.ts'
import { splitMinor, wholeBasisPoints } from '#rules/split-amount.ts'
import { localDay } from './local-day.ts'
import type { bases, rateKinds } from './rate.ts'

type Basis = (typeof bases)[number]
type RateKind = (typeof rateKinds)[number]

/** What a price can be multiplied by. */
export interface Flown {
  hobbsHundredths: number | null
  tachHundredths: number | null
  airMinutes: number | null
  blockMinutes: number
  sessionMinutes: number
  landings: number
  days: number
}

export interface PricedRate {
  id: string
  versionId: string
  chargeKind: RateKind
  basis: Basis
  match: RateMatch
  unitRateMinor: number
  perQuantity: number
  minimumQuantityThousandths: number | null
  taxCode: string
  currency: string
}

/** What is charged to one payer for one thing. */
export interface FlightLine {
  accountId: string
  kind: RateKind
  description: string
  quantityThousandths: number
  unit: string
  rate: PricedRate
  netMinor: number
  currency: string
  shareBasisPoints: number
}

/** Why something of a flight is not charged. */
export interface Unpriced {
  reason: 'no_account' | 'no_rate' | 'no_meter'
  kind: RateKind | null
  message: string
}

const unitOf: Readonly<Record<Basis, string>> = {
  hobbs: 'hour',
  tach: 'hour',
  air: 'hour',
  block: 'hour',
  session_minutes: 'minute',
  each: 'each',
  day: 'day',
  month: 'month',
  litre: 'litre',
}
export const unitOfBasis = (basis: Basis): string => unitOf[basis]

/** Thousandths of the unit of a basis; null: nobody read the meter. */
export function quantityOf({ basis, chargeKind }: Pick<PricedRate, 'basis' | 'chargeKind'>, flown: Flown) {
  switch (basis) {
    case 'hobbs':
      return flown.hobbsHundredths === null ? null : thousandthsOfHundredths(flown.hobbsHundredths)
    case 'tach':
      return flown.tachHundredths === null ? null : thousandthsOfHundredths(flown.tachHundredths)
    case 'air':
      return flown.airMinutes === null ? null : thousandthsOfMinutes(flown.airMinutes)
    case 'block':
      return thousandthsOfMinutes(flown.blockMinutes)
    case 'session_minutes':
      return flown.sessionMinutes * 1_000
    case 'each':
      return (chargeKind === 'landing_fee' ? flown.landings : 1) * 1_000
    case 'day':
      return flown.days * 1_000
    default:
      return null
  }
}

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

interface Payer {
  accountId: string
  shareBasisPoints: number
  currency: string
  memberGroup: string | null
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
  const account = await tx.first(sql<'defaultPayer'>`
    select id as "accountId", currency, member_group as "memberGroup"
      from finance_accounts
     where status = 'active' and kind in ('receivable', 'prepaid')
       and ((holder_type = 'project' and holder_id = ${flight.projectId})
         or (holder_type = 'person' and holder_id = ${renter?.crewId ?? null}))
     order by holder_type = 'project' desc, kind = 'prepaid', created_at, id limit 1`)
  return account ? [{ ...account, shareBasisPoints: wholeBasisPoints }] : []
}

/** The published prices in a currency on a day. */
export const ratesOn = async (tx: Tx, currency: string, day: string): Promise<PricedRate[]> =>
  (await allRatesOn(tx, day)).filter((rate) => rate.currency === currency)

/** The published prices of all currencies on a day. */
export function allRatesOn(tx: Tx, day: string): Promise<PricedRate[]> {
  return tx.rows(sql<'ratesOnDay', { chargeKind: RateKind; basis: Basis; match: RateMatch }>`
    select id, version_id as "versionId", charge_kind as "chargeKind", basis, unit_rate_minor as "unitRateMinor",
           per_quantity as "perQuantity", minimum_quantity_thousandths as "minimumQuantityThousandths",
           tax_code as "taxCode", currency, json_build_object('aircraftId', aircraft_id, 'typeDesignator',
             type_designator, 'instructorId', instructor_id, 'memberGroup', member_group, 'airport', airport) as match
      from finance_rates where during @> ${day}::date order by currency, id`)
}

/** What a flight is charged for: what it must have a price for, and what is charged only where it has one. */
function kindsOf({ isSimulator, instructor }: FlightFacts): { kind: RateKind; isRequired: boolean }[] {
  const teaching =
    instructor === null ? [] : ([isSimulator ? 'instructor_ground' : 'instructor_flight'] as const)
  return [
    { kind: isSimulator ? 'simulator' : 'rental', isRequired: true },
    ...teaching.map((kind) => ({ kind, isRequired: true })),
    { kind: 'fuel_surcharge', isRequired: false },
    ...(isSimulator ? [] : [{ kind: 'landing_fee' as const, isRequired: false }]),
  ]
}

export interface FlightPrice {
  facts: FlightFacts
  lines: FlightLine[]
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
  const shares = payers.map(({ shareBasisPoints }) => shareBasisPoints)
  const lines: FlightLine[] = []
  const unpriced: Unpriced[] = []
  for (const [index, payer] of payers.entries()) {
    const rates = await ratesOn(tx, payer.currency, facts.day)
    for (const { kind, isRequired } of kindsOf(facts)) {
      const fitting = rates.filter(({ chargeKind }) => chargeKind === kind)
      const rate = chooseRate(fitting, { ...facts.facts, memberGroup: payer.memberGroup })
      const quantity = rate && quantityOf(rate, facts.flown)
      if (rate && quantity !== null) {
        if (quantity === 0) continue
        lines.push(lineFor({ payer, index, shares, rate, quantity, facts }))
      } else if (rate)
        unpriced.push({
          reason: 'no_meter',
          kind,
          message: `The ${rate.basis} of ${facts.registration} was not read`,
        })
      else if (isRequired)
        unpriced.push({
          reason: 'no_rate',
          kind,
          message: `There is no price for ${kind.replaceAll('_', ' ')} of ${facts.registration} on ${facts.day} in ${payer.currency}`,
        })
    }
  }
  return { facts, lines, unpriced, payers: payers.length }
}

function lineFor(charge: {
  payer: Payer
  index: number
  shares: readonly number[]
  rate: PricedRate
  quantity: number
  facts: FlightFacts
}): FlightLine {
  const { payer, index, shares, rate, quantity, facts } = charge
  const net = lineNetMinor({ ...rate, quantityThousandths: quantity })
  return {
    accountId: payer.accountId,
    kind: rate.chargeKind,
    description: describe(rate.chargeKind, facts),
    quantityThousandths: splitMinor(quantity, shares)[index] ?? 0,
    unit: unitOf[rate.basis],
    rate,
    netMinor: splitMinor(net, shares)[index] ?? 0,
    currency: payer.currency,
    shareBasisPoints: payer.shareBasisPoints,
  }
}

function describe(kind: RateKind, { registration, instructor, facts }: FlightFacts): string {
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
