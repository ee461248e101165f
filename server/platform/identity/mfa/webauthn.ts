import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { sql, type Tx } from '../../database/database.ts'
import type { RequestInfo } from '../../kernel/context.ts'
import type { Services } from '../../kernel/installation.ts'
import { Problem, problem } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import { noteSecurityEvent } from '../account/security-event.ts'
import { isSpent, spend } from './token.ts'

const validSeconds = 300
/** EdDSA, ES256 and RS256: between them every authenticator there is. */
const supportedAlgorithmIDs = [-8, -7, -257]

export const passkeyRejected = problem('passkey_rejected', 422, {
  meaning: 'The answer of this passkey could not be verified',
  fix: 'Start again: a challenge is valid for five minutes, once, and only for the purpose it was requested for.',
})
const passkeyCopied = problem('passkey_copied', 409, {
  meaning:
    'This passkey has signed less often than it had before, so there may be a copy of it. It was not accepted',
  fix: 'Sign in another way, remove the passkey under Account → Security, and add it again.',
})
const passkeysNeedName = problem('passkeys_need_name', 409, {
  meaning:
    'Passkeys belong to a host name, and this address is a number. Open the console by its name, such as http://localhost:8080',
  fix: 'Open the console by a host name, or set `PUBLIC_URL` to the address that people use.',
})

// With the first passkey, and not at the start: what it brings along takes memory.
const webauthn = () => import('@simplewebauthn/server')

/** A browser's answer, as `PublicKeyCredential.toJSON` gives it; the rest is judged by verifying it. */
export const passkeyAnswer = Type.Unsafe<Record<string, unknown>>({
  title: 'PasskeyAnswer',
  type: 'object',
  description: 'What the browser answered: the JSON form of its `PublicKeyCredential`.',
  required: ['id', 'rawId', 'type', 'response'],
  properties: {
    id: { type: 'string', maxLength: 2000 },
    rawId: { type: 'string', maxLength: 2000 },
    type: { type: 'string', const: 'public-key' },
    response: { type: 'object', additionalProperties: true },
  },
  additionalProperties: true,
})
/** What the browser is asked with, as `navigator.credentials` takes it in its JSON form. */
export const passkeyOptions = Type.Unsafe<object>({ type: 'object', additionalProperties: true })

/** Who a passkey is for: the host name that people know us by. @throws Problem on an address that is a number. */
export function relyingParty(services: Services, request: RequestInfo) {
  const url = new URL(request.origin)
  if (isIP(url.hostname) || url.hostname.startsWith('[')) throw passkeysNeedName()
  // Without PUBLIC_URL nobody tells us whether a proxy in front speaks https; browsers allow plain http on localhost alone.
  const origins = services.config.publicUrl ? [url.origin] : [`http://${url.host}`, `https://${url.host}`]
  return { id: url.hostname, origins }
}

/** The same where there may be none, because passkeys are but one way in. */
export function relyingPartyIfAny(services: Services, request: RequestInfo) {
  const { hostname } = new URL(request.origin)
  return isIP(hostname) || hostname.startsWith('[') ? null : relyingParty(services, request)
}

type Purpose = 'register' | 'sign in' | 'second factor' | 'reauthenticate'

// A challenge is signed and names its end, so that asking for one writes nothing; what it is bound to
// (a session, an attempt to sign in) goes into the signature.
function newChallenge(secrets: Secrets, purpose: Purpose, bound: string): Buffer {
  const head = Buffer.alloc(20)
  randomBytes(16).copy(head)
  head.writeUInt32BE(Math.floor(Date.now() / 1000) + validSeconds, 16)
  return Buffer.concat([head, signatureOf(head, secrets, purpose, bound)])
}

function isChallenge(text: string, secrets: Secrets, purpose: Purpose, bound: string): boolean {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== 52) return false
  const expected = signatureOf(bytes.subarray(0, 20), secrets, purpose, bound)
  return timingSafeEqual(expected, bytes.subarray(20)) && endOf(text) > new Date()
}

function signatureOf(head: Buffer, secrets: Secrets, purpose: Purpose, bound: string): Buffer {
  return createHmac('sha256', secrets.derive('passkey challenges'))
    .update(`${purpose}\n${bound}\n`)
    .update(head)
    .digest()
}

function endOf(challenge: string): Date {
  return new Date(Buffer.from(challenge, 'base64url').readUInt32BE(16) * 1000)
}

/** What the browser needs to make a passkey. */
export async function registrationOptions(
  services: Services,
  request: RequestInfo,
  user: { userId: string; sessionId: string; email: string; displayName: string },
  known: readonly { credentialId: Buffer; transports: string[] }[],
) {
  return (await webauthn()).generateRegistrationOptions({
    rpName: services.config.mfaIssuer,
    rpID: relyingParty(services, request).id,
    userName: user.email,
    userDisplayName: user.displayName,
    userID: new Uint8Array(Buffer.from(user.userId)),
    challenge: new Uint8Array(newChallenge(services.secrets, 'register', user.sessionId)),
    timeout: validSeconds * 1000,
    attestationType: 'none',
    supportedAlgorithmIDs,
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId.toString('base64url'),
      transports,
    })),
    // Found by the device without a name, and unlocked by the person: two factors in one.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** What the browser needs to ask for a passkey; with no passkeys named, any that it has for us. */
