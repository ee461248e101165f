import { createHash } from 'node:crypto'
import type { Limit } from '#server/config.ts'
import type { Services } from '../kernel/installation.ts'
import { problem } from '../kernel/problem.ts'

const mailLimit = problem('mail_limit', 429, {
  meaning:
    'This workspace, or this recipient, has been sent as many emails as the installation allows for now',
  fix: 'Wait for as long as `Retry-After` says. The operator sets MAIL_LIMIT_WORKSPACE and MAIL_LIMIT_RECIPIENT.',
})

interface Mailing {
  workspaceUuid: string
  recipients: readonly string[]
  /** Whether they agreed to emails of this workspace. Others are counted for all workspaces together. */
  areConfirmed: boolean
}

/**
 * Counts emails that a workspace sends to addresses of its choice, so that it cannot send unlimited email to strangers.
 * @returns how many seconds to wait; 0 if they may be sent now.
 */
export async function secondsUntilMail(services: Services, mailing: Mailing): Promise<number> {
  const { workspace, recipient } = services.config.mailLimits
  if (!mailing.areConfirmed)
    for (const address of mailing.recipients) {
      const seconds = await take(services, `mail to:${hash(address)}`, recipient)
      if (seconds > 0) return seconds
    }
  for (const _each of mailing.recipients) {
    const seconds = await take(services, `mail of:${mailing.workspaceUuid}`, workspace)
    if (seconds > 0) return seconds
  }
  return 0
}

/**
 * Counts an email to a member about a notification of one workspace. What is critical is counted apart, so that nothing
 * else delays it.
 * @returns how many seconds to wait; 0 if it may be sent now.
 */
export async function secondsUntilNotice(
  services: Services,
  { workspaceUuid, recipient, isCritical }: { workspaceUuid: string; recipient: string; isCritical: boolean },
): Promise<number> {
  const { workspace, member } = services.config.mailLimits
  const kind = isCritical ? 'critical notices' : 'notices'
  const seconds = await take(services, `${kind} to:${workspaceUuid}:${hash(recipient)}`, member)
  if (seconds > 0 || isCritical) return seconds
  return take(services, `mail of:${workspaceUuid}`, workspace)
}

/** `secondsUntilMail()` for a request. @throws Problem `mail_limit` */
export async function requireMailBudget(services: Services, mailing: Mailing): Promise<void> {
  const seconds = await secondsUntilMail(services, mailing)
  if (seconds > 0)
    throw mailLimit('Enough emails were sent for now. Try again later', {
      headers: { 'retry-after': String(seconds) },
    })
}

async function take({ limiter }: Services, key: string, limit: Limit): Promise<number> {
  if (limit === null) return 0
  const verdict = await limiter.take(key, limit, Date.now())
  return verdict.allowed ? 0 : verdict.resetSeconds
}

// Redis keeps no addresses of people.
const hash = (address: string) =>
  createHash('sha256').update(address.trim().toLowerCase()).digest('base64url')
