import { Flight } from '#modules/flights/index.ts'
import { minutesTaken, PlanningSession } from '#modules/planning/index.ts'
import type { Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Principal, projectReach } from '#platform/kernel/principal.ts'
import { projectNotAllowed } from '#platform/kernel/problem.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { date, id, idOf, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { chargeFlight } from './charge-flight.ts'
import { chargeOrderLine } from './charge-order.ts'
import { chargeSession, priceSession } from './charge-session.ts'
import { priceFlight } from './price-flight.ts'
import { rateKinds } from './rate.ts'
import { billingRoles, moneyReaders } from './roles.ts'
import { mostWaiting, type WaitingLine, waitingFlights, waitingLines, waitingSessions } from './waiting.ts'

const Unbilled = Type.Object({
  source: Type.Object({
    type: oneOf(['flight', 'session', 'fbo_order_line']),
    id: idOf(['flt', 'pse', 'fol']),
  }),
  label: Type.String(),
  flightId: nullable(id('flt', 'Null: it is no flight.')),
  aircraftRegistration: nullable(Type.String()),
  on: date(),
  reasons: Type.Array(
    Type.Object({
      reason: oneOf(['no_account', 'no_rate', 'no_meter', 'not_charged']),
      kind: nullable(oneOf(rateKinds)),
      message: Type.String(),
    }),
  ),
})
type Waiting = Static<typeof Unbilled>

const ready = {
  reason: 'not_charged' as const,
  kind: null,
  message: 'It has its price now, and waits to be charged',
}
const reasonsOf = (unpriced: Waiting['reasons']) => (unpriced.length > 0 ? unpriced : [ready])

/** What waits, and how it is charged once nothing keeps it. */
interface Charging {
  item: Waiting
  charge: () => Promise<readonly Emission[]>
}

async function flightsOf(tx: Tx, principal: Principal, ids: readonly string[]): Promise<Charging[]> {
  const waiting: Charging[] = []
  for (const flightId of ids) {
    const flight = await Flight.get(tx, flightId)
    const price = await priceFlight(tx, flight, principal.workspace)
    const item: Waiting = {
      source: { type: 'flight', id: flightId },
      label: flight.aircraftRegistration,
      flightId,
      aircraftRegistration: flight.aircraftRegistration,
      on: price.facts.day,
      reasons: reasonsOf(price.unpriced),
    }
    waiting.push({ item, charge: () => chargeFlight(tx, principal, flight, price) })
  }
  return waiting
}

async function sessionsOf(tx: Tx, principal: Principal, ids: readonly string[]): Promise<Charging[]> {
  const waiting: Charging[] = []
  for (const sessionId of ids) {
    const record = await PlanningSession.get(tx, sessionId)
    const session = {
      ...record,
      minutes: minutesTaken(record, {}, new Date(record.checkedInAt ?? record.endsAt)),
    }
    const price = await priceSession(tx, session, 'checkedIn')
    // Its flight was charged, or it took no time.
    if (price.lines.length === 0 && price.unpriced.length === 0) continue
    const item: Waiting = {
      source: { type: 'session', id: sessionId },
      label: record.title,
      flightId: null,
      aircraftRegistration: record.aircraftRegistration,
      on: price.day,
      reasons: reasonsOf(price.unpriced),
    }
    waiting.push({ item, charge: () => chargeSession(tx, principal, session, price) })
  }
  return waiting
}

function lineOf(tx: Tx, principal: Principal, line: WaitingLine): Charging {
  const message =
    line.customerName === null
      ? 'The order names no customer'
      : `${line.customerName} has no account in ${line.currency}`
  const item: Waiting = {
    source: { type: 'fbo_order_line', id: line.id },
    label: line.tailNumber === null ? line.item : `${line.item}, ${line.tailNumber}`,
    flightId: null,
    aircraftRegistration: null,
    on: line.on,
    reasons: line.hasAccount ? [ready] : [{ reason: 'no_account', kind: null, message }],
  }
  return { item, charge: () => chargeOrderLine(tx, principal, line) }
}

/** Everything that took place and is not charged, and how many there are beyond the oldest. */
async function waitingOf(tx: Tx, principal: Principal): Promise<{ total: number; waiting: Charging[] }> {
  const [flights, sessions, lines] = [
    await waitingFlights(tx),
    await waitingSessions(tx),
    await waitingLines(tx),
  ]
  const idsOf = (rows: readonly { id: string }[]) => rows.map((row) => row.id)
  const waiting = [
    ...(await flightsOf(tx, principal, idsOf(flights))),
    ...(await sessionsOf(tx, principal, idsOf(sessions))),
    ...lines.map((line) => lineOf(tx, principal, line)),
  ]
  const beyond = [flights, sessions, lines].reduce(
    (sum, rows) => sum + Number(rows[0]?.total ?? 0) - rows.length,
    0,
  )
  return {
    total: waiting.length + beyond,
    waiting: waiting.sort((a, b) => a.item.on.localeCompare(b.item.on)),
  }
}

export const listUnbilled = operation({
  id: 'listUnbilledFlights',
  method: 'GET',
  path: '/api/v1/finance/unbilled',
  summary: 'List what took place and is not charged',
  description: `The oldest ${mostWaiting} approved flights, bookings of simulators and ground instruction, and priced orders of the FBO without a charge, or charged only in part, each with the reason.`,
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  response: Type.Object({
    total: Type.Integer({ description: 'How many there are in all.' }),
    items: Type.Array(Unbilled),
  }),
  async handle({ tx, principal }) {
    const { total, waiting } = await waitingOf(tx, principal)
    return { total, items: waiting.map(({ item }) => item) }
  },
})

const unbilledKind = recordKind({
  name: 'unbilled',
  prefix: null,
  title: { one: 'unbilled', many: 'unbilled' },
  page: '/finance/unbilled',
  alsoChanges: ['charge'],
})

export const chargeUnbilled = operation({
  id: 'chargeUnbilled',
  method: 'POST',
  path: '/api/v1/finance/unbilled/charge',
  summary: 'Charge what waits and has its price now',
  description:
    'Charges every unbilled item that has an account and a price now. The other items stay in the list.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  audits: 'unbilled.charged',
  response: Type.Object({
    charged: Type.Integer({ description: 'How many flights, bookings and orders were charged.' }),
    waiting: Type.Integer({ description: 'How many still wait.' }),
  }),
  async handle({ tx, principal, emit }) {
    if (projectReach(principal) !== null) throw projectNotAllowed()
    const { total, waiting } = await waitingOf(tx, principal)
    const chargeable = waiting.filter(({ item }) =>
      item.reasons.every(({ reason }) => reason === 'not_charged'),
    )
    for (const { charge } of chargeable) for (const emission of await charge()) emit(emission)
    const charged = chargeable.length
    emit({
      type: 'unbilled.charged',
      subject: { type: unbilledKind.name, id: principal.workspace.id },
      changes: [{ field: 'charged', before: null, after: charged }],
    })
    return { charged, waiting: total - charged }
  },
})
