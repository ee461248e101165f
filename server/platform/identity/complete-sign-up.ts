import { operation } from '../kernel/operation.ts'
import { Type } from '../kernel/schema.ts'
import { token } from './account/account-token.ts'
import { createAccount } from './create-account.ts'
import { SignInAnswer, signIn } from './mfa/sign-in.ts'
import { hashPassword } from './password.ts'
import { checkPassword, newPassword } from './password-policy.ts'
import { accountRefusals } from './sign-up.ts'
import { refusedSignup, signupMode } from './sign-up-mode.ts'
import { findSignUp, useSignUp } from './sign-up-request.ts'

export const getSignUp = operation({
  id: 'getSignUp',
  method: 'GET',
  path: '/api/v1/signup/:token',
  summary: 'Get a sign-up that waits for its confirmation',
  description: 'Returns what was entered at sign-up, by the token of the mailed link.',
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  params: Type.Object({ token }),
  response: Type.Object({
    email: Type.String(),
    displayName: Type.String(),
    workspaceName: Type.String(),
  }),
  async handle({ tx, params }) {
    const { email, displayName, workspaceName } = await findSignUp(tx, params.token)
    return { email, displayName, workspaceName }
  },
})

export const completeSignUp = operation({
  id: 'completeSignUp',
  method: 'POST',
  path: '/api/v1/signup/complete',
  summary: 'Complete a sign-up',
  description:
    'Creates the account and its workspace with the token of the mailed link, sets the password, and signs in. The address counts as confirmed.',
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({ token, password: newPassword }),
  response: SignInAnswer,
  status: 201,
  refusals: accountRefusals,
  async prepare({ body, services, request }) {
    if (signupMode(services, request) !== 'open') throw refusedSignup(services)
    checkPassword(body.password, await services.database.system((tx) => findSignUp(tx, body.token)))
    return hashPassword(body.password)
  },
  async handle({ tx, body, prepared, ...context }) {
    const request = await findSignUp(tx, body.token)
    await useSignUp(tx, request)
    const account = await createAccount(tx, { ...request, passwordHash: prepared as string, isProved: true })
    const destination = {
      kind: 'new workspace',
      name: request.workspaceName,
      timezone: request.timezone,
    } as const
    const signedIn = await signIn(tx, account, destination, ['password'], context)
    tx.afterCommit(() => context.services.wake('events'))
    return signedIn
  },
})
