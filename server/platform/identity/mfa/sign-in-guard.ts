import { createHash } from 'node:crypto'
import { sql, type Tx } from '../../database/database.ts'
import type { RequestInfo } from '../../kernel/context.ts'
import type { Services } from '../../kernel/installation.ts'
import { Problem, problem } from '../../kernel/problem.ts'
import { enqueueMail } from '../../mail/mail.ts'
import { noteSecurityEvent, type Origin } from '../account/security-event.ts'
import { readToken, signToken } from './token.ts'

const attempts = 10
// More than one address may send in a minute: a program that tries out how many sign-ins are allowed meets
// the limit of its address first, and locks nobody out.
const strangersAttempts = 25
const windowMinutes = 15
const longestLockMinutes = 24 * 60
const deviceSeconds = 180 * 86_400

const signInLocked = problem('sign_in_locked', 429, {
  meaning: 'Too many failed attempts to sign in with this address',
  fix: 'Wait for as long as `Retry-After` says. You can sign in right away from a browser you have used before, with a passkey, or after resetting your password. The response is the same for an address without an account.',
})

/** Where failures are counted: apart for strangers, for each browser that is known, and for each session. */
export interface Bucket {
  name: string
  kind: 'stranger' | 'device' | 'session'
  userId: string | null
  origin: Origin
}

/**
 * The bucket of an attempt to sign in. An attempt from a browser that has signed in before counts
 * apart, so that a stranger who guesses locks out strangers. An address without an account has a
 * bucket as well, or being locked would tell who has one.
 */
export async function bucketOf(
  tx: Tx,
  services: Services,
  request: RequestInfo,
  userId: string | null,
  address: string,
): Promise<Bucket> {
  const device = userId === null ? null : await knownDevice(tx, services, request, userId)
  if (device !== null) return { name: `device:${device}`, kind: 'device', userId, origin: request }
  const hash = createHash('sha256').update(address.trim().toLowerCase()).digest('base64url')
  const name = userId === null ? `address:${hash}` : `user:${userId}`
  return { name, kind: 'stranger', userId, origin: request }
}

async function knownDevice(
  tx: Tx,
  services: Services,
  request: RequestInfo,
  userId: string,
): Promise<string | null> {
  const device = request.device ? await readToken('device', request.device, services.secrets) : null
  if (device?.subject !== userId) return null
  const version = await credentialsVersion(tx, userId)
  return device.more.credentials === version ? device.id : null
}

/** Signed tokens that open an account name its version, and end with it. */
export async function credentialsVersion(tx: Tx, userId: string): Promise<number | null> {
  const user = await tx.first(
    sql<'credentialsVersion'>`select credentials_version as version from users where id = ${userId}`,
  )
  return user?.version ?? null
}

/** Lets the browser of a session be known, for half a year, as one that has signed in before. */
export async function rememberDevice(
  tx: Tx,
  services: Services,
  request: RequestInfo,
  userId: string,
  setDevice: (token: string, maxAgeSeconds: number) => void,
): Promise<void> {
  if ((await knownDevice(tx, services, request, userId)) !== null) return
  const credentials = await credentialsVersion(tx, userId)
  const { token } = await signToken('device', userId, deviceSeconds, services.secrets, { credentials })
  setDevice(token, deviceSeconds)
}

/** The bucket of what somebody who is signed in has to prove again. */
export function sessionBucket(principal: { sessionId: string; userId: string }): Bucket {
  return { name: `session:${principal.sessionId}`, kind: 'session', userId: principal.userId, origin: null }
}

/**
 * Lets a check of a password or a code happen, unless too many of this bucket have failed. A refusal
 * that the check throws counts as a failure. The checks of one bucket take turns, so that a thousand
 * guesses at once are no more than as many one by one. Call it before the transaction (`prepare`):
 * a request that waits for its turn must hold no connection.
 */
export function attempt<T>(services: Services, bucket: Bucket, check: () => Promise<T>): Promise<T> {
  return inTurn(bucket.name, async () => {
    await refuseLocked(services, bucket)
    try {
      return await check()
    } catch (error) {
      if (error instanceof Problem) await noteFailure(services, bucket)
      throw error
    }
  })
}

