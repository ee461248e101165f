import { type ClosedSession, sessionClosed } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { daysFromTo } from '#rules/daily-minimum.ts'
import { equalShares } from '#rules/split-amount.ts'
import { localDay } from './local-day.ts'
import { chargesAreOn, emissionsOfCharges, insertCharges, noteUnpriced } from './make-charges.ts'
import {
  accountOf,
  type Billed,
  type BilledKind,
  type Payer,
  type PricedLine,
  priceKinds,
  type Unpriced,
} from './price-kinds.ts'

/** How a booking ended. */
export type Outcome = 'checkedIn' | 'noShow' | 'cancelledLate'

const listener =
  (outcome: Outcome) =>
  async (
    tx: Tx,
    session: ClosedSession,
    { principal }: { principal: Principal },
  ): Promise<readonly Emission[]> =>
    chargesAreOn(principal)
      ? chargeSession(tx, principal, session, await priceSession(tx, session, outcome))
      : []

/**
 * A booking is charged in the transaction that closes it: the simulator and the instruction on the ground when it is
 * checked in, the fee when nobody came or it was cancelled late. A flight is charged when it is approved.
 */
export const chargeClosed = sessionClosed({
  checkedIn: listener('checkedIn'),
  noShow: listener('noShow'),
  cancelledLate: listener('cancelledLate'),
})

export interface SessionPrice {
  day: string
  minutes: number
  lines: PricedLine[]
  unpriced: Unpriced[]
}

/** What a booking costs each of its payers, and what of it has no price. */
export async function priceSession(tx: Tx, session: ClosedSession, outcome: Outcome): Promise<SessionPrice> {
  const day = localDay(new Date(session.startsAt), session.timezone)
  const { minutes } = session
  const charged = await chargedByFlight(tx, session)
  const kinds = kindsOf(session, outcome).filter(({ kind }) => !charged.has(kind))
  if (kinds.length === 0) return { day, minutes, lines: [], unpriced: [] }
  const payers = await payersOf(tx, session)
  if (payers === null) {
    const message = 'Nobody pays: neither the project nor everybody who was booked has an account'
    const unpriced = [{ reason: 'no_account' as const, kind: null, message }]
    return { day, minutes, lines: [], unpriced: kinds.some(({ isRequired }) => isRequired) ? unpriced : [] }
  }
  const billed: Billed = {
    day,
    kinds,
    name: session.aircraftRegistration ?? session.title,
    facts: {
      aircraftId: session.aircraftId,
      typeDesignator: await typeOf(tx, session.aircraftId),
      instructorId: session.instructorId,
      airport: null,
    },
    flown: {
      hobbsHundredths: null,
      tachHundredths: null,
      airMinutes: null,
      blockMinutes: minutes,
      sessionMinutes: minutes,
      landings: 0,
      days: daysFromTo(day, localDay(new Date(session.endsAt), session.timezone)),
    },
  }
  return { day, minutes, ...(await priceKinds(tx, billed, payers)) }
}

/** Makes the charges of a booking, each once however often it is asked for. @returns what to emit. */
export async function chargeSession(
  tx: Tx,
  principal: Principal,
  session: ClosedSession,
  { day, minutes, lines, unpriced }: SessionPrice,
): Promise<Emission[]> {
  const charges = lines.map(({ rate, shareBasisPoints, ...line }) => ({
    ...line,
    id: newId('bch'),
    projectId: session.projectId,
    unitRateMinor: rate.unitRateMinor,
    perQuantity: rate.perQuantity,
    taxCode: rate.taxCode,
    rateId: rate.id,
    rateVersionId: rate.versionId,
    sourceType: 'session' as const,
    sourceId: session.id,
    reversesId: null,
    occurredOn: day,
    derivation: { meter: rate.basis, minutes, shareBasisPoints, aircraftId: session.aircraftId },
  }))
  await noteUnpriced(tx, principal, session.id, unpriced)
  return emissionsOfCharges(tx, await insertCharges(tx, principal, charges))
}

function kindsOf(session: ClosedSession, outcome: Outcome): BilledKind[] {
  const { type, instructorName, aircraftRegistration, title } = session
  if (type !== 'flight' && type !== 'ground' && type !== 'simulator') return []
  if (outcome !== 'checkedIn') {
    const kind = outcome === 'noShow' ? 'no_show' : 'cancellation'
    const words = outcome === 'noShow' ? 'No-show' : 'Late cancellation'
    return [{ kind, isRequired: false, description: `${words}: ${title}` }]
  }
  if (type === 'flight') return []
  const kinds: BilledKind[] = []
  if (type === 'simulator')
    kinds.push({
      kind: 'simulator',
      isRequired: true,
      description: `Simulator ${aircraftRegistration ?? session.resourceName ?? title}`,
    })
  if (instructorName !== null)
    kinds.push({
      kind: 'instructor_ground',
      isRequired: true,
      description: `Instruction by ${instructorName}`,
    })
  return kinds
}

/** The project, else the students in equal parts, else the pilots, else who attended. Null: somebody has no account. */
async function payersOf(tx: Tx, { projectId, participants }: ClosedSession): Promise<Payer[] | null> {
  const roles = ['student', 'pilot', 'attendee'] as const
  const role = roles.find((candidate) => participants.some((person) => person.role === candidate))
  const people = participants.filter((person) => person.role === role)
  const project = projectId === null ? null : await accountOf(tx, { projectId, people: [] })
  if (project) return [project]
  const payers: Payer[] = []
  for (const { crewId } of people) {
    const account = await accountOf(tx, { projectId: null, people: [crewId] })
    if (account) payers.push(account)
  }
  if (payers.length === 0 || payers.length < people.length) return null
  const shares = equalShares(payers.length)
  return payers.map((payer, index) => ({ ...payer, shareBasisPoints: shares[index] ?? 0 }))
}

async function typeOf(tx: Tx, aircraftId: string | null): Promise<string | null> {
  const aircraft = await tx.first(sql<'typeOfBooked'>`
    select type_designator as "typeDesignator" from aircraft where id = ${aircraftId}`)
  return aircraft?.typeDesignator ?? null
}

/** What a flight in the same simulator at the same time was charged for already: it is the same hour. */
async function chargedByFlight(tx: Tx, session: ClosedSession): Promise<Set<string>> {
  if (session.type !== 'simulator') return new Set()
  const rows = await tx.rows(sql<'chargedByFlight'>`
    select distinct c.kind
      from flights f
      join finance_charges c on c.workspace_id = f.workspace_id and c.source_id = f.id and c.source_type = 'flight'
     where f.aircraft_id = ${session.aircraftId} and f.off_block_at < ${session.endsAt}::timestamptz
       and f.on_block_at > ${session.startsAt}::timestamptz and f.reversed_by_flight_id is null
       and c.status <> 'reversed' and c.reverses_id is null`)
  return new Set(rows.map(({ kind }) => kind))
}
