import { sql, type Tx } from '#platform/database/database.ts'
import { id, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { lineNetMinor, thousandthsOfHundredths } from '#rules/line-amount.ts'
import { chooseRate } from '#rules/match-rate.ts'
import { dialRan } from '#rules/meter-ledger.ts'
import type { Dial } from '#rules/meter-truth.ts'
import { splitMinor } from '#rules/split-amount.ts'
import type { MeterFindingForm } from './meter-truth.ts'
import type { MeteredRow } from './metered-flight.ts'
import { currency, minor } from './money-field.ts'
import { allRatesOn } from './price-kinds.ts'

/** One side of what a correction moves. Each pair of lines sums to zero. */
export const CorrectionLine = Type.Object(
  {
    finding: Type.String({ description: 'The key of its finding.' }),
    by: oneOf(['charge', 'posting'], {
      description:
        'A charge waits for the next invoice of its account. A posting is made at once, between accounts of the operator.',
    }),
    flightId: nullable(id('flt')),
    chargeId: nullable(id('bch', 'The charge that it corrects.')),
    account: oneOf(['payer', 'unattributed', 'revenue'], {
      description: 'Whose: of a payer, or the operator’s own for time that nobody logged, or for revenue.',
    }),
    accountId: nullable(id('acc', 'Of a payer.')),
    accountName: Type.String(),
    quantityThousandths: Type.Integer(),
    amountMinor: minor(),
    currency,
  },
  { title: 'MeterCorrectionLine' },
)
export type CorrectionLineForm = Static<typeof CorrectionLine>

/** What the findings are worth: by the price that each flight was charged, or else by that of the day. */
export async function linesOfFindings(
  tx: Tx,
  aircraft: { id: string },
  findings: readonly MeterFindingForm[],
  flights: readonly MeteredRow[],
): Promise<CorrectionLineForm[]> {
  const lines: CorrectionLineForm[] = []
  for (const finding of findings) {
    const unlogged = finding.corrections.filter(({ flightId }) => flightId === null)
    if (unlogged.length > 0) lines.push(...(await valueUnlogged(tx, aircraft, finding, unlogged)))
    for (const { flightId, dial, hundredths } of finding.corrections) {
      const flight = flights.find((row) => row.id === flightId)
      if (flight) lines.push(...(await valueLogged(tx, finding, { flight, dial, hundredths })))
    }
  }
  return lines
}

type Pair = Omit<CorrectionLineForm, 'account' | 'accountId' | 'accountName'>

const withRevenue = (
  pair: Pair,
  other: Pick<CorrectionLineForm, 'account' | 'accountId' | 'accountName'>,
): CorrectionLineForm[] =>
  pair.amountMinor === 0
    ? []
    : [
        { ...pair, ...other },
        {
          ...pair,
          chargeId: null,
          account: 'revenue',
          accountId: null,
          accountName: 'Revenue',
          quantityThousandths: 0,
          amountMinor: -pair.amountMinor,
        },
      ]

/** Time that nobody logged is worth what a rental costs on that day. */
async function valueUnlogged(
  tx: Tx,
  aircraft: { id: string },
  finding: MeterFindingForm,
  unlogged: readonly { dial: Dial; hundredths: number }[],
): Promise<CorrectionLineForm[]> {
  const { typeDesignator } = await tx.one(sql<'typeOfValued'>`
    select type_designator as "typeDesignator" from aircraft where id = ${aircraft.id}`)
  const rates = (await allRatesOn(tx, finding.on)).filter(({ chargeKind }) => chargeKind === 'rental')
  const facts = {
    aircraftId: aircraft.id,
    typeDesignator,
    instructorId: null,
    memberGroup: null,
    airport: null,
  }
  const rate = chooseRate(rates, facts)
  // A price by the clock is taken by the hobbs, which runs with it.
  const ran = rate && (unlogged.find(({ dial }) => dial === rate.basis) ?? unlogged[0])
  if (!rate || !ran || !['hobbs', 'tach', 'air', 'block'].includes(rate.basis)) return []
  const quantityThousandths = thousandthsOfHundredths(ran.hundredths)
  return withRevenue(
    {
      finding: finding.key,
      by: 'posting',
      flightId: null,
      chargeId: null,
      quantityThousandths,
      amountMinor: lineNetMinor({ ...rate, quantityThousandths }),
      currency: rate.currency,
    },
    { account: 'unattributed', accountId: null, accountName: 'Unattributed flight time' },
  )
}

/** What a flight was charged by the dial that was wrong: each of its payers gets or owes the difference. */
async function valueLogged(
  tx: Tx,
  { key }: Pick<MeterFindingForm, 'key'>,
  { flight, dial, hundredths }: { flight: MeteredRow; dial: Dial; hundredths: number },
): Promise<CorrectionLineForm[]> {
  const reading = flight[dial]
  const charges = await tx.rows(sql<'chargesByDial'>`
    select t.id, t.account_id as "accountId", a.name as "accountName", t.kind, t.currency,
           t.quantity_thousandths as "quantityThousandths", t.unit_rate_minor as "unitRateMinor",
           t.per_quantity as "perQuantity", t.discount_basis_points as "discountBasisPoints",
           t.net_minor as "netMinor", coalesce((t.derivation ->> 'drawnThousandths')::bigint, 0) as drawn,
           coalesce((t.derivation ->> 'shareBasisPoints')::integer, 10000) as share
      from finance_charges t
      join finance_accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id
     where t.source_type = 'flight' and t.source_id = ${flight.id} and t.derivation ->> 'meter' = ${dial}
       and t.kind <> 'daily_minimum' and t.status in ('open', 'invoiced') and t.reverses_id is null
       and not exists (select from finance_charges r where r.workspace_id = t.workspace_id and r.reverses_id = t.id)
     order by t.kind, t.id`)
  if (!reading) return []
  const whole = Math.max(0, thousandthsOfHundredths(dialRan(dial, reading.out, reading.in) + hundredths))
  return [...Map.groupBy(charges, ({ kind }) => kind).values()].flatMap((payers) => {
    const shares = payers.map(({ share }) => share)
    // Where not every payer was charged, such as in another currency, nothing is proposed.
    if (shares.reduce((sum, share) => sum + share, 0) !== 10_000) return []
    return payers.flatMap((charge, index) => {
      const part = splitMinor(whole, shares)[index] ?? 0
      // Block time paid for the rest already, in its own hours.
      const quantityThousandths = Math.max(0, part - charge.drawn)
      const net =
        charge.drawn > 0
          ? lineNetMinor({ ...charge, quantityThousandths })
          : (splitMinor(lineNetMinor({ ...charge, quantityThousandths: whole }), shares)[index] ?? 0)
      return withRevenue(
        {
          finding: key,
          by: 'charge',
          flightId: flight.id,
          chargeId: charge.id,
          quantityThousandths: quantityThousandths - charge.quantityThousandths,
          amountMinor: net - charge.netMinor,
          currency: charge.currency,
        },
        { account: 'payer', accountId: charge.accountId, accountName: charge.accountName },
      )
    })
  })
}
