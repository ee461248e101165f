import { sql, type Tx } from '../../database/database.ts'
import type { RequestInfo } from '../../kernel/context.ts'
import type { Services } from '../../kernel/installation.ts'
import { operation } from '../../kernel/operation.ts'
import { problem } from '../../kernel/problem.ts'
import { id, nullable, oneOf, Type } from '../../kernel/schema.ts'
import { type Destination, enter, recordEntry } from '../destination.ts'
import {
  type Account,
  accountQuery,
  chooseWorkspace,
  openSession,
  refuseEntry,
  type SessionContext,
  SignedIn,
} from '../session.ts'
import {
  checkSecondFactor,
  methodsOf,
  refuseUnlessOne,
  type SecondFactor,
  secondFactorFields,
  settleSecondFactor,
} from './second-factor.ts'
import { attempt, bucketOf, credentialsVersion, forgetFailures } from './sign-in-guard.ts'
import { type Claims, readToken, signToken, spend } from './token.ts'
import {
  type Assertion,
  assertionOptions,
  passkeyAnswer,
  passkeyOptions,
  relyingParty,
  relyingPartyIfAny,
  settleAssertion,
  verifyAssertion,
} from './webauthn.ts'

const challengeMinutes = 10

const challengeInvalid = problem('mfa_challenge_invalid', 401, {
  meaning: 'This sign-in has waited too long for its second factor, or was completed already',
  fix: 'Sign in again with your password; the challenge token is good for ten minutes, once.',
})
const passkeyUnknown = problem('passkey_unknown', 401, {
  meaning: 'This passkey is not known here',
  fix: 'Sign in with your password, and add the passkey under Account → Security.',
})

/** The password was right, and more is wanted. */
export const SecondFactorWanted = Type.Object(
  {
    mfaRequired: Type.Literal(true),
    challengeToken: Type.String({
      description: 'Send it as `challenge_token` to `POST /api/auth/mfa`, once, within ten minutes.',
    }),
    expiresIn: Type.Integer({ description: 'Seconds.' }),
    methods: Type.Array(oneOf(['totp', 'passkey', 'backup_code'])),
    passkeyOptions: nullable(passkeyOptions),
  },
  { title: 'SecondFactorWanted' },
)

export const SignInAnswer = Type.Union([SignedIn, SecondFactorWanted])

/**
 * Opens a session for somebody who has proved these factors, or answers that one more is wanted. The
 * one way from a proof to a session: whatever lets people in ends here.
 */
export async function signIn(
  tx: Tx,
  account: Account,
  destination: Destination,
  factors: readonly string[],
  context: SessionContext,
) {
  const { services, request, now } = context
  const { enabled } = await tx.one(
    sql<'mfaEnabled'>`select mfa_enabled as enabled from users where id = ${account.id}`,
  )
  if (enabled && factors.every((factor) => factor === 'password')) {
    // Now, and not behind the second factor.
    if ('uuid' in destination) await refuseEntry(tx, account.id, destination.uuid, factors, request)
    return wantSecondFactor(tx, account.id, destination, factors, services, request)
  }
  await forgetFailures(tx, await bucketOf(tx, services, request, account.id, account.email))
  const entry = await enter(tx, account, destination, context)
  const signedIn = await openSession(tx, account, entry.uuid, { factors, at: now }, context)
  await recordEntry(tx, account, entry, context)
  return signedIn
}

async function wantSecondFactor(
  tx: Tx,
  userId: string,
  destination: Destination,
  factors: readonly string[],
  services: Services,
  request: RequestInfo,
) {
  const expiresIn = challengeMinutes * 60
  const credentials = await credentialsVersion(tx, userId)
  const more = { destination, factors: factors.join(' '), credentials }
  const { token, id: challengeId } = await signToken(
    'second factor',
    userId,
    expiresIn,
    services.secrets,
    more,
  )
  const methods = await methodsOf(tx, userId)
  const party = relyingPartyIfAny(services, request)
  const passkeys = party ? await passkeysOf(tx, userId, party.id) : []
  return {
    mfaRequired: true as const,
    challengeToken: token,
    expiresIn,
    methods: [
      ...methods.filter((method) => method !== 'passkey' || passkeys.length > 0),
      'backup_code' as const,
    ],
    passkeyOptions:
      party && passkeys.length > 0
        ? await assertionOptions(services, party.id, 'second factor', challengeId, passkeys)
        : null,
  }
}

