import { sql, type Tx } from '../../database/database.ts'
import type { RequestInfo } from '../../kernel/context.ts'
import type { Services } from '../../kernel/installation.ts'
import type { SessionPrincipal } from '../../kernel/principal.ts'
import { invalidRequest } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'
import { backupCodePattern, checkBackupCode, issueBackupCodes, settleBackupCode } from './backup-code.ts'
import { checkTotp, settleTotp } from './totp.ts'
import {
  type Assertion,
  passkeyAnswer,
  passkeyRejected,
  settleAssertion,
  verifyAssertion,
} from './webauthn.ts'

/** What a second factor is given in: one of the three. */
export const secondFactorFields = {
  code: Type.Optional(
    Type.String({
      pattern: '^\\s*\\d{3} ?\\d{3}\\s*$',
      examples: ['123456'],
      'x-hint': 'six digits, such as 123456',
      description: 'The six digits that the authenticator app shows.',
    }),
  ),
  backup_code: Type.Optional(
    Type.String({
      pattern: backupCodePattern,
      examples: ['1111-2222-33'],
      'x-hint': 'a backup code such as 1111-2222-33',
    }),
  ),
  passkey: Type.Optional(passkeyAnswer),
}

export interface Given {
  code?: string
  backup_code?: string
  passkey?: Record<string, unknown>
}

/** A second factor that has been checked, and is to be settled in the transaction that it opens the way to. */
export type SecondFactor =
  | { kind: 'totp'; step: number }
  | { kind: 'backup_code'; hash: Buffer }
  | { kind: 'passkey'; assertion: Assertion }

export function refuseUnlessOne(given: Given): void {
  const count = [given.code, given.backup_code, given.passkey].filter((one) => one !== undefined).length
  if (count === 1) return
  const message = count === 0 ? 'is required, or backup_code or passkey' : 'is given beside another one'
  throw invalidRequest('Give one of code, backup_code and passkey', { details: [{ field: 'code', message }] })
}

/** Checks a second factor and changes nothing. @throws Problem saying what is wrong with it. */
export async function checkSecondFactor(
  services: Services,
  request: RequestInfo,
  userId: string,
  given: Given,
  challenge: { purpose: 'second factor' | 'reauthenticate'; bound: string },
  now: Date,
): Promise<SecondFactor> {
  refuseUnlessOne(given)
  const { code, backup_code: backupCode, passkey } = given
  if (passkey) {
    const assertion = await verifyAssertion(services, request, { ...challenge, holder: userId }, passkey)
    if (!assertion) throw passkeyRejected('This passkey is none of yours')
    return { kind: 'passkey', assertion }
  }
  return services.database.system(async (tx) =>
    backupCode
      ? { kind: 'backup_code', hash: await checkBackupCode(tx, services.secrets, userId, backupCode) }
      : { kind: 'totp', step: await checkTotp(tx, services, userId, (code ?? '').replace(/\s/g, ''), now) },
  )
}

/** Uses a second factor up. However many requests bring it at the same moment, one gets past this. */
export async function settleSecondFactor(tx: Tx, userId: string, factor: SecondFactor): Promise<void> {
  if (factor.kind === 'totp') await settleTotp(tx, userId, factor.step)
  else if (factor.kind === 'backup_code') await settleBackupCode(tx, userId, factor.hash)
  else await settleAssertion(tx, factor.assertion)
}

/** The ways in which a user can prove a second factor. */
export async function methodsOf(tx: Tx, userId: string): Promise<('totp' | 'passkey')[]> {
  const has = await tx.one(sql<'secondFactors'>`
    select exists (select from totp_secrets where user_id = ${userId}) as totp,
           exists (select from passkeys where user_id = ${userId}) as passkey`)
  return [...(has.totp ? (['totp'] as const) : []), ...(has.passkey ? (['passkey'] as const) : [])]
}

/** Before a factor comes or goes: two changes of one user's factors at the same moment wait for each other. */
export async function lockFactors(tx: Tx, userId: string): Promise<void> {
  await tx.run(sql`select from users where id = ${userId} for no key update`)
}

/** The session in which a factor was added has proved it. */
export async function noteFactor(
  tx: Tx,
  { sessionId, workspace }: SessionPrincipal,
  factor: 'totp' | 'passkey',
): Promise<void> {
  await tx.run(sql`
    update sessions set factors = array_append(array_remove(factors, ${factor}), ${factor})
     where workspace_id = ${workspace.uuid} and id = ${sessionId}`)
}

/**
 * Keeps `mfa_enabled` what it stands for, after a factor came or went. @returns backup codes where
 * this was the first factor, so that a user who loses a phone or a passkey can still sign in.
 */
export async function factorsChanged(tx: Tx, services: Services, userId: string): Promise<string[] | null> {
  const isEnabled = (await methodsOf(tx, userId)).length > 0
  const changed = await tx.run(
    sql`update users set mfa_enabled = ${isEnabled} where id = ${userId} and mfa_enabled <> ${isEnabled}`,
  )
  if (!isEnabled) await tx.run(sql`delete from backup_codes where user_id = ${userId}`)
  return isEnabled && changed === 1 ? issueBackupCodes(tx, userId, services.secrets) : null
}
