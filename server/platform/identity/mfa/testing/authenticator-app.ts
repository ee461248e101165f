import { Secret, TOTP } from 'otpauth'
import type { TestWorkspace } from '../../../testing/workspace.ts'

/** The code of now, or of so many steps of 30 seconds later. */
export const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })

export interface TwoFactorOwner {
  email: string
  secret: string
  /** The backup codes. */
  codes: string[]
}

/** Turns two-factor authentication on for the owner, as if the last code had been used long ago: a test need not wait. */
export async function withTwoFactor({ app, owner, made }: TestWorkspace): Promise<TwoFactorOwner> {
  const { user } = (await owner.get('/api/v1/auth/session')).data
  const { secret, enrollment_id } = await made('/api/user/mfa/enable', { method: 'totp' })
  const verified = await made('/api/user/mfa/verify', { enrollment_id, code: codeOf(secret) })
  await app.sql('update totp_secrets set last_step = 0')
  return { email: user.email, secret, codes: verified.backup_codes }
}
