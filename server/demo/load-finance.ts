import {
  chargeFlight,
  draftCharges,
  issueDraft,
  priceFlight,
  receivePayment,
} from '#modules/finance/index.ts'
import { Flight } from '#modules/flights/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { KeyPrincipal } from '#platform/kernel/principal.ts'

const dayMs = 86_400_000
const customers = 12
// Of each month.
const recentFlights = 30
const earlierFlights = 8
const billedMonths = 12

// What the school asks for, in cents an hour.
const prices = [
  { kind: 'rental', basis: 'hobbs', minor: 18_500 },
  { kind: 'instructor_flight', basis: 'block', minor: 7_500 },
  { kind: 'simulator', basis: 'block', minor: 9_000 },
  { kind: 'instructor_ground', basis: 'block', minor: 6_000 },
  { kind: 'fuel_surcharge', basis: 'hobbs', minor: 1_200 },
  { kind: 'dues', basis: 'month', minor: 4_500 },
]

interface Workspace {
  uuid: string
  name: string
  timezone: string
}

/** A year of billing for the students and renters who flew most: invoices in every state, and charges that wait. */
export async function writeFinance(tx: Tx, workspace: Workspace, now: Date): Promise<void> {
  const principal = billerOf(workspace)
  const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * dayMs)
  const day = (daysAgo: number) => at(daysAgo).toISOString().slice(0, 10)
  await writePrices(tx, workspace, day(365))
  await writeAccounts(tx, workspace, now)
  await writeCosts(tx, workspace)
  await chargeFlights(tx, principal, now)
  const run = { accountId: null, series: 'INV' }
  let flyers: string[] = []
  for (let month = billedMonths - 1; month >= 0; month--) {
    const billed = 25 + month * 30
    const { invoices } = await draftCharges(tx, principal, {
      ...run,
      until: day(billed + 1),
      day: day(billed),
    })
    for (const { id } of invoices) await issueDraft(tx, principal, id, at(billed))
    // Of the last invoices, two of four are paid, one in part, and one waits; those before are paid.
    const shares = month === 0 ? [1, 0.5, 1, 0] : [1]
    for (const [index, invoice] of invoices.entries()) {
      const amountMinor = Math.floor(invoice.totalMinor * (shares[index % shares.length] ?? 0))
      if (amountMinor <= 0) continue
      const account = { id: invoice.accountId, currency: invoice.currency }
      await receivePayment(tx, principal, account, {
        method: index % 2 === 0 ? 'card' : 'transfer',
        amountMinor,
        receivedOn: day(billed - 5),
        occurredAt: at(billed - 5),
        allocations: [{ invoiceId: invoice.id, amountMinor }],
      })
    }
    if (invoices.length > 0) flyers = invoices.map(({ accountId }) => accountId)
  }
  // The draft of one who flew since.
  for (const accountId of flyers) {
    const later = await draftCharges(tx, principal, { ...run, accountId, until: day(3), day: day(0) })
    if (later.invoices.length > 0) break
  }
}

/** What the aircraft cost beside their work orders, and members who pay dues from the next month on. */
async function writeCosts(tx: Tx, { uuid }: Workspace): Promise<void> {
  await tx.run(sql`
    insert into finance_aircraft_costs (workspace_id, aircraft_id, currency, insurance_minor, fixed_minor,
        fuel_minor_per_liter)
    select workspace_id, id, 'USD', 312000, 42000, 172 from aircraft where workspace_id = ${uuid}`)
  const members = await tx.rows(sql<'demoDuesPayers'>`
    select id from finance_accounts
     where workspace_id = ${uuid} and holder_type = 'person' order by name, id limit 3`)
  const rows = members.map(({ id }) => ({ accountId: id, id: newId('dus') }))
  await tx.run(sql`
    insert into finance_dues (workspace_id, id, account_id, description, period, starts_on, next_on)
    select ${uuid}::uuid, d.id, d."accountId", 'Membership', 'month',
           date_trunc('month', current_date + interval '1 month'),
           date_trunc('month', current_date + interval '1 month')
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(id text, "accountId" text)`)
}

const billerOf = ({ uuid, name, timezone }: Workspace): KeyPrincipal => ({
  kind: 'api_key',
  keyId: newId('key'),
  keyName: 'Apron',
  scopes: [],
  projects: null,
  secretVersion: 1,
  sequence: 0,
  maintenance: null,
  workspace: {
    uuid,
    name,
    timezone,
    id: '',
    slug: '',
    modules: ['finance'],
    apiKeysEnabled: true,
    allowlist: null,
  },
})

