import type { RawBuilder } from 'kysely'
import { type DB, sql, type Tx } from '../database/database.ts'

/** The tables whose rows are claimed under a lease. */
export type LeasedTable = keyof DB &
  (
    | 'github_syncs'
    | 'imports'
    | 'mails'
    | 'password_reset_requests'
    | 'sign_up_requests'
    | 'webhook_grades'
    | 'workspace_exports'
  )

/** The right of one process to work on a row for some time. */
export interface Lease {
  table: LeasedTable
  id: string
  /** null if the row belongs to no workspace. */
  workspaceUuid: string | null
  token: string
  /** The number of attempts, with this one. */
  attempts: number
  seconds: number
}

/** Another process has claimed the row, or a request has changed it. What is not committed is void. */
export class LeaseLost extends Error {}

/** Columns that end every lease on a row, so that the process that works on it loses it. */
export const withoutLease = { lease_token: null, lease_until: null }

/** Columns that queue a row again, with all of its attempts. */
export const queuedAgain = (now: Date) => ({ ...withoutLease, attempts: 0, next_attempt_at: now })

const rowOf = ({ id, workspaceUuid }: Lease) =>
  workspaceUuid === null ? sql`id = ${id}` : sql`workspace_id = ${workspaceUuid} and id = ${id}`

/**
 * Locks the row until the commit, and extends the lease. Call it first in a transaction: a request that changes
 * the row then waits for it, and there is no deadlock.
 * @throws LeaseLost
 */
export async function renewLease(tx: Tx, lease: Lease): Promise<void> {
  await change(tx, lease, sql`lease_until = now() + make_interval(secs => ${lease.seconds})`)
}

/**
 * Locks the row until the commit, which ends the lease.
 * @returns the number of attempts since the work last made progress.
 * @throws LeaseLost
 */
export function endLease(tx: Tx, lease: Lease): Promise<number> {
  return change(tx, lease, sql`lease_token = null, lease_until = null`)
}

/** Gives the row back when this process stops. The attempt does not count. @throws LeaseLost */
export async function releaseLease(tx: Tx, lease: Lease): Promise<void> {
  await change(tx, lease, sql`lease_token = null, lease_until = null, attempts = greatest(attempts - 1, 0)`)
}

async function change(tx: Tx, lease: Lease, columns: RawBuilder<unknown>): Promise<number> {
  const row = await tx.first(sql.unchecked<{ attempts: number }>`
    update ${sql.table(lease.table)} set ${columns}
     where ${rowOf(lease)} and lease_token = ${lease.token} returning attempts`)
  if (!row) throw new LeaseLost(`The lease of ${lease.id} is lost`)
  return row.attempts
}

/** Sets how long a row waits for its next attempt. */
export async function postpone(tx: Tx, lease: Lease, seconds: number): Promise<void> {
  await tx.run(sql.unchecked`
    update ${sql.table(lease.table)} set next_attempt_at = now() + make_interval(secs => ${seconds})
     where ${rowOf(lease)}`)
}
