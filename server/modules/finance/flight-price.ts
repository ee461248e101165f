import { Flight } from '#modules/flights/index.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem, ruleBroken } from '#platform/kernel/problem.ts'
import { date, id, oneOf, Type } from '#platform/kernel/schema.ts'
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
  description:
    'Creates the charges that were not possible when the flight was approved. Nothing is charged twice.',
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