async function writePrices(tx: Tx, { uuid, name }: Workspace, validFrom: string): Promise<void> {
  const address = {
    line1: '4900 Earhart Road',
    city: 'Loveland',
    postalCode: '80538',
    region: 'CO',
    country: 'US',
  }
  await tx.run(sql`
    insert into finance_sellers (workspace_id, name, address, registration_number, payment_terms)
    values (${uuid}, ${name}, ${JSON.stringify(address)}, '20061234567', 'Due within 14 days')`)
  const [cardId, versionId] = [newId('rcd'), newId('rcv')]
  await tx.run(sql`
    insert into finance_rate_cards (workspace_id, id, name, currency) values (${uuid}, ${cardId}, 'Members', 'USD')`)
  await tx.run(sql`
    insert into finance_rate_versions (workspace_id, id, card_id, valid_from)
    values (${uuid}, ${versionId}, ${cardId}, ${validFrom})`)
  const rates = prices.map((price) => ({ ...price, id: newId('rte') }))
  await tx.run(sql`
    insert into finance_rates (workspace_id, id, version_id, charge_kind, basis, unit_rate_minor, tax_code,
        currency, during)
    select ${uuid}::uuid, r.id, ${versionId}, r.kind, r.basis, r.minor, 'NONE', 'USD',
           daterange(${validFrom}::date, null)
      from jsonb_to_recordset(${JSON.stringify(rates)}::jsonb) as r(id text, kind text, basis text, minor bigint)`)
  await tx.run(sql`
    update finance_rate_versions set status = 'published', published_at = now(), published_by_name = 'Apron'
     where workspace_id = ${uuid} and id = ${versionId}`)
}

/** An account for each of those who flew most lately, or in the months before. */
async function writeAccounts(tx: Tx, { uuid }: Workspace, now: Date): Promise<void> {
  const flyers = await tx.rows(sql<'demoFlyers', { name: string }>`
    with flown as (
      select c.id, c.display_name as name, f.off_block_at > ${new Date(now.getTime() - 60 * dayMs)} as is_recent,
             count(*) as flights
        from flight_crew fc
        join flights f on f.workspace_id = fc.workspace_id and f.id = fc.flight_id
        join crew c on c.workspace_id = fc.workspace_id and c.id = fc.crew_id
       where f.workspace_id = ${uuid} and f.status = 'approved' and fc.role in ('dual', 'solo')
         and f.off_block_at > ${new Date(now.getTime() - billedMonths * 30 * dayMs)}
       group by c.id, c.display_name, 3
    )
    select distinct id, name from (
      select id, name, row_number() over (partition by is_recent order by flights desc, id) as place from flown
    ) ranked where place <= ${customers} order by id`)
  const rows = flyers.map((flyer, index) => ({
    ...flyer,
    accountId: newId('acc'),
    paymentDays: index % 3 === 0 ? 14 : 30,
  }))
  await tx.run(sql`
    insert into finance_accounts (workspace_id, id, holder_type, holder_id, name, kind, currency, payment_days)
    select ${uuid}::uuid, a."accountId", 'person', a.id, a.name, 'receivable', 'USD', a."paymentDays"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(id text, "accountId" text, name text,
          "paymentDays" integer)`)
}

async function chargeFlights(tx: Tx, principal: KeyPrincipal, now: Date): Promise<void> {
  const flights = await tx.rows(sql<'demoFlightsToBill'>`
    select id from (
      select f.id, f.off_block_at,
             row_number() over (partition by date_trunc('month', f.off_block_at) order by md5(f.id), f.id) as place
        from flights f
       where f.workspace_id = ${principal.workspace.uuid} and f.status = 'approved' and f.project_id is null
         and f.reverses_flight_id is null and f.reversed_by_flight_id is null
         and f.off_block_at > ${new Date(now.getTime() - billedMonths * 30 * dayMs)}
         and exists (select from flight_crew fc
             join finance_accounts a on a.workspace_id = fc.workspace_id and a.holder_id = fc.crew_id
            where fc.workspace_id = f.workspace_id and fc.flight_id = f.id and fc.role in ('dual', 'solo'))
    ) f
     where place <= case when off_block_at > ${new Date(now.getTime() - 60 * dayMs)} then ${recentFlights}::integer
                         else ${earlierFlights}::integer end
     order by off_block_at, id`)
  for (const { id } of flights) {
    const flight = await Flight.get(tx, id)
    await chargeFlight(tx, principal, flight, await priceFlight(tx, flight, principal.workspace))
  }
}
