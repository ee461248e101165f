import { Flight } from '#modules/flights/index.ts'
import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem, ruleBroken } from '#platform/kernel/problem.ts'
import { date, id, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { Charge } from './charge.ts'
import { chargeFlight } from './charge-flight.ts'
import { currency, minor } from './money-field.ts'
import { type FlightPrice, priceFlight } from './price-flight.ts'
import { rateKinds } from './rate.ts'
import { billingRoles, moneyReaders } from './roles.ts'

export const noRate = problem('no_rate', 422, {
  meaning: 'Something of the flight has no price, no payer or no meter, so it cannot be charged',
  fix: '`details` names the aircraft, the kind of charge and the day. Publish a price for it, or complete the flight.',
})

const PricedLine = Type.Object({
  accountId: id('acc'),
  kind: oneOf(rateKinds),
  description: Type.String(),
  quantityThousandths: Type.Integer(),
  unit: Type.String(),
  unitRateMinor: Type.Integer(),
  perQuantity: Type.Integer(),
  netMinor: minor(),
  currency,
  taxCode: Type.String(),
  rateId: id('rte'),
  rateVersionId: id('rcv'),
  shareBasisPoints: Type.Integer(),
})
const FlightPriceForm = Type.Object(
  {
    flightId: id('flt'),
    on: date('The local day of off blocks, whose prices hold.'),
    lines: Type.Array(PricedLine),
  },
  { title: 'FlightPrice' },
)

export const priceOfFlight = operation({
  id: 'priceFlight',
  method: 'POST',
  path: '/api/v1/finance/flights/:id/price',
  summary: 'Get what a flight costs',
  description: 'Prices a flight as its approval would, without charging it.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  readOnly: true,
  on: Flight,
  response: FlightPriceForm,
  async handle({ tx, record, principal }) {
    const price = await priceFlight(tx, record, principal.workspace)
    requirePriced(price, record.aircraftId)
    const lines = price.lines.map(({ rate, ...line }) => ({
      ...line,
      unitRateMinor: rate.unitRateMinor,
      perQuantity: rate.perQuantity,
      taxCode: rate.taxCode,
      rateId: rate.id,
      rateVersionId: rate.versionId,
    }))
    return { flightId: record.id, on: price.facts.day, lines }
  },
})

/** @throws Problem `no_rate` that names the aircraft, each kind and the day. */
function requirePriced({ unpriced, facts }: FlightPrice, aircraftId: string): void {
  const [first] = unpriced
  if (first)
    throw noRate(first.message, {
      details: unpriced.map(({ kind, message, reason }) => ({
        field: 'id',
        message,
        reason,
        aircraftId,
        kind,
        on: facts.day,
      })),
    })
}

export const chargeOfFlight = operation({
  id: 'chargeFlight',
  method: 'POST',
  path: '/api/v1/finance/flights/:id/charge',
  summary: 'Charge an approved flight that waited for a price',
  description: 'Makes the charges that its approval could not. What is charged already is not charged again.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Flight,
  audits: 'flight.charged',
  response: Type.Object({ items: Type.Array(Charge.schema) }),
  async handle({ tx, record, principal, emit }) {
    if (record.approvedAt === null || record.reversedByFlightId || record.reversesFlightId)
      throw ruleBroken('Only an approved flight that stands is charged')
    const price = await priceFlight(tx, record, principal.workspace)
    requirePriced(price, record.aircraftId)
    const emissions = await chargeFlight(tx, principal, record, price)
    emissions.forEach(emit)
    return {
      items: await tx.composed<never>(`${Charge.select} where t.source_id = $1 order by t.id`, [record.id]),
    }
  },
})

const Unbilled = Type.Object({
  flightId: id('flt'),
  aircraftRegistration: Type.String(),
  on: date(),
  reasons: Type.Array(
    Type.Object({
      reason: oneOf(['no_account', 'no_rate', 'no_meter', 'not_charged']),
      kind: nullable(oneOf(rateKinds)),
      message: Type.String(),
    }),
  ),
})
// Each is priced again, so that its reason is the present one.
const mostUnbilled = 100

export const listUnbilled = operation({
  id: 'listUnbilledFlights',
  method: 'GET',
  path: '/api/v1/finance/unbilled',
  summary: 'List approved flights that are not charged',
  description: `The oldest ${mostUnbilled} approved flights without all their charges since the first published price, each with the reason.`,
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  response: Type.Object({
    total: Type.Integer({ description: 'How many there are without any charge.' }),
    items: Type.Array(Unbilled),
  }),
  async handle({ tx, principal }) {
    const rows = await tx.rows(sql<'unbilledFlights'>`
      with first as (
        select min(lower(during)) as day from finance_rates where during is not null
      )
      select f.id, count(*) over () as total
        from flights f, first
       where f.status = 'approved' and f.reverses_flight_id is null and f.reversed_by_flight_id is null
         and f.source = 'logged' and f.off_block_at >= first.day
         and not exists (select from finance_charges c where c.workspace_id = f.workspace_id and c.source_id = f.id)
       order by f.off_block_at, f.id limit ${mostUnbilled}`)
    const items = []
    for (const { id: flightId } of rows) {
      const flight = await Flight.get(tx, flightId)
      const { facts, unpriced } = await priceFlight(tx, flight, principal.workspace)
      const waiting = [
        {
          reason: 'not_charged' as const,
          kind: null,
          message: 'It has its price now, and waits to be charged',
        },
      ]
      items.push({
        flightId,
        aircraftRegistration: flight.aircraftRegistration,
        on: facts.day,
        reasons: unpriced.length > 0 ? unpriced : waiting,
      })
    }
    return { total: Number(rows[0]?.total ?? 0), items }
  },
})