export async function passkeysOf(tx: Tx, userId: string, rpId: string) {
  return tx.rows(sql<'passkeysOfHost'>`
    select credential_id as "credentialId", transports
      from passkeys where user_id = ${userId} and rp_id = ${rpId}`)
}

interface Completed {
  claims: Claims
  factor: SecondFactor
}

/** The account of a challenge, unless its credentials have changed since. @throws Problem `mfa_challenge_invalid` */
export async function accountOfChallenge(tx: Tx, { subject, more }: Claims): Promise<Account> {
  const account = await tx.first(accountQuery.where('u.id', '=', subject))
  if (!account || (await credentialsVersion(tx, subject)) !== more.credentials) throw challengeInvalid()
  return account
}

export const completeSignIn = operation({
  id: 'completeSignIn',
  method: 'POST',
  path: '/api/auth/mfa',
  summary: 'Complete a sign-in with the second factor',
  description:
    'Takes the `challengeToken` of the first step and a code, backup code or passkey, and starts the session.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({
    challenge_token: Type.String({ minLength: 1, maxLength: 4000 }),
    ...secondFactorFields,
  }),
  response: SignedIn,
  prepare: async ({ body, services, request, now }): Promise<Completed> => {
    refuseUnlessOne(body)
    const claims = await readToken('second factor', body.challenge_token, services.secrets)
    if (!claims) throw challengeInvalid()
    const { account, bucket } = await services.database.system(async (tx) => {
      const account = await accountOfChallenge(tx, claims)
      return { account, bucket: await bucketOf(tx, services, request, account.id, account.email) }
    })
    const check = () =>
      checkSecondFactor(
        services,
        request,
        account.id,
        body,
        { purpose: 'second factor', bound: claims.id },
        now,
      )
    // A signature cannot be guessed, so that of a passkey is taken from the locked out too.
    return { claims, factor: body.passkey ? await check() : await attempt(services, bucket, check) }
  },
  async handle({ tx, prepared, ...context }) {
    const { claims, factor } = prepared as Completed
    const account = await accountOfChallenge(tx, claims)
    if (!(await spend(tx, claims.id, claims.expiresAt))) throw challengeInvalid()
    await settleSecondFactor(tx, account.id, factor)
    const factors = [...String(claims.more.factors).split(' '), factor.kind]
    const signedIn = await signIn(tx, account, claims.more.destination as Destination, factors, context)
    if (!('accessToken' in signedIn)) throw new Error('A second factor, and still no session')
    return signedIn
  },
})

export const getPasskeySignInOptions = operation({
  id: 'getPasskeySignInOptions',
  method: 'POST',
  path: '/api/auth/passkey/options',
  summary: 'Get the options for passkey sign-in',
  description: 'Returns a challenge and the options for the browser’s passkey dialog.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  response: Type.Object({ options: passkeyOptions }),
  handle: async ({ services, request }) => ({
    options: await assertionOptions(services, relyingParty(services, request).id, 'sign in', ''),
  }),
})

export const signInWithPasskey = operation({
  id: 'signInWithPasskey',
  method: 'POST',
  path: '/api/auth/passkey',
  summary: 'Sign in with a passkey',
  description:
    'Starts a session with a passkey alone. The device and the person who unlocks it count as two factors.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({ passkey: passkeyAnswer, workspace_id: Type.Optional(id('org')) }),
  response: SignedIn,
  prepare: async ({ body, services, request }): Promise<Assertion> => {
    const challenge = { purpose: 'sign in', bound: '', holder: null } as const
    const assertion = await verifyAssertion(services, request, challenge, body.passkey)
    if (!assertion) throw passkeyUnknown()
    return assertion
  },
  async handle({ tx, body, prepared, ...context }) {
    const assertion = prepared as Assertion
    await settleAssertion(tx, assertion)
    const account = await tx.one(accountQuery.where('u.id', '=', assertion.userId))
    const uuid = await chooseWorkspace(tx, account.id, body.workspace_id, ['passkey'], context.request)
    const signedIn = await signIn(tx, account, { kind: 'workspace', uuid }, ['passkey'], context)
    if (!('accessToken' in signedIn)) throw new Error('A passkey, and still no session')
    return signedIn
  },
})
