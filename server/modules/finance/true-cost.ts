import { Aircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { date, id, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { divideHalfAway } from '#rules/line-amount.ts'
import { chooseRate } from '#rules/match-rate.ts'
import { monthsFromTo, perHourMinor } from '#rules/true-cost.ts'
import { costSettingsOf } from './cost-settings.ts'
import {
  type CostSource,
  costKinds,
  flownIn,
  fuelSources,
  reserveSources,
  standingSources,
  workSources,
} from './cost-source.ts'
import { localDay } from './local-day.ts'
import { currency, minor } from './money-field.ts'
import { ratesOn } from './price-kinds.ts'
import { moneyReaders } from './roles.ts'

const sums = {
  hoursHundredths: Type.Integer({ description: 'By hobbs, or by the clock where nobody read it.' }),
  partsMinor: minor(),
  laborMinor: minor(),
  fuelMinor: minor(),
  insuranceMinor: minor(),
  fixedMinor: minor(),
  reservesMinor: minor('Of components, by the time flown.'),
  totalMinor: minor('The sum of the sources.'),
  perHourMinor: nullable(minor('Null: nothing was flown.')),
  billedMinor: minor('What flights of the aircraft were charged without tax and without instruction.'),
  marginMinor: minor('Billed less cost.'),
}
const Month = Type.Object(
  {
    month: date('Its first day.'),
    ...sums,
    rateMinor: nullable(
      minor('What an hour costs by the rate card on the last day of the month. Null: no hourly price.'),
    ),
  },
  { title: 'TrueCostMonth' },
)
const whole = Type.Object(sums, { title: 'TrueCostSums' })
const TrueCost = Type.Object(
  {
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    currency,
    months: Type.Array(Month),
    whole,
    sources: Type.Array(
      Type.Object(
        {
          kind: oneOf(costKinds),
          sourceId: nullable(
            Type.String({
              description: 'A work order, flight, fuel order or component; null: the settings.',
            }),
          ),
          month: date(),
          description: Type.String(),
          amountMinor: minor(),
        },
        { title: 'CostSource' },
      ),
    ),
    ordersInOtherCurrencies: Type.Integer({ description: 'Completed work orders that are not counted.' }),
  },
  { title: 'TrueCost' },
)
type TrueCostForm = Static<typeof TrueCost>
type Sums = Static<typeof whole>

const costQuery = Type.Object({
  date_from: Type.Optional(date('From the month of this day; eleven months ago by default.')),
  date_to: Type.Optional(date('To the month of this day; the present one by default.')),
})
const mostMonths = 36

function monthsOf(query: { date_from?: string; date_to?: string }, today: string): string[] {
  const to = query.date_to ?? today
  const from = query.date_from ?? Temporal.PlainDate.from(to).subtract({ months: 11 }).toString()
  if (to < from) throw invalidFields([{ field: 'date_to', message: `must not lie before ${from}` }])
  const months = monthsFromTo(from, to)
  if (months.length > mostMonths)
    throw invalidFields([
      { field: 'date_from', message: `lies more than ${mostMonths} months before date_to` },
    ])
  return months
}

const reading = {
  method: 'GET',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  query: costQuery,
} as const

export const getTrueCost = operation({
  ...reading,
  id: 'getTrueCost',
  path: '/api/v1/finance/aircraft/:id/true-cost',
  summary: 'Get what an hour of an aircraft costs',
  description:
    'Parts and labor of its work orders, fuel, insurance and reserves by month, against the rate card and what was billed. Every cent is in `sources`.',
  on: Aircraft,
  // Costs belong to no project.
  project: () => null,
  response: TrueCost,
  handle: ({ tx, record, query, principal, now }) =>
    trueCostOf(tx, record, monthsOf(query, localDay(now, principal.workspace.timezone))),
})

export const listTrueCost = operation({
  ...reading,
  id: 'listTrueCost',
  path: '/api/v1/finance/true-cost',
  summary: 'List what an hour of each aircraft costs',
  description: 'The sums of all months for each aircraft that flew or cost something.',
  response: Type.Object({
    items: Type.Array(
      Type.Object(
        { aircraftId: id('acf'), aircraftRegistration: Type.String(), currency, ...sums },
        { title: 'TrueCostOfAircraft' },
      ),
    ),
  }),
  async handle({ tx, query, principal, now }) {
    const months = monthsOf(query, localDay(now, principal.workspace.timezone))
    const fleet = await tx.rows(sql<'fleetToCost'>`
      select id, registration from aircraft where status not in ('retired', 'sold') order by registration, id`)
    const items = []
    for (const aircraft of fleet) {
      const cost = await trueCostOf(tx, aircraft, months)
      if (cost.whole.hoursHundredths === 0 && cost.whole.totalMinor === 0) continue
      const { aircraftId, aircraftRegistration, currency: code } = cost
      items.push({ aircraftId, aircraftRegistration, currency: code, ...cost.whole })
    }
    return { items }
  },
})

async function trueCostOf(
  tx: Tx,
  aircraft: { id: string; registration: string },
  months: readonly string[],
): Promise<TrueCostForm> {
  const range = { aircraftId: aircraft.id, registration: aircraft.registration, months }
  const settings = await costSettingsOf(tx, aircraft.id)
  const flights = await flownIn(tx, range)
  const sources: CostSource[] = [
    ...(await workSources(tx, range, settings.currency)),
    ...(await fuelSources(tx, range, settings, flights)),
    ...standingSources(settings, months),
    ...(await reserveSources(tx, range, settings, flights)),
  ]
  const billed = await billedByMonth(tx, range, settings.currency)
  const byMonth = []
  for (const month of months) {
    const flown = flights.filter((flight) => flight.month === month)
    byMonth.push({
      month,
      ...sumsOf(
        sources.filter((source) => source.month === month),
        flown.reduce((sum, { hundredths }) => sum + hundredths, 0),
        billed.get(month) ?? 0,
      ),
      rateMinor: await hourlyRate(tx, aircraft.id, settings.currency, month),
    })
  }
  const { orders } = await tx.one(sql<'ordersElsewhere'>`
    select count(*)::integer as orders from work_orders
     where aircraft_id = ${aircraft.id} and status in ('completed', 'verified') and currency <> ${settings.currency}`)
  return {
    aircraftId: aircraft.id,
    aircraftRegistration: aircraft.registration,
    currency: settings.currency,
    months: byMonth,
    whole: sumsOf(
      sources,
      flights.reduce((sum, { hundredths }) => sum + hundredths, 0),
      [...billed.values()].reduce((sum, amount) => sum + amount, 0),
    ),
    sources,
    ordersInOtherCurrencies: orders ?? 0,
  }
}

function sumsOf(sources: readonly CostSource[], hoursHundredths: number, billedMinor: number): Sums {
  const of = (kind: CostSource['kind']) =>
    sources.filter((source) => source.kind === kind).reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const totalMinor = sources.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  return {
    hoursHundredths,
    partsMinor: of('parts'),
    laborMinor: of('labor'),
    fuelMinor: of('fuel'),
    insuranceMinor: of('insurance'),
    fixedMinor: of('fixed'),
    reservesMinor: of('reserves'),
    totalMinor,
    perHourMinor: perHourMinor(totalMinor, hoursHundredths),
    billedMinor,
    marginMinor: billedMinor - totalMinor,
  }
}

/** What its flights were charged, without the instructor. */
async function billedByMonth(
  tx: Tx,
  { aircraftId, months }: { aircraftId: string; months: readonly string[] },
  code: string,
): Promise<Map<string, number>> {
  const rows = await tx.rows(sql<'billedByMonth', { month: string }>`
    select to_char(date_trunc('month', c.occurred_on), 'YYYY-MM-DD') as month, sum(c.net_minor)::bigint as billed
      from finance_charges c
      join flights f on f.workspace_id = c.workspace_id and f.id = c.source_id
     where f.aircraft_id = ${aircraftId} and c.currency = ${code} and c.status in ('open', 'invoiced')
       and c.kind not in ('instructor_flight', 'instructor_ground')
       and c.occurred_on >= ${months[0] ?? ''}::date
       and c.occurred_on < ${months.at(-1) ?? ''}::date + interval '1 month'
     group by 1`)
  return new Map(rows.map(({ month, billed }) => [month, Number(billed)]))
}

async function hourlyRate(tx: Tx, aircraftId: string, code: string, month: string): Promise<number | null> {
  const last = Temporal.PlainDate.from(month).add({ months: 1 }).subtract({ days: 1 }).toString()
  const { typeDesignator } = await tx.one(sql<'typeOfCosted'>`
    select type_designator as "typeDesignator" from aircraft where id = ${aircraftId}`)
  const rates = (await ratesOn(tx, code, last)).filter(({ chargeKind }) => chargeKind === 'rental')
  const facts = { aircraftId, typeDesignator, instructorId: null, memberGroup: null, airport: null }
  const rate = chooseRate(rates, facts)
  if (!rate || !['hobbs', 'tach', 'air', 'block'].includes(rate.basis)) return null
  return Number(divideHalfAway(BigInt(rate.unitRateMinor), BigInt(rate.perQuantity)))
}