export async function assertionOptions(
  services: Services,
  rpID: string,
  purpose: Purpose,
  bound: string,
  known: readonly { credentialId: Buffer; transports: string[] }[] = [],
) {
  return (await webauthn()).generateAuthenticationOptions({
    rpID,
    challenge: new Uint8Array(newChallenge(services.secrets, purpose, bound)),
    timeout: validSeconds * 1000,
    userVerification: 'required',
    ...(known.length > 0
      ? {
          allowCredentials: known.map(({ credentialId, transports }) => ({
            id: credentialId.toString('base64url'),
            transports,
          })),
        }
      : {}),
  })
}

/** Verifies what the browser made. @throws Problem where it is not what we asked for. */
export async function verifyRegistration(
  services: Services,
  request: RequestInfo,
  sessionId: string,
  answer: Record<string, unknown>,
) {
  const party = relyingParty(services, request)
  let challenge = ''
  const verified = await (await webauthn())
    .verifyRegistrationResponse({
      response: answer as unknown as RegistrationResponseJSON,
      expectedChallenge: (given) => {
        challenge = given
        return isChallenge(given, services.secrets, 'register', sessionId)
      },
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs,
    })
    .catch((cause: unknown) => {
      throw passkeyRejected(undefined, { cause })
    })
  if (!verified.verified) throw passkeyRejected()
  const { credential, credentialBackedUp } = verified.registrationInfo
  return {
    challenge,
    rpId: party.id,
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    signatures: credential.counter,
    transports: (credential.transports ?? [])
      .filter((transport) => /^[a-z-]{2,20}$/.test(transport))
      .slice(0, 8),
    isSynced: credentialBackedUp,
  }
}

export interface Assertion {
  userId: string
  passkeyId: string
  signatures: number
  challenge: string
}

/** What a passkey answers, and for whom: `holder` is null if the passkey itself says who signs in. */
interface Challenge {
  purpose: Purpose
  bound: string
  holder: string | null
}

/**
 * Verifies a signature, and writes nothing but a failure into the security log of the account.
 * @returns what is to be settled; null for a passkey that is not known, or not one of the holder.
 */
export async function verifyAssertion(
  services: Services,
  request: RequestInfo,
  challenge: Challenge,
  answer: Record<string, unknown>,
): Promise<Assertion | null> {
  const party = relyingParty(services, request)
  const credentialId = Buffer.from(String(answer.id), 'base64url')
  const passkey = await services.database.system((tx) =>
    tx.first(sql<'assertedPasskey'>`
      select id, user_id, public_key, signatures
        from passkeys where credential_id = ${credentialId} and rp_id = ${party.id}`),
  )
  const account = challenge.holder ?? passkey?.user_id
  if (account === undefined) return null
  const noteFailure = () =>
    services.database.system((tx) =>
      noteSecurityEvent(
        tx,
        account,
        challenge.purpose === 'reauthenticate' ? 'confirmation_failed' : 'sign_in_failed',
        request,
      ),
    )
  if (!passkey || passkey.user_id !== account) {
    await noteFailure()
    return null
  }
  try {
    const signed = await verifySignature(services, party, challenge, passkey.public_key, answer)
    if (await services.database.system((tx) => isSpent(tx, signed.challenge))) throw usedAlready()
    if (!movesOn(signed.signatures, Number(passkey.signatures))) throw passkeyCopied()
    return { userId: account, passkeyId: passkey.id, ...signed }
  } catch (error) {
    if (error instanceof Problem) await noteFailure()
    throw error
  }
}

async function verifySignature(
  services: Services,
  party: ReturnType<typeof relyingParty>,
  { purpose, bound }: Challenge,
  publicKey: Buffer,
  answer: Record<string, unknown>,
): Promise<{ signatures: number; challenge: string }> {
  let challenge = ''
  const verified = await (await webauthn())
    .verifyAuthenticationResponse({
      response: answer as unknown as AuthenticationResponseJSON,
      expectedChallenge: (given) => {
        challenge = given
        return isChallenge(given, services.secrets, purpose, bound)
      },
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      // The count is judged apart, and again where it is settled, so that two requests at once cannot both pass.
      credential: { id: String(answer.id), publicKey: new Uint8Array(publicKey), counter: 0 },
      requireUserVerification: true,
    })
    .catch((cause: unknown) => {
      throw passkeyRejected(undefined, { cause })
    })
  if (!verified.verified) throw passkeyRejected()
  return { signatures: verified.authenticationInfo.newCounter, challenge }
}

/** Passkeys that are kept on several devices do not count, and always say 0. */
const movesOn = (signatures: number, before: number) =>
  signatures > before || (signatures === 0 && before === 0)

/** Uses a challenge up, and moves the passkey's count on. */
export async function settleAssertion(
  tx: Tx,
  { passkeyId, signatures, challenge }: Assertion,
): Promise<void> {
  await spendChallenge(tx, challenge)
  const settled = await tx.run(sql`update passkeys set signatures = ${signatures}, last_used_at = now()
    where id = ${passkeyId} and (signatures < ${signatures} or (signatures = 0 and ${signatures} = 0))`)
  if (settled !== 1) throw passkeyCopied()
}

export async function spendChallenge(tx: Tx, challenge: string): Promise<void> {
  if (!(await spend(tx, challenge, endOf(challenge)))) throw usedAlready()
}

const usedAlready = () => passkeyRejected('This answer was used already. Ask for the passkey again')
