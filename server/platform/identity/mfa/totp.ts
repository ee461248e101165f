import { Secret, TOTP } from 'otpauth'
import { sql, type Tx } from '../../database/database.ts'
import type { Services } from '../../kernel/installation.ts'
import { problem } from '../../kernel/problem.ts'

// What every authenticator app takes when nothing else is said: RFC 6238 with SHA-1, six digits, 30 seconds.
const algorithm = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Codes of the step before and after count too: clocks differ, and people type slowly. */
const window = 1

export const wrongCode = problem('mfa_code_wrong', 422, {
  meaning: 'This code is wrong',
  fix: 'Type the code that your authenticator app shows now, and check that the clock of the device is right. A backup code has the form 1111-2222-33.',
})
export const usedCode = problem('mfa_code_used', 409, {
  meaning: 'This code was used already, and each works once',
  fix: 'Wait until your authenticator app shows the next one, or take another backup code.',
})

/** A new secret for an authenticator app, in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** The address that an authenticator app reads from the QR code. */
export function otpauthUri(issuer: string, email: string, secret: string): string {
  const name = encodeURIComponent(issuer)
  return `otpauth://totp/${name}:${encodeURIComponent(email)}?secret=${secret}&issuer=${name}`
}

/** The step of 30 seconds that a code belongs to. @throws Problem for a code of no step around now. */
export function stepOf(secret: string, code: string, now: Date): number {
  const timestamp = now.getTime()
  const delta = new TOTP({ ...algorithm, secret: Secret.fromBase32(secret) }).validate({
    token: code,
    timestamp,
    window,
  })
  if (delta === null) throw wrongCode()
  return TOTP.counter({ period: algorithm.period, timestamp }) + delta
}

/** Checks a code of the user's app and changes nothing. @returns the step to be settled. */
export async function checkTotp(tx: Tx, services: Services, userId: string, code: string, now: Date) {
  const row = await tx.first(
    sql<'totpSecret'>`select secret, last_step from totp_secrets where user_id = ${userId}`,
  )
  if (!row) throw wrongCode('This account has no authenticator app. Use a backup code or a passkey')
  const step = stepOf(services.secrets.open(row.secret, userId), code, now)
  if (step <= row.last_step) throw usedCode()
  return step
}

/** Uses a code up. However many requests bring it at the same moment, one gets past this. */
export async function settleTotp(tx: Tx, userId: string, step: number): Promise<void> {
  const settled = await tx.run(
    sql`update totp_secrets set last_step = ${step} where user_id = ${userId} and last_step < ${step}`,
  )
  if (settled !== 1) throw usedCode()
}
