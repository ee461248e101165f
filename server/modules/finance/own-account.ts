import { sql, type Tx } from '#platform/database/database.ts'
import type { Restriction } from '#platform/kernel/list-query.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { seesAll } from './roles.ts'

/** Whether the account is that of the person whom the caller signs in as. */
export async function isOwnAccount(tx: Tx, accountId: string, principal: Principal): Promise<boolean> {
  if (principal.kind !== 'user') return false
  const own = await tx.first(sql`
    select 1 from finance_accounts a join crew c on c.workspace_id = a.workspace_id and c.id = a.holder_id
     where a.id = ${accountId} and a.holder_type = 'person' and c.user_id = ${principal.userId}`)
  return own !== undefined
}

/** Leaves a list the rows of the caller's own accounts. `account`: the column with the account's id. */
export const ownAccounts = (account: string): Restriction => ({
  // Null: the caller sees those of everybody.
  value: (principal) => (seesAll(principal) || principal.kind !== 'user' ? null : principal.userId),
  sql: (user) =>
    `${user}::text is null or exists (select from finance_accounts own
        join crew me on me.workspace_id = own.workspace_id and me.id = own.holder_id
       where own.workspace_id = t.workspace_id and own.id = ${account} and own.holder_type = 'person'
         and me.user_id = ${user}::text)`,
})
