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
const billedFlights = 60

// What the school asks for, in cents an hour.
const prices = [
  { kind: 'rental', basis: 'hobbs', minor: 18_500 },
  { kind: 'instructor_flight', basis: 'block', minor: 7_500 },
  { kind: 'simulator', basis: 'block', minor: 9_000 },
  { kind: 'instructor_ground', basis: 'block', minor: 6_000 },
  { kind: 'fuel_surcharge', basis: 'hobbs', minor: 1_200 },
]

interface Workspace {
  uuid: string
  name: string
  timezone: string
}

/** Two months of billing for the students and renters who flew most: invoices in every state, and charges that wait. */
export async function writeFinance(tx: Tx, workspace: Workspace, now: Date): Promise<void> {
  const principal = billerOf(workspace)
  const day = (daysAgo: number) => new Date(now.getTime() - daysAgo * dayMs).toISOString().slice(0, 10)
  await writePrices(tx, workspace, day(365))
  await writeAccounts(tx, workspace, now)
  await chargeFlights(tx, principal, now)
  const billedAt = new Date(now.getTime() - 25 * dayMs)
  const run = { accountId: null, series: 'INV' }
  const { invoices } = await draftCharges(tx, principal, { ...run, until: day(26), day: day(25) })
  for (const { id } of invoices) await issueDraft(tx, principal, id, billedAt)
  for (const [index, invoice] of invoices.entries()) {
    // Of four, two are paid, one in part, and one waits.
    const share = [1, 0.5, 1, 0][index % 4] ?? 0
    const amountMinor = Math.floor(invoice.totalMinor * share)
    if (amountMinor <= 0) continue
    const account = { id: invoice.accountId, currency: invoice.currency }
    await receivePayment(tx, principal, account, {
      method: index % 2 === 0 ? 'card' : 'transfer',
      amountMinor,
      receivedOn: day(20),
      occurredAt: new Date(now.getTime() - 20 * dayMs),
      allocations: [{ invoiceId: invoice.id, amountMinor }],
    })
  }
  // The draft of one who flew since.
  for (const { accountId } of invoices) {
    const later = await draftCharges(tx, principal, { ...run, accountId, until: day(3), day: day(0) })
    if (later.invoices.length > 0) break
  }
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

/** An account for each of those who flew most lately. */
async function writeAccounts(tx: Tx, { uuid }: Workspace, now: Date): Promise<void> {
  const flyers = await tx.rows(sql<'demoFlyers'>`
    select c.id, c.display_name as name
      from flight_crew fc
      join flights f on f.workspace_id = fc.workspace_id and f.id = fc.flight_id
      join crew c on c.workspace_id = fc.workspace_id and c.id = fc.crew_id
     where f.workspace_id = ${uuid} and f.status = 'approved' and fc.role in ('dual', 'solo')
       and f.off_block_at > ${new Date(now.getTime() - 60 * dayMs)}
     group by c.id, c.display_name order by count(*) desc, c.id limit ${customers}`)
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
    select f.id
      from flights f
     where f.workspace_id = ${principal.workspace.uuid} and f.status = 'approved' and f.project_id is null
       and f.reverses_flight_id is null and f.reversed_by_flight_id is null
       and f.off_block_at > ${new Date(now.getTime() - 60 * dayMs)}
       and exists (select from flight_crew fc
           join finance_accounts a on a.workspace_id = fc.workspace_id and a.holder_id = fc.crew_id
          where fc.workspace_id = f.workspace_id and fc.flight_id = f.id and fc.role in ('dual', 'solo'))
     order by md5(f.id), f.id limit ${billedFlights}`)
  for (const { id } of flights) {
    const flight = await Flight.get(tx, id)
    await chargeFlight(tx, principal, flight, await priceFlight(tx, flight, principal.workspace))
  }
}
