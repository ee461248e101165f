import { timingSafeEqual } from 'node:crypto'
import { sql, type Tx } from '../database/database.ts'
import type { RequestInfo } from '../kernel/context.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { problem } from '../kernel/problem.ts'
import { oneOf, Type } from '../kernel/schema.ts'
import type { Secrets } from '../kernel/secrets.ts'
import { isLoopback } from '../net/address.ts'
import { type SignupMode, signupMode } from './sign-up-mode.ts'

const setupCodeNeeded = problem('setup_code_needed', 403, {
  meaning:
    'The first account of an installation owns it. From another machine, or through a proxy, it needs the set-up code',
  fix: 'Send it as setupCode. The server prints it when it starts, and `npm run apron -- setup-code` prints it again.',
})

export const getSetup = operation({
  id: 'getSetup',
  method: 'GET',
  path: '/api/v1/setup',
  summary: 'Get setup status',
  description:
    'Whether the installation has no account yet, so sign-up creates its owner; whether that needs the set-up code; and who may sign up.',
  access: 'public',
  refusesKeys: true,
  system: true,
  response: Type.Object({
    needsSetup: Type.Boolean(),
    needsSetupCode: Type.Boolean(),
    signup: oneOf(['open', 'invite', 'closed'], {
      description:
        '`open`: anybody can create an account and a workspace. `invite`: only people who are invited, or whose identity provider vouches for them, get an account. `closed`: nobody gets a new account.',
    }),
    signupOpen: Type.Boolean({ description: 'Whether this caller can create an account now.' }),
    version: Type.String(),
    warnings: Type.Array(Type.String()),
  }),
  async handle({ tx, services, request }) {
    const needsSetup = (await installationOwner(tx)) === null
    const signup: SignupMode = signupMode(services, request)
    return {
      needsSetup,
      needsSetupCode: needsSetup && needsSetupCode(services, request),
      signup,
      signupOpen: needsSetup || signup === 'open',
      version: services.version,
      warnings: warningsOf(services),
    }
  },
})

function warningsOf({ config }: Services): string[] {
  return config.webhookAllowNetworks.length > 0
    ? [
        `Webhooks may reach the networks ${config.webhookAllowNetworks.join(', ')} (WEBHOOK_ALLOW_NETWORKS). Use this for development only`,
      ]
    : []
}

/** The ID of the user who owns the installation; null before the first sign-up. */
export async function installationOwner(tx: Tx): Promise<string | null> {
  return (await tx.one(sql<'installationOwner'>`select owner_user_id as "userId" from installation`)).userId
}

// Without letters and digits that look alike.
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Derived from the installation's key: the same on every node and at every start, and stored nowhere. */
export function setupCode(secrets: Secrets): string {
  const letters = [...secrets.derive('set-up code').subarray(0, 16)].map((byte) => alphabet[byte % 32])
  return [0, 4, 8, 12].map((start) => letters.slice(start, start + 4).join('')).join('-')
}

/** Whether the first account needs the code: not on this machine, and not where the operator lets anybody sign up. */
function needsSetupCode({ config }: Services, request: RequestInfo): boolean {
  return config.signup !== 'open' && !request.isFromThisMachine
}

/** Lets the first account be created from this machine, with SIGNUP=open, or with the set-up code. @throws Problem otherwise. */
export function requireSetupCode(services: Services, request: RequestInfo, sent: string | undefined): void {
  if (!needsSetupCode(services, request)) return
  if (sent === undefined || sent.trim() === '') throw setupCodeNeeded()
  const [wanted, received] = [setupCode(services.secrets), sent.trim().toUpperCase()].map((code) =>
    Buffer.from(code.replaceAll('-', '')),
  )
  if (wanted?.length !== received?.length || !timingSafeEqual(wanted as Buffer, received as Buffer))
    throw setupCodeNeeded('This is not the set-up code of this installation')
}

/** What the start prints, so that the operator can create the first account from another machine. */
export async function setupLines({ config, database, secrets }: Services): Promise<string[]> {
  if (isLoopback(config.host) && config.publicUrl === null) return []
  const owner = await database.system(installationOwner)
  if (owner === null && config.signup === 'open')
    return ['SIGNUP=open: the first account owns this installation, so create it before others can reach it']
  return owner === null ? [`set-up code, for the first account: ${setupCode(secrets)}`] : []
}
