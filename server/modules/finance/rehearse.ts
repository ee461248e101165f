import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { date, id, nullable, type Static, Type } from '#platform/kernel/schema.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import { chooseRate, type RateMatch } from '#rules/match-rate.ts'
import { currency, minor } from './money-field.ts'
import { type Flown, type PricedRate, quantityOf } from './price-kinds.ts'
import { RateCard } from './rate-card.ts'
import { RateVersion } from './rate-version.ts'
import { moneyReaders } from './roles.ts'

const amounts = {
  currentMinor: minor('As it was charged.'),
  rehearsedMinor: minor('By the prices of the version.'),
  differenceMinor: minor(),
}
const Rehearsal = Type.Object(
  {
    versionId: id('rcv'),
    from: date(),
    to: date(),
    currency,
    charges: Type.Integer({ description: 'How many were priced again.' }),
    unmatched: Type.Integer({
      description: 'How many kept their price, because the version has none for them.',
    }),
    ...amounts,
    byAccount: Type.Array(Type.Object({ accountId: id('acc'), accountName: Type.String(), ...amounts })),
    byAircraft: Type.Array(
      Type.Object({ aircraftId: nullable(id('acf')), registration: nullable(Type.String()), ...amounts }),
    ),
  },
  { title: 'RateRehearsal' },
)
const longestMonths = 36

export const rehearse = operation({
  id: 'rehearseRates',
  method: 'POST',
  path: '/api/v1/finance/rates/rehearse',
  summary: 'Rehearse a version of a rate card on past flights',
  description:
    'Prices the flights of a range of dates again with a version, published or not, and changes nothing: what each account and each aircraft would have been charged.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  readOnly: true,
  response: Rehearsal,
  body: Type.Object({ versionId: id('rcv'), from: date(), to: date('This day included.') }),
  async handle({ tx, body }) {
    const { from, to } = body
    if (to < from) throw invalidFields([{ field: 'to', message: `must not lie before ${from}` }])
    if (Temporal.PlainDate.from(from).until(to, { largestUnit: 'months' }).months > longestMonths)
      throw invalidFields([{ field: 'from', message: `lies more than ${longestMonths} months before to` }])
    const version = await RateVersion.get(tx, body.versionId)
    const card = await RateCard.get(tx, version.cardId)
    const rates = await ratesOf(tx, version.id)
    return addUp(await flownCharges(tx, body, card.currency), rates, {
      versionId: version.id,
      from,
      to,
      currency: card.currency,
    })
  },
})

const ratesOf = (tx: Tx, versionId: string) =>
  tx.rows(sql<
    'rehearsedRates',
    { chargeKind: PricedRate['chargeKind']; basis: PricedRate['basis']; match: RateMatch }
  >`
    select id, version_id as "versionId", charge_kind as "chargeKind", basis, unit_rate_minor as "unitRateMinor",
           per_quantity as "perQuantity", minimum_quantity_thousandths as "minimumQuantityThousandths",
           tax_code as "taxCode", currency, json_build_object('aircraftId', aircraft_id,
             'typeDesignator', type_designator, 'instructorId', instructor_id, 'memberGroup', member_group,
             'airport', airport) as match
      from finance_rates where version_id = ${versionId}`)

type FlownCharge = Awaited<ReturnType<typeof flownCharges>>[number]

