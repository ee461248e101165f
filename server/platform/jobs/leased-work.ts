import { randomUUID } from 'node:crypto'
import type { RawBuilder } from 'kysely'
import { sql, type Tx } from '../database/database.ts'
import type { Services, Topic } from '../kernel/installation.ts'
import { endLease, type Lease, type LeasedTable, LeaseLost, postpone, releaseLease } from './lease.ts'
import { type RunningWork, startLoop } from './work-loop.ts'

export interface LeasedWorkOptions<Job> {
  /** The name in the log: `mails`. */
  name: string
  /** The table whose rows are the jobs. A migration has called `apron.leased_table` for it. */
  table: LeasedTable
  /** Whether rows belong to workspaces. The role that sees only that workspace then completes the row. */
  inWorkspace?: boolean
  /** The SQL condition for a row `t` that is still to be done. */
  waiting: RawBuilder<unknown>
  topics: readonly Topic[]
  pollMs: number
  /** How long no other process starts the row. Work without a deadline has to renew its lease in time. */
  leaseSeconds: number
  /** After this time the attempt has failed, and the signal of the work is aborted. */
  deadlineSeconds?: number
  /** How long a stop waits for running work before it aborts the signal. */
  finishSeconds?: number
  maxAttempts: number
  /** How long a row waits after a failed attempt. The error may name a time, such as the end of a rate limit. */
  backoffSeconds(attempts: number, error: Error): number
  /** Reads the job, in the transaction that claims the row. */
  read(tx: Tx, lease: Lease): Promise<Job>
  /**
   * Does the job, outside of any transaction. @returns a function that writes the result. It gets a transaction
   * of its own, and does not run if the lease is lost.
   */
  work(job: Job, context: { lease: Lease; signal: AbortSignal }): Promise<Complete>
  /** Writes the failure of an attempt, if the lease still holds. There is no attempt after the last one. */
  fail(tx: Tx, job: Job, failure: { error: Error; isLast: boolean; lease: Lease }): Promise<unknown>
}

export type Complete = (tx: Tx) => Promise<unknown>

export interface Claimed<Job> {
  lease: Lease
  job: Job
}

export interface LeasedWork<Job> {
  /** Claims the next row that is due, or the row with this ID even before its next attempt. */
  claim(tx: Tx, id?: string): Promise<Claimed<Job> | undefined>
  /** Does a claimed job. Afterwards its row is completed, failed, or waiting for the next attempt. */
  carryOut(claimed: Claimed<Job>, signal: AbortSignal): Promise<void>
  /** Does the rows that are due, one at a time in this process. */
  start(): RunningWork
}

/**
 * Work whose jobs are rows, for everything that takes long or calls another server. A process claims a row under a
 * lease and commits. It does the work outside of any transaction, and writes the result only if it still has the
 * lease. So a process that dies loses nothing, and one result counts. What the work did elsewhere may happen twice.
 */
