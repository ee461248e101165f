import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { nextNumbers } from '#platform/series/next-code.ts'
import { Account, accountBelowLimit, accountClosed, currencyMismatch } from './account.ts'

export interface Posting {
  accountId: string
  amountMinor: number
}

export const entrySources = ['invoice', 'payment', 'manual', 'meter_correction', 'package'] as const

export interface NewEntry {
  occurredAt: Date
  description: string
  source: { type: (typeof entrySources)[number]; id: string | null }
  /** Null: each account's own. */
  currency: string | null
  postings: readonly Posting[]
  reversesId?: string | null
}

/** Who posts: who asks for it, or the work that runs for somebody. */
export type Poster = Principal | { workspace: { uuid: string }; postedBy: string }
const nameOfPoster = (poster: Poster) => ('postedBy' in poster ? poster.postedBy : actorOf(poster).name)

/**
 * Posts an entry: its postings sum to zero, which the database checks at the commit. Postings of nothing are left out.
 * @returns the entry, or null where nothing is left to post; and what to emit.
 */
export async function postEntry(
  tx: Tx,
  poster: Poster,
  entry: NewEntry,
): Promise<{ entryId: string | null; emissions: Emission[] }> {
  const postings = entry.postings.filter(({ amountMinor }) => amountMinor !== 0)
  if (postings.length === 0) return { entryId: null, emissions: [] }
  const currencies = await lockAccounts(tx, postings, entry.currency)
  const workspaceUuid = poster.workspace.uuid
  const [number] = await nextNumbers(tx, { workspaceUuid, prefix: 'ledger', year: 0 }, 1)
  const entryId = newId('jen')
  await tx.run(sql`
    insert into finance_entries (workspace_id, id, number, occurred_at, description, source_type, source_id,
        reverses_id, created_by_name)
    values (${workspaceUuid}, ${entryId}, ${number}, ${entry.occurredAt}, ${entry.description},
        ${entry.source.type}, ${entry.source.id}, ${entry.reversesId ?? null}, ${nameOfPoster(poster)})`)
  const rows = postings.map((posting, position) => ({
    ...posting,
    id: newId('jpo'),
    position,
    currency: currencies.get(posting.accountId),
  }))
  await tx.run(sql`
    insert into finance_postings (workspace_id, id, entry_id, position, account_id, amount_minor, currency,
        occurred_at)
    select ${workspaceUuid}::uuid, p.id, ${entryId}, p.position, p."accountId", p."amountMinor", p.currency,
           ${entry.occurredAt}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(id text, position integer, "accountId" text,
          "amountMinor" bigint, currency text)`)
  return { entryId, emissions: await crossedLimits(tx, postings) }
}

/** Locks the accounts in one order, so that two entries never wait for each other. @returns their currencies. */
async function lockAccounts(
  tx: Tx,
  postings: readonly Posting[],
  currency: string | null,
): Promise<Map<string, string>> {
  const ids = [...new Set(postings.map(({ accountId }) => accountId))]
  const accounts = await tx.rows(sql<'postedAccounts'>`
    select id, name, status, currency from finance_accounts where id = any(${ids}) order by id for share`)
  const closed = accounts.find(({ status }) => status === 'closed')
  if (closed)
    throw accountClosed(`The account ${closed.name} is closed`, {
      details: [{ field: 'accountId', message: 'is closed', accountId: closed.id }],
    })
  const other = accounts.find((account) => currency !== null && account.currency !== currency)
  if (other)
    throw currencyMismatch(`The account ${other.name} is in ${other.currency}, not in ${currency}`, {
      details: [{ field: 'currency', message: `is ${other.currency} for this account`, accountId: other.id }],
    })
  return new Map(accounts.map((account) => [account.id, account.currency]))
}

/** An event for each account that this entry took across its limit. */
async function crossedLimits(tx: Tx, postings: readonly Posting[]): Promise<Emission[]> {
  const added = new Map<string, number>()
  for (const { accountId, amountMinor } of postings)
    added.set(accountId, (added.get(accountId) ?? 0) + amountMinor)
  const rows = await tx.rows(sql<'accountsOverLimit'>`
    select a.id, b.balance_minor as balance, a.credit_limit_minor as limit
      from finance_accounts a
      join finance_balances b on b.workspace_id = a.workspace_id and b.account_id = a.id
     where a.id = any(${[...added.keys()]}) and a.credit_limit_minor is not null
       and b.balance_minor > a.credit_limit_minor
     order by a.id`)
  const crossed = rows.filter(({ id, balance, limit }) => balance - (added.get(id) ?? 0) <= (limit ?? 0))
  const emissions: Emission[] = []
  for (const { id } of crossed) {
    const account = await Account.get(tx, id)
    emissions.push({
      type: accountBelowLimit,
      subject: { type: Account.name, id, label: account.name },
      data: account,
    })
  }
  return emissions
}

const standardNames = {
  revenue: 'Revenue',
  tax: 'Tax',
  cash: 'Cash and bank',
  clearing: 'Unattributed flight time',
} as const
type Standard = keyof typeof standardNames
const postedTo = ['revenue', 'tax', 'cash'] as const

/** The operator's own accounts that invoices and payments post to, made when they are first needed. */
export async function standardAccounts<Kind extends Standard = (typeof postedTo)[number]>(
  tx: Tx,
  workspaceUuid: string,
  currency: string,
  kinds: readonly Kind[] = postedTo as readonly Standard[] as readonly Kind[],
): Promise<Record<Kind, string>> {
  const read = () =>
    tx.rows(sql<'standardAccounts', { kind: Standard }>`
      select id, kind from finance_accounts where is_standard and currency = ${currency}`)
  let accounts = await read()
  const missing = kinds.filter((kind) => !accounts.some((account) => account.kind === kind))
  if (missing.length > 0) {
    const rows = missing.map((kind) => ({
      kind,
      id: newId('acc'),
      name: `${standardNames[kind]} ${currency}`,
    }))
    await tx.run(sql`
      insert into finance_accounts (workspace_id, id, holder_type, name, kind, currency, is_standard)
      select ${workspaceUuid}::uuid, a.id, 'internal', a.name, a.kind, ${currency}, true
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(id text, kind text, name text)
          on conflict do nothing`)
    accounts = await read()
  }
  return Object.fromEntries(accounts.map(({ kind, id }) => [kind, id])) as Record<Kind, string>
}
