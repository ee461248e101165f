import { stepUpMinutes } from '../../access/authorize.ts'
import { sql } from '../../database/database.ts'
import type { Services } from '../../kernel/installation.ts'
import { operation } from '../../kernel/operation.ts'
import type { Principal, SessionPrincipal } from '../../kernel/principal.ts'
import { invalidRequest } from '../../kernel/problem.ts'
import { instant, nullable, Type } from '../../kernel/schema.ts'
import { sessionKind } from '../../kernel/user-kind.ts'
import { wrongCurrentPassword } from '../account/change-password.ts'
import { proveByPassword } from '../account/proof.ts'
import {
  checkSecondFactor,
  type SecondFactor,
  secondFactorFields,
  settleSecondFactor,
} from './second-factor.ts'
import { passkeysOf } from './sign-in.ts'
import { attempt, forgetFailures, sessionBucket } from './sign-in-guard.ts'
import { readToken, signToken } from './token.ts'
import { assertionOptions, passkeyOptions, relyingPartyIfAny } from './webauthn.ts'

/** The session of an operation that only sessions may call; for `prepare`, whose types do not know that. */
export function sessionOf(principal: Principal | null): SessionPrincipal {
  if (principal?.kind !== 'user') throw new Error('This is for operations with access: session')
  return principal
}

/** Checks the password of a user, within an `attempt`. */
export async function checkPassword(services: Services, userId: string, password: string): Promise<void> {
  if (await proveByPassword(services, { userId }, password)) return
  throw wrongCurrentPassword(undefined, {
    details: [{ field: 'password', message: 'is not your current password' }],
  })
}

/** Whether a token of `POST /api/user/reauthenticate` is one of this session. */
export async function isReauthToken(
  services: Services,
  principal: SessionPrincipal,
  token: string,
): Promise<boolean> {
  return (await readToken('reauthentication', token, services.secrets))?.subject === principal.sessionId
}

export const getReauthentication = operation({
  id: 'getReauthentication',
  method: 'GET',
  path: '/api/user/reauthenticate',
  summary: 'Get your ways to confirm your identity',
  description: 'Lists the proofs that you can use, and the browser’s options for a passkey.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  response: Type.Object({
    authenticated_at: instant(),
    fresh_until: instant('Until when operations that want a fresh proof are open to this session.'),
    is_fresh: Type.Boolean({ description: 'Whether such operations are open to this session now.' }),
    password: Type.Boolean(),
    code: Type.Boolean({ description: 'Beside the password, a code is wanted too.' }),
    passkey_options: nullable(passkeyOptions),
  }),
  async handle({ tx, principal, services, request, now }) {
    const freshUntil = new Date(principal.authenticatedAt.getTime() + stepUpMinutes * 60_000)
    const { password } = await tx.one(sql<'hasPassword'>`
      select exists (select from user_passwords where user_id = ${principal.userId}) as password`)
    const party = relyingPartyIfAny(services, request)
    const passkeys = party ? await passkeysOf(tx, principal.userId, party.id) : []
    return {
      authenticated_at: principal.authenticatedAt.toISOString(),
      fresh_until: freshUntil.toISOString(),
      is_fresh: now < freshUntil,
      password,
      code: principal.mfaEnabled,
      passkey_options:
        party && passkeys.length > 0
          ? await assertionOptions(services, party.id, 'reauthenticate', principal.sessionId, passkeys)
          : null,
    }
  },
})

export const reauthenticate = operation({
  id: 'reauthenticate',
  method: 'POST',
  path: '/api/user/reauthenticate',
  summary: 'Confirm your identity',
  description:
    'Needed for sensitive operations. Send the password, plus a code or backup code if two-factor authentication is on, or only a passkey. The `reauth_token` in the response replaces the password in operations that accept one.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  // Without it nobody could end the maintenance mode: that asks for a fresh proof.
  worksInMaintenance: true,
  limit: 'auth',
  audits: 'session.reauthenticated',
  secret: true,
  body: Type.Object({
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    ...secondFactorFields,
  }),
  response: Type.Object({
    authenticated_at: instant(),
    reauth_token: Type.String(),
    expires_in: Type.Integer({ description: 'Seconds.' }),
  }),
  prepare: async ({ body, principal, services, request, now }): Promise<SecondFactor | null> => {
    const session = sessionOf(principal)
    const { password, ...given } = body
    const challenge = { purpose: 'reauthenticate', bound: session.sessionId } as const
    const second = () => checkSecondFactor(services, request, session.userId, given, challenge, now)
    if (given.passkey) return second()
    if (password === undefined) throw invalidRequest('Give your password, or a passkey', missing('password'))
    if (session.mfaEnabled && given.code === undefined && given.backup_code === undefined)
      throw invalidRequest(
        'Two-factor authentication is on: give a code or a backup code too',
        missing('code'),
      )
    return attempt(services, sessionBucket(session), async () => {
      await checkPassword(services, session.userId, password)
      return session.mfaEnabled ? second() : null
    })
  },
  async handle({ tx, prepared, principal, services, now, emit }) {
    const factor = prepared as SecondFactor | null
    if (factor) await settleSecondFactor(tx, principal.userId, factor)
    const proved = factor?.kind === 'passkey' ? ['passkey'] : ['password', ...(factor ? [factor.kind] : [])]
    await forgetFailures(tx, sessionBucket(principal))
    await tx.run(sql`update sessions set authenticated_at = ${now},
        factors = (select array_agg(distinct one) from unnest(factors || ${proved}::text[]) as one)
      where id = ${principal.sessionId} and ended_at is null`)
    emit({
      type: 'session.reauthenticated',
      subject: { type: sessionKind.name, id: principal.sessionId, label: principal.email },
    })
    const expiresIn = stepUpMinutes * 60
    const { token } = await signToken('reauthentication', principal.sessionId, expiresIn, services.secrets)
    return { authenticated_at: now.toISOString(), reauth_token: token, expires_in: expiresIn }
  },
})

function missing(field: string) {
  return { details: [{ field, message: 'is required here' }] }
}
