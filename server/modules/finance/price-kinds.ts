import { sql, type Tx } from '#platform/database/database.ts'
import { lineNetMinor, thousandthsOfHundredths, thousandthsOfMinutes } from '#rules/line-amount.ts'
import { chooseRate, type RateFacts, type RateMatch } from '#rules/match-rate.ts'
import { splitMinor, wholeBasisPoints } from '#rules/split-amount.ts'
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
export interface PricedLine {
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

/** Why something is not charged. */
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

/** Who pays, and which part. */
export interface Payer {
  accountId: string
  shareBasisPoints: number
  currency: string
  memberGroup: string | null
}

/** The account of a project, else the first of these people that has one. Null: nobody of them has an account. */
export async function accountOf(
  tx: Tx,
  { projectId, people }: { projectId: string | null; people: readonly (string | undefined)[] },
): Promise<Payer | null> {
  const crewIds = people.filter((person) => person !== undefined)
  const account = await tx.first(sql<'accountOfHolder'>`
    select id as "accountId", currency, member_group as "memberGroup"
      from finance_accounts
     where status = 'active' and kind in ('receivable', 'prepaid')
       and ((holder_type = 'project' and holder_id = ${projectId})
         or (holder_type = 'person' and holder_id = any(${crewIds})))
     order by holder_type = 'project' desc, array_position(${crewIds}, holder_id), kind = 'prepaid', created_at, id
     limit 1`)
  return account ? { ...account, shareBasisPoints: wholeBasisPoints } : null
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

/** What is to be priced. */
export interface Billed {
  /** The local day whose prices hold. */
  day: string
  flown: Flown
  facts: Omit<RateFacts, 'memberGroup'>
  /** What is rented or used, by its name. */
  name: string
  kinds: readonly BilledKind[]
}
export interface BilledKind {
  kind: RateKind
  /** Whether it must have a price; another kind is charged only where it has one. */
  isRequired: boolean
  description: string
}

/** What something costs each of its payers, and what of it has no price. */
export async function priceKinds(
  tx: Tx,
  { day, flown, facts, name, kinds }: Billed,
  payers: readonly Payer[],
): Promise<{ lines: PricedLine[]; unpriced: Unpriced[] }> {
  const shares = payers.map(({ shareBasisPoints }) => shareBasisPoints)
  const lines: PricedLine[] = []
  const unpriced: Unpriced[] = []
  for (const [index, payer] of payers.entries()) {
    const rates = await ratesOn(tx, payer.currency, day)
    for (const { kind, isRequired, description } of kinds) {
      const fitting = rates.filter(({ chargeKind }) => chargeKind === kind)
      const rate = chooseRate(fitting, { ...facts, memberGroup: payer.memberGroup })
      const quantity = rate && quantityOf(rate, flown)
      if (rate && quantity !== null) {
        if (quantity !== 0) lines.push(lineFor({ payer, index, shares, rate, quantity, description }))
      } else if (rate)
        unpriced.push({ reason: 'no_meter', kind, message: `The ${rate.basis} of ${name} was not read` })
      else if (isRequired)
        unpriced.push({
          reason: 'no_rate',
          kind,
          message: `There is no price for ${kind.replaceAll('_', ' ')} of ${name} on ${day} in ${payer.currency}`,
        })
    }
  }
  return { lines, unpriced }
}

function lineFor(charge: {
  payer: Payer
  index: number
  shares: readonly number[]
  rate: PricedRate
  quantity: number
  description: string
}): PricedLine {
  const { payer, index, shares, rate, quantity, description } = charge
  const net = lineNetMinor({ ...rate, quantityThousandths: quantity })
  return {
    accountId: payer.accountId,
    kind: rate.chargeKind,
    description,
    quantityThousandths: splitMinor(quantity, shares)[index] ?? 0,
    unit: unitOf[rate.basis],
    rate,
    netMinor: splitMinor(net, shares)[index] ?? 0,
    currency: payer.currency,
    shareBasisPoints: payer.shareBasisPoints,
  }
}
