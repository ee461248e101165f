import { type DB, sql, type Tx } from '../database/database.ts'

/** The tables whose rows are claimed under a lease. */
export type LeasedTable = keyof DB & ('imports' | 'mails' | 'password_reset_requests' | 'webhook_grades')

/** The proof that a row is this process's to work on, for some time. */
export interface Lease {
  table: LeasedTable
  id: string
  /** null where the row belongs to no workspace. */
  workspaceUuid: string | null
  token: string
  /** How often it was begun, this time included. */
  attempts: number
  seconds: number
}

/** Thrown where another process has taken the row over, or somebody has changed it: what is not committed is void. */
export class LeaseLost extends Error {}

/** Sets what a row needs to be claimed at once, from its first attempt on: whoever had it has lost it. */
export const queuedAgain = sql`lease_token = null, lease_until = null, attempts = 0, next_attempt_at = now()`

const rowOf = ({ id, workspaceUuid, token }: Lease) =>
  sql`id = ${id} and lease_token = ${token}${workspaceUuid === null ? sql`` : sql` and workspace_id = ${workspaceUuid}`}`

/**
 * Locks the row for the rest of the transaction, so that nobody takes it over before the commit. First of all
 * locks, so that a request which changes the row waits, and does not die in a deadlock.
 * @returns how often it was begun since it last came forward.
 * @throws LeaseLost
 */
export async function lockLease(tx: Tx, lease: Lease): Promise<number> {
  const row = await tx.first(
    sql.unchecked<{
      attempts: number
    }>`select attempts from ${sql.table(lease.table)} where ${rowOf(lease)} for update`,
  )
  if (!row) throw new LeaseLost(`The lease of ${lease.id} is lost`)
  return row.attempts
}

/** Locks the row for the rest of the transaction, and prolongs the lease. @throws LeaseLost */
export async function renewLease(tx: Tx, lease: Lease): Promise<void> {
  const renewed = await tx.run(sql.unchecked`
    update ${sql.table(lease.table)} set lease_until = now() + make_interval(secs => ${lease.seconds}) where ${rowOf(lease)}`)
  if (renewed === 0) throw new LeaseLost(`The lease of ${lease.id} is lost`)
}

/** Lets go of the row, if it is still there: it may be begun again after so many seconds. */
export async function endLease(tx: Tx, lease: Lease, backoffSeconds: number): Promise<void> {
  await tx.run(sql.unchecked`
    update ${sql.table(lease.table)}
       set lease_token = null, lease_until = null, next_attempt_at = now() + make_interval(secs => ${backoffSeconds})
     where ${rowOf(lease)}`)
}

/** Gives the row back as if it had not been begun, for this process is stopping. */
export async function releaseLease(tx: Tx, lease: Lease): Promise<void> {
  await tx.run(sql.unchecked`
    update ${sql.table(lease.table)}
       set lease_token = null, lease_until = null, attempts = greatest(attempts - 1, 0)
     where ${rowOf(lease)}`)
}
