import { Flight } from '#modules/flights/index.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { conflict, ruleBroken } from '#platform/kernel/problem.ts'
import { id, integer, Type } from '#platform/kernel/schema.ts'
import { fuelAwayCreditMinor } from '#rules/fuel-away.ts'
import { chooseRate } from '#rules/match-rate.ts'
import { Account } from './account.ts'
import { Charge } from './charge.ts'
import { noRate } from './flight-price.ts'
import { emissionsOfCharges, insertCharges } from './make-charges.ts'
import { factsOfFlight, payersOf } from './price-flight.ts'
import { ratesOn } from './price-kinds.ts'
import { billingRoles } from './roles.ts'

export const creditFuelAway = operation({
  id: 'creditFuelAway',
  method: 'POST',
  path: '/api/v1/finance/flights/:id/fuel-away',
  summary: 'Credit fuel that was bought away from home',
  description:
    'Credits what a renter paid for fuel elsewhere, at most at the home price of the rate card (`fuel_away_credit` by the liter). Once for each flight and account.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Flight,
  audits: 'flight.fuel_credited',
  response: Charge.schema,
  status: 201,
  body: Type.Object({
    litreThousandths: integer(1, 100_000_000, '80000 is 80 liters.'),
    paidMinor: integer(0, 1_000_000_000, 'What was paid for `perQuantity` liters.'),
    perQuantity: Type.Optional(integer(1, 100_000, '1 by default.')),
    accountId: Type.Optional(id('acc', 'The first payer of the flight by default.')),
  }),
  async handle({ tx, body, record, principal, emit }) {
    if (record.approvedAt === null || record.reversedByFlightId || record.reversesFlightId)
      throw ruleBroken('Only fuel of an approved flight that stands is credited')
    const [payer] = await payersOf(tx, record)
    const accountId = body.accountId ?? payer?.accountId
    if (!accountId) throw ruleBroken('Nobody pays for this flight: name the account')
    const account = await Account.get(tx, accountId)
    const { day, facts, registration } = await factsOfFlight(tx, record, principal.workspace)
    const rates = (await ratesOn(tx, account.currency, day)).filter(
      ({ chargeKind, basis }) => chargeKind === 'fuel_away_credit' && basis === 'litre',
    )
    const rate = chooseRate(rates, { ...facts, memberGroup: account.memberGroup })
    if (!rate)
      throw noRate(`There is no home price of fuel for ${registration} on ${day} in ${account.currency}`, {
        details: [
          {
            field: 'id',
            message: 'has no price',
            aircraftId: record.aircraftId,
            kind: 'fuel_away_credit',
            on: day,
          },
        ],
      })
    // Both for as many liters: the price with the larger divisor says how exact they are.
    const { litreThousandths, paidMinor, perQuantity = 1 } = body
    const both = { literThousandths: litreThousandths, perQuantity: perQuantity * rate.perQuantity }
    const prices = { paidMinor: paidMinor * rate.perQuantity, homeMinor: rate.unitRateMinor * perQuantity }
    const [inserted] = await insertCharges(tx, principal, [
      {
        id: newId('bch'),
        accountId,
        projectId: record.projectId,
        kind: 'fuel_away_credit',
        description: `Fuel bought away ${registration}`,
        quantityThousandths: -litreThousandths,
        unit: 'litre',
        unitRateMinor: Math.min(prices.paidMinor, prices.homeMinor),
        perQuantity: both.perQuantity,
        netMinor: -fuelAwayCreditMinor({ ...both, ...prices }),
        currency: account.currency,
        taxCode: rate.taxCode,
        rateId: rate.id,
        rateVersionId: rate.versionId,
        sourceType: 'flight',
        sourceId: record.id,
        derivation: { meter: 'litre', aircraftId: record.aircraftId },
        occurredOn: day,
        reversesId: null,
      },
    ])
    if (!inserted) throw conflict('The fuel of this flight was credited to this account already')
    for (const emission of await emissionsOfCharges(tx, [inserted])) emit(emission)
    return Charge.get(tx, inserted)
  },
})