/** Ends the locks of a user, once they have proved who they are beyond doubt. */
export async function forgetFailures(tx: Tx, bucket: Bucket): Promise<void> {
  await tx.run(sql`delete from sign_in_guards where bucket = ${bucket.name}`)
  if (bucket.kind !== 'session' && bucket.userId !== null) await endLocks(tx, bucket.userId)
}

/** Lets strangers try again to sign in as this user: with a new password, what was guessed is worth nothing. */
export async function endLocks(tx: Tx, userId: string): Promise<void> {
  await tx.run(sql`delete from sign_in_guards where bucket = ${`user:${userId}`}`)
}

const turns = new Map<string, Promise<unknown>>()

async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(name) ?? Promise.resolve()).then(work)
  const over = mine.catch(() => {})
  turns.set(name, over)
  try {
    return await mine
  } finally {
    if (turns.get(name) === over) turns.delete(name)
  }
}

async function refuseLocked(services: Services, { name, kind }: Bucket): Promise<void> {
  const lock = await services.database.system((tx) =>
    tx.first(sql<'lockedSeconds'>`
      select ceil(extract(epoch from locked_until - now()))::integer as seconds
        from sign_in_guards where bucket = ${name} and locked_until > now()`),
  )
  if (!lock) return
  const wait = lock.seconds > 90 ? `${Math.ceil(lock.seconds / 60)} minutes` : `${lock.seconds} seconds`
  throw signInLocked(
    kind === 'session'
      ? `Too many wrong passwords or codes in this session. Try again in ${wait}`
      : `Too many failed attempts to sign in with this address. Try again in ${wait}. You can sign in right away from a browser you have used before, with a passkey, or after resetting your password`,
    { headers: { 'retry-after': String(lock.seconds) } },
  )
}

// A lock takes twice as long as the one before. A day without failures, and it is forgotten.
async function noteFailure(services: Services, { name, kind, userId, origin }: Bucket): Promise<void> {
  await services.database.system(async (tx) => {
    if (userId !== null)
      await noteSecurityEvent(
        tx,
        userId,
        kind === 'session' ? 'confirmation_failed' : 'sign_in_failed',
        origin,
      )
    const { failures, locks } = await tx.one(sql<'notedFailure'>`
      insert into sign_in_guards as g (bucket, failures) values (${name}, 1)
      on conflict (bucket) do update set
        failures = case when g.began_at > now() - make_interval(mins => ${windowMinutes})
                        then g.failures + 1 else 1 end,
        locks = case when g.began_at > now() - interval '1 day' then g.locks else 0 end,
        began_at = case when g.began_at > now() - make_interval(mins => ${windowMinutes})
                        then g.began_at else now() end
      returning failures, locks`)
    if (failures < (kind === 'stranger' ? strangersAttempts : attempts)) return
    const minutes = Math.min(windowMinutes * 2 ** locks, longestLockMinutes)
    await tx.run(sql`
      update sign_in_guards
         set failures = 0, locks = locks + 1, began_at = now() + make_interval(mins => ${minutes}),
           locked_until = now() + make_interval(mins => ${minutes})
       where bucket = ${name}`)
    if (kind === 'stranger' && userId !== null && locks === 0) await mailOwner(tx, userId, minutes)
  })
}

async function mailOwner(tx: Tx, userId: string, minutes: number): Promise<void> {
  const { email } = await tx.one(sql<'guardedEmail'>`select email from users where id = ${userId}`)
  await enqueueMail(tx, {
    recipient: email,
    subject: 'Failed attempts to sign in to your Apron account',
    body: `Somebody failed ${strangersAttempts} times to sign in to your account. For ${minutes} minutes nobody can from a browser that is new to us.\n\nYou still can: from a browser that you have signed in with before, with a passkey, or after a reset of your password.\nIf it was not you, nothing is lost; a password of its own for Apron and two-factor authentication keep it so.\n`,
  })
}
