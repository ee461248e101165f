import type { RawBuilder } from 'kysely'
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

/** The columns of a row that nobody works on any longer: a lease that somebody had is lost. */
export const withoutLease = { lease_token: null, lease_until: null }

/** The columns of a row that waits for its first attempt, from now on. */
export const queuedAgain = (now: Date) => ({ ...withoutLease, attempts: 0, next_attempt_at: now })

const rowOf = ({ id, workspaceUuid }: Lease) =>
  workspaceUuid === null ? sql`id = ${id}` : sql`workspace_id = ${workspaceUuid} and id = ${id}`

/**
 * Locks the row for the rest of the transaction, and prolongs the lease. First of all locks, so that a request
 * which changes the row waits, and does not die in a deadlock.
 * @throws LeaseLost
 */
export async function renewLease(tx: Tx, lease: Lease): Promise<void> {
  await change(tx, lease, sql`lease_until = now() + make_interval(secs => ${lease.seconds})`)
}

/**
 * Locks the row for the rest of the transaction, and lets go of it with the commit.
 * @returns how often it was begun since it last came forward.
 * @throws LeaseLost
 */
export function endLease(tx: Tx, lease: Lease): Promise<number> {
  return change(tx, lease, sql`lease_token = null, lease_until = null`)
}

/** Gives the row back as if it had not been begun, for this process is stopping. @throws LeaseLost */
export async function releaseLease(tx: Tx, lease: Lease): Promise<void> {
  await change(tx, lease, sql`lease_token = null, lease_until = null, attempts = greatest(attempts - 1, 0)`)
}

async function change(tx: Tx, lease: Lease, columns: RawBuilder<unknown>): Promise<number> {
  const row = await tx.first(sql.unchecked<{ attempts: number }>`
    update ${sql.table(lease.table)} set ${columns} where ${rowOf(lease)} and lease_token = ${lease.token} returning attempts`)
  if (!row) throw new LeaseLost(`The lease of ${lease.id} is lost`)
  return row.attempts
}

/** Lets a row whose lease has ended wait for its next attempt. */
export async function postpone(tx: Tx, lease: Lease, seconds: number): Promise<void> {
  await tx.run(sql.unchecked`
    update ${sql.table(lease.table)} set next_attempt_at = now() + make_interval(secs => ${seconds}) where ${rowOf(lease)}`)
}