export function leasedWork<Job>(services: Services, options: LeasedWorkOptions<Job>): LeasedWork<Job> {
  const { database, log } = services
  const { name, topics, pollMs, deadlineSeconds, leaseSeconds } = options
  if (deadlineSeconds !== undefined && deadlineSeconds >= leaseSeconds)
    throw new Error(`The lease of ${name} ends before its deadline`)

  const inTransaction = <T>({ workspaceUuid }: Lease, run: (tx: Tx) => Promise<T>): Promise<T> =>
    workspaceUuid === null ? database.system(run) : database.tenant({ workspaceId: workspaceUuid }, run)

  async function recordFailure({ lease, job }: Claimed<Job>, error: Error): Promise<void> {
    await inTransaction(lease, async (tx) => {
      const attempts = await endLease(tx, lease)
      const isLast = attempts >= options.maxAttempts
      log.warn({ err: error, work: name, id: lease.id, attempts, isLast }, 'leased work failed')
      await options.fail(tx, job, { error, isLast, lease })
      if (!isLast) await postpone(tx, lease, options.backoffSeconds(attempts, error))
    })
  }

  async function attempt({ lease, job }: Claimed<Job>, signal: AbortSignal): Promise<void> {
    if (lease.attempts > options.maxAttempts)
      throw new Error(`It was begun ${options.maxAttempts} times and never came to its end`)
    const complete = await untilDeadline(options, signal, (ending) =>
      options.work(job, { lease, signal: ending }),
    )
    await inTransaction(lease, async (tx) => {
      await endLease(tx, lease)
      await complete(tx)
    })
  }

  async function carryOut(claimed: Claimed<Job>, signal: AbortSignal): Promise<void> {
    const { lease } = claimed
    try {
      await attempt(claimed, signal).catch(async (error: Error) => {
        if (error instanceof LeaseLost) throw error
        if (signal.aborted) await inTransaction(lease, (tx) => releaseLease(tx, lease))
        else await recordFailure(claimed, error)
      })
    } catch (error) {
      // A request has changed the row, or another process has claimed it. The result of this process is void.
      if (!(error instanceof LeaseLost)) throw error
      log.warn({ work: name, id: lease.id }, 'leased work lost its lease')
    }
  }

  const claim = (tx: Tx, id?: string) => claimNext(tx, options, id ?? null)
  return {
    claim,
    carryOut,
    start: () =>
      startLoop(services, {
        name,
        topics,
        pollMs,
        look: async (signal) => {
          const claimed = await database.system((tx) => claim(tx))
          if (claimed) await carryOut(claimed, signal)
          return claimed !== undefined
        },
      }),
  }
}

async function claimNext<Job>(
  tx: Tx,
  { table, inWorkspace = false, waiting, leaseSeconds, read }: LeasedWorkOptions<Job>,
  id: string | null,
): Promise<Claimed<Job> | undefined> {
  const token = randomUUID()
  const key = (alias: string) =>
    inWorkspace
      ? sql`(${sql.ref(`${alias}.workspace_id`)}, ${sql.ref(`${alias}.id`)})`
      : sql.ref(`${alias}.id`)
  const columns = inWorkspace ? sql`t.workspace_id, t.id` : sql`t.id`
  const row = await tx.first(sql.unchecked<{ id: string; attempts: number; workspaceUuid: string | null }>`
    update ${sql.table(table)} claimed
       set lease_token = ${token}, lease_until = now() + make_interval(secs => ${leaseSeconds}),
           attempts = claimed.attempts + 1
     where ${key('claimed')} = (
       select ${columns} from ${sql.table(table)} t
        where (${waiting})
          -- A time further ahead comes from a clock that was wrong.
          and (t.lease_until is null or t.lease_until <= now() or t.lease_until > now() + interval '1 hour')
          and (t.next_attempt_at <= now() or t.next_attempt_at > now() + interval '1 day' or ${id}::text is not null)
          and (${id}::text is null or t.id = ${id})
        order by t.next_attempt_at, t.id limit 1 for update skip locked)
    returning claimed.id, claimed.attempts, ${inWorkspace ? sql`claimed.workspace_id` : sql`null`} as "workspaceUuid"`)
  if (!row) return undefined
  const lease = { ...row, table, token, seconds: leaseSeconds }
  return { lease, job: await read(tx, lease) }
}

/** Aborts the signal of the work at the deadline, or `finishSeconds` after a stop, and rejects at the same time. */
async function untilDeadline<T>(
  {
    deadlineSeconds,
    finishSeconds = 0,
  }: Pick<LeasedWorkOptions<unknown>, 'deadlineSeconds' | 'finishSeconds'>,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (deadlineSeconds === undefined) return work(stopping)
  const ending = new AbortController()
  const endIn = (seconds: number, reason: string) =>
    setTimeout(() => ending.abort(new Error(reason)), seconds * 1000)
  const timers = [endIn(deadlineSeconds, `It took longer than ${deadlineSeconds} seconds`)]
  const stop = () => timers.push(endIn(finishSeconds, 'The server stops'))
  if (stopping.aborted) stop()
  stopping.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([
      work(ending.signal),
      new Promise<never>((_, reject) => {
        ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true })
      }),
    ])
  } finally {
    stopping.removeEventListener('abort', stop)
    for (const timer of timers) clearTimeout(timer)
  }
}
