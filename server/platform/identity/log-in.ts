import type { RequestInfo } from '../kernel/context.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import type { Problem } from '../kernel/problem.ts'
import { id, Type } from '../kernel/schema.ts'
import { isStillProven, type Proven, proveByPassword } from './account/proof.ts'
import { SignInAnswer, signIn } from './mfa/sign-in.ts'
import { attempt, bucketOf } from './mfa/sign-in-guard.ts'
import { accountByEmail, chooseWorkspace, wrongPassword } from './session.ts'

/**
 * Proves by a password who somebody is, for `prepare`: a hash takes long. Failures count against the
 * account, or against the address where there is none, so that nothing tells which.
 */
export async function provePassword(
  services: Services,
  request: RequestInfo,
  address: string,
  password: string,
  refusal: () => Problem = wrongPassword,
): Promise<Proven> {
  const bucket = await services.database.system(async (tx) => {
    const account = await tx.first(accountByEmail(address))
    return bucketOf(tx, services, request, account?.id ?? null, address)
  })
  return attempt(services, bucket, async () => {
    const proven = await proveByPassword(services, { email: address }, password)
    if (!proven) throw refusal()
    return proven
  })
}

/** The same for an account that is known already, within an `attempt`. */
export async function provePasswordOf(services: Services, userId: string, password: string): Promise<void> {
  if (!(await proveByPassword(services, { userId }, password))) throw wrongPassword()
}

export const logIn = operation({
  id: 'logIn',
  method: 'POST',
  path: '/api/v1/auth/login',
  summary: 'Sign in with a password',
  description:
    'Starts a session with email address and password. Without `workspaceId` it opens the last workspace used that admits the caller. If two-factor authentication is on, the response is not a session but `mfaRequired` and a `challengeToken` for `POST /api/auth/mfa`.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({
    email: Type.String({ minLength: 3, maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
    workspaceId: Type.Optional(id('org')),
  }),
  response: SignInAnswer,
  prepare: ({ body, services, request }) => provePassword(services, request, body.email, body.password),
  async handle({ tx, body, prepared, ...context }) {
    const proven = prepared as Proven
    if (!(await isStillProven(tx, proven))) throw wrongPassword()
    const { account } = proven
    const uuid = await chooseWorkspace(tx, account.id, body.workspaceId, ['password'], context.request)
    return signIn(tx, account, { kind: 'workspace', uuid }, ['password'], context)
  },
})