/** What flights were charged, with what a price asks of each, in one query: a year has many. */
function flownCharges(tx: Tx, { from, to }: { from: string; to: string }, code: string) {
  return tx.rows(sql<'flownCharges', { kind: PricedRate['chargeKind'] }>`
    select c.account_id as "accountId", a.name as "accountName", c.kind, c.net_minor as "netMinor",
           coalesce((c.derivation ->> 'shareBasisPoints')::integer, 10000) as share, a.member_group as "memberGroup",
           f.aircraft_id as "aircraftId", x.registration, x.type_designator as "typeDesignator",
           f.to_airport as airport, f.hobbs_in_hundredths - f.hobbs_out_hundredths as "hobbsHundredths",
           f.tach_in_hundredths - f.tach_out_hundredths as "tachHundredths", f.air_minutes as "airMinutes",
           f.block_minutes as "blockMinutes", f.day_landings + f.night_landings as landings,
           (select fc.crew_id from flight_crew fc
             where fc.workspace_id = f.workspace_id and fc.flight_id = f.id and fc.role = 'instructor'
             order by fc.position limit 1) as "instructorId",
           coalesce((select round(extract(epoch from coalesce(s.checked_in_at, s.ends_at)
                       - coalesce(s.checked_out_at, s.starts_at)) / 60)::integer
              from planning_sessions s
             where s.workspace_id = f.workspace_id and s.flight_id = f.id limit 1), f.block_minutes) as "sessionMinutes"
      from finance_charges c
      join finance_accounts a on a.workspace_id = c.workspace_id and a.id = c.account_id
      join flights f on f.workspace_id = c.workspace_id and f.id = c.source_id
      join aircraft x on x.workspace_id = f.workspace_id and x.id = f.aircraft_id
     where c.source_type = 'flight' and c.occurred_on between ${from}::date and ${to}::date
       and c.currency = ${code} and c.reverses_id is null and c.status in ('open', 'invoiced')
       and c.kind <> 'daily_minimum' and not c.derivation ? 'drawnThousandths'
       and f.reversed_by_flight_id is null`)
}

interface Sum {
  currentMinor: number
  rehearsedMinor: number
  differenceMinor: number
}
const nothing = (): Sum => ({ currentMinor: 0, rehearsedMinor: 0, differenceMinor: 0 })
function add(sum: Sum, current: number, rehearsed: number): void {
  sum.currentMinor += current
  sum.rehearsedMinor += rehearsed
  sum.differenceMinor += rehearsed - current
}

function addUp(
  charges: readonly FlownCharge[],
  rates: readonly PricedRate[],
  head: Pick<Static<typeof Rehearsal>, 'versionId' | 'from' | 'to' | 'currency'>,
): Static<typeof Rehearsal> {
  const whole = nothing()
  const byAccount = new Map<string, Sum & { accountId: string; accountName: string }>()
  const byAircraft = new Map<string, Sum & { aircraftId: string; registration: string }>()
  const byKind = Map.groupBy(rates, ({ chargeKind }) => chargeKind)
  let unmatched = 0
  for (const charge of charges) {
    const rehearsed = priceOf(charge, byKind.get(charge.kind) ?? [])
    if (rehearsed === null) unmatched += 1
    const next = rehearsed ?? charge.netMinor
    const { accountId, accountName, aircraftId, registration } = charge
    const account = byAccount.get(accountId) ?? { accountId, accountName, ...nothing() }
    const aircraft = byAircraft.get(aircraftId) ?? { aircraftId, registration, ...nothing() }
    byAccount.set(accountId, account)
    byAircraft.set(aircraftId, aircraft)
    for (const sum of [whole, account, aircraft]) add(sum, charge.netMinor, next)
  }
  const largest = (a: Sum, b: Sum) => Math.abs(b.differenceMinor) - Math.abs(a.differenceMinor)
  return {
    ...head,
    charges: charges.length - unmatched,
    unmatched,
    ...whole,
    byAccount: [...byAccount.values()].sort(largest),
    byAircraft: [...byAircraft.values()].sort(largest),
  }
}

/** What the charge would be; null: the version has no price for it, or its meter was not read. */
function priceOf(charge: FlownCharge, rates: readonly PricedRate[]): number | null {
  const rate = chooseRate(rates, charge)
  const flown: Flown = {
    ...charge,
    blockMinutes: charge.blockMinutes ?? 0,
    sessionMinutes: charge.sessionMinutes ?? 0,
    days: 1,
  }
  const quantity = rate && quantityOf(rate, flown)
  if (!rate || quantity === null) return null
  const net = lineNetMinor({ ...rate, quantityThousandths: quantity })
  return Number((BigInt(net) * BigInt(charge.share)) / 10_000n)
}
