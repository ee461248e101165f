import { createHash, randomBytes } from 'node:crypto'
import { sql, type Tx } from '../../database/database.ts'
import type { PeriodicWork } from '../../jobs/periodic.ts'
import { problem } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'

export const linkInvalid = problem('link_invalid', 404, {
  meaning: 'This link was used already, is too old, or was replaced by a newer one',
  fix: 'Ask for a new one.',
})

export const token = Type.String({ minLength: 20, maxLength: 100 })

const validMinutes = { password_reset: 60, email: 3 * 24 * 60, email_undo: 7 * 24 * 60 } as const
type Purpose = keyof typeof validMinutes

/** The number of mails per hour that an account may get for one purpose, whatever the source of the requests. */
const mostAnHour = 5

const hashOf = (text: string) => createHash('sha256').update(text).digest()

/**
 * Makes a token that its reader proves something with; the ones before it of the same purpose end.
 * @returns null where the account was sent enough of them within the hour.
 */
export async function issueToken(
  tx: Tx,
  { userId, purpose, email = null }: { userId: string; purpose: Purpose; email?: string | null },
): Promise<string | null> {
  const { count } = await tx.one(sql<'recentTokenCount'>`
    select count(*) as count
      from account_tokens
     where user_id = ${userId} and purpose = ${purpose} and created_at > now() - interval '1 hour'`)
  if (count >= mostAnHour && purpose !== 'email_undo') return null
  // Each address that the account had may restore itself.
  if (purpose !== 'email_undo') await revokeTokens(tx, userId, purpose)
  const text = randomBytes(32).toString('base64url')
  await tx.run(sql`
    insert into account_tokens (hash, user_id, purpose, email, expires_at)
    values (${hashOf(text)}, ${userId}, ${purpose}, ${email},
        now() + make_interval(mins => ${validMinutes[purpose]}))`)
  return text
}

export interface TokenOwner {
  userId: string
  email: string
  displayName: string
}

/** Whose token it is, while it can still be used. @throws Problem `link_invalid` */
export async function ownerOf(tx: Tx, text: string, purpose: Purpose): Promise<TokenOwner> {
  const owner = await tx.first(sql<'tokenOwner'>`
    select u.id as "userId", u.email, u.display_name as "displayName"
      from account_tokens t
      join users u on u.id = t.user_id
     where t.hash = ${hashOf(text)} and t.purpose = ${purpose} and t.used_at is null and t.expires_at > now()`)
  if (!owner) throw linkInvalid()
  return owner
}

/** Uses a token up: of any number who try at once, one succeeds. @throws Problem `link_invalid` */
export async function useToken(
  tx: Tx,
  text: string,
  purpose: Purpose,
): Promise<{ userId: string; email: string | null; createdAt: Date }> {
  const used = await tx.first(sql<'usedToken'>`
    update account_tokens set used_at = now()
     where hash = ${hashOf(text)} and purpose = ${purpose} and used_at is null and expires_at > now()
    returning user_id as "userId", email, created_at as "createdAt"`)
  if (!used) throw linkInvalid()
  return used
}

/** Ends the links that were mailed for one purpose, or those of them mailed since then. */
export async function revokeTokens(
  tx: Tx,
  userId: string,
  purpose: Purpose,
  since: Date | null = null,
): Promise<number> {
  return tx.run(sql`
    update account_tokens set used_at = now()
     where user_id = ${userId} and purpose = ${purpose} and used_at is null
       and (${since}::timestamptz is null or created_at >= ${since})`)
}

/** Those of an hour ago still count against how many are mailed; older ones are of no use. */
export const purgeTokens: PeriodicWork = {
  name: 'identity.account_tokens',
  everyMs: 60 * 60_000,
  run: ({ database }) =>
    database.system(async (tx) => {
      await tx.run(sql`delete from account_tokens where expires_at < now() - interval '1 day'`)
    }),
}
