import { type FlightForm, flightPosted } from '#modules/flights/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { belowMinimum, daysFromTo } from '#rules/daily-minimum.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import { Charge } from './charge.ts'
import { localDay } from './local-day.ts'
import {
  chargesAreOn,
  emissionsOfCharges,
  insertCharges,
  type NewCharge,
  noteUnpriced,
  takeBackCharge,
} from './make-charges.ts'
import { type FlightPrice, priceFlight } from './price-flight.ts'
import type { PricedLine } from './price-kinds.ts'

/** A flight is charged in the transaction of its approval, and what was charged is taken back with it. */
export const chargeApproved = flightPosted({
  approved: async (tx, flight, { principal }) =>
    chargesAreOn(principal)
      ? chargeFlight(tx, principal, flight, await priceFlight(tx, flight, principal.workspace))
      : [],
  reversed: async (tx, flight, { principal, now }) =>
    chargesAreOn(principal) ? reverseCharges(tx, principal, flight, now) : [],
})

/** Makes the charges of a flight, each once however often it is asked for. @returns what to emit. */
export async function chargeFlight(
  tx: Tx,
  principal: Principal,
  flight: FlightForm,
  price: FlightPrice,
): Promise<Emission[]> {
  const { day, flown, facts } = price.facts
  const rows = price.lines.map((line) => ({
    ...chargeRow(line),
    projectId: flight.projectId,
    sourceId: flight.id,
    occurredOn: day,
    derivation: derivationOf(line, flight, flown.days, facts.aircraftId),
  }))
  const ids = await insertCharges(tx, principal, rows)
  const minimum = await settleMinimum(tx, principal, flight, price)
  await noteUnpriced(tx, principal, flight.id, price.unpriced)
  return emissionsOfCharges(tx, [...ids, ...minimum])
}

const chargeRow = ({ rate, ...line }: PricedLine) => ({
  ...line,
  id: newId('bch'),
  sourceType: 'flight' as const,
  unitRateMinor: rate.unitRateMinor,
  perQuantity: rate.perQuantity,
  taxCode: rate.taxCode,
  rateId: rate.id as string | null,
  rateVersionId: rate.versionId as string | null,
  reversesId: null as string | null,
})

function derivationOf(line: PricedLine, flight: FlightForm, days: number, aircraftId: string | null) {
  const { basis } = line.rate
  const isMeter = basis === 'hobbs' || basis === 'tach'
  const minutes = { air: flight.airMinutes, block: flight.blockMinutes ?? flight.simulatorMinutes }
  return {
    meter: basis,
    outHundredths: isMeter ? flight[`${basis}OutHundredths`] : null,
    inHundredths: isMeter ? flight[`${basis}InHundredths`] : null,
    minutes: basis === 'air' || basis === 'block' ? minutes[basis] : null,
    shareBasisPoints: line.shareBasisPoints,
    days: basis === 'day' ? days : null,
    aircraftId,
  }
}

/**
 * The difference to the daily minimum, as a line of its own. Another flight on the same days changes it: then the
 * line before is taken back. Where several share a flight, no minimum is charged.
 */
async function settleMinimum(
  tx: Tx,
  principal: Principal,
  flight: FlightForm,
  { facts, lines, payers }: FlightPrice,
): Promise<string[]> {
  const rental = lines.find(({ kind }) => kind === 'rental')
  const minimum = rental?.rate.minimumQuantityThousandths ?? null
  if (!rental || minimum === null || payers !== 1) return []
  const { from, to } = facts
  const charged = await tx.rows(sql<'chargedOnDays'>`
    select id, kind,
           quantity_thousandths + coalesce((derivation ->> 'drawnThousandths')::bigint, 0) as quantity
      from finance_charges t
     where account_id = ${rental.accountId} and derivation ->> 'aircraftId' = ${flight.aircraftId}
       and occurred_on between ${from}::date and ${to}::date and kind in ('rental', 'daily_minimum')
       and status <> 'reversed' and reverses_id is null
       and not exists (select from finance_charges r where r.workspace_id = t.workspace_id and r.reverses_id = t.id)
     order by id for update`)
  const flown = charged
    .filter(({ kind }) => kind === 'rental')
    .reduce((sum, { quantity }) => sum + quantity, 0)
  const below = belowMinimum({
    flownThousandths: flown,
    days: daysFromTo(from, to),
    minimumThousandths: minimum,
  })
  const before = charged.filter(({ kind }) => kind === 'daily_minimum')
  if (before.length === 1 && before[0]?.quantity === below) return []
  const taken: string[] = []
  for (const { id } of before) taken.push(...(await takeBackCharge(tx, principal, await Charge.get(tx, id))))
  if (below === 0) return taken
  const row: NewCharge = {
    ...chargeRow(rental),
    kind: 'daily_minimum',
    description: `Daily minimum ${facts.registration}`,
    quantityThousandths: below,
    netMinor: lineNetMinor({ ...rental.rate, quantityThousandths: below }),
    projectId: flight.projectId,
    sourceId: flight.id,
    occurredOn: facts.day,
    derivation: { meter: rental.rate.basis, days: daysFromTo(from, to), aircraftId: flight.aircraftId },
  }
  return [...taken, ...(await insertCharges(tx, principal, [row]))]
}

/** Takes back what a flight was charged for. */
async function reverseCharges(
  tx: Tx,
  principal: Principal,
  flight: FlightForm,
  now: Date,
): Promise<Emission[]> {
  const charges = await tx.rows(sql<'chargesOfFlight'>`
    select id from finance_charges
     where source_type in ('flight', 'meter_correction') and source_id = ${flight.id} and status in ('open', 'invoiced')
       and reverses_id is null
     order by id for update`)
  await noteUnpriced(tx, principal, flight.id, [])
  const reversing: string[] = []
  for (const { id } of charges)
    reversing.push(
      ...(await takeBackCharge(
        tx,
        principal,
        await Charge.get(tx, id),
        localDay(now, principal.workspace.timezone),
      )),
    )
  return emissionsOfCharges(tx, reversing)
}
