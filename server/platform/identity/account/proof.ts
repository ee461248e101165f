import { sql, type Tx } from '../../database/database.ts'
import type { Services } from '../../kernel/installation.ts'
import { verifyPassword } from '../password.ts'
import type { Account } from '../session.ts'

/** Somebody who has given the password of an account, and the hash that it fitted. */
export interface Proven {
  account: Account
  hash: string
}

/**
 * Whose address and password these are; null where they fit nobody. It takes as long in either case, and
 * it holds no connection while it reckons: call it in `prepare`.
 */
export async function proveByPassword(
  services: Services,
  whose: { email: string } | { userId: string },
  password: string,
): Promise<Proven | null> {
  const found = await services.database.system((tx) =>
    tx.first(sql<'accountWithPassword'>`
      select u.id, u.email, u.display_name as "displayName", u.timezone, u.locale, p.hash
        from users u
        left join user_passwords p on p.user_id = u.id
       where ${
         'email' in whose
           ? sql`lower(u.email) = ${whose.email.trim().toLowerCase()} and u.provider_workspace_id is null`
           : sql`u.id = ${whose.userId}`
       }`),
  )
  if (!(await verifyPassword(password, found?.hash ?? null)) || !found?.hash) return null
  const { hash, ...account } = found
  return { account, hash }
}

/** Whether the password is still the one that was proven, a moment ago and before this transaction. */
export async function isStillProven(tx: Tx, { account, hash }: Proven): Promise<boolean> {
  const found = await tx.first(
    sql`select 1 from user_passwords where user_id = ${account.id} and hash = ${hash} for share`,
  )
  return found !== undefined
}
