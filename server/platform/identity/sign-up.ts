import type { RequestInfo } from '../kernel/context.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { Problem, problem } from '../kernel/problem.ts'
import { Type, text } from '../kernel/schema.ts'
import { checkTimezone } from '../kernel/timezone.ts'
import { linkOrigin } from '../mail/link-origin.ts'
import { mailVerification } from './account/email-verification.ts'
import { locale, localeOf } from './account/locale.ts'
import { isStillProven, type Proven } from './account/proof.ts'
import { createAccount, email } from './create-account.ts'
import { provePassword } from './log-in.ts'
import { SignInAnswer, signIn } from './mfa/sign-in.ts'
import { hashPassword } from './password.ts'
import { checkPassword, newPassword } from './password-policy.ts'
import { accountByEmail } from './session.ts'
import { installationOwner, requireSetupCode } from './setup.ts'
import { refusedSignup, signupMode } from './sign-up-mode.ts'

const emailTaken = problem('email_taken', 409, {
  meaning: 'There is an account with this email address, and this is not its password',
  fix: 'Sign in, or give the password of that account to add another workspace to it.',
})

/** For operations that create an account: somebody else was quicker with the same address. */
export const accountRefusals = { users_email: () => emailTaken() }

export const signUp = operation({
  id: 'signUp',
  method: 'POST',
  path: '/api/v1/signup',
  summary: 'Create an account and a workspace',
  description:
    'The first account of an installation also owns the installation; if it is created from another machine, or through a proxy, it needs the set-up code. After that, the setting SIGNUP decides who may sign up; the owner of the installation always can, to add a workspace. With the password of an existing account, the workspace is added to that account. If that account has two-factor authentication, the response asks for the second factor, like sign-in.',
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'signup',
  body: Type.Object({
    email,
    password: newPassword,
    displayName: text(1, 200),
    workspaceName: text(1, 200),
    timezone: Type.Optional(text(1, 64)),
    locale: Type.Optional(locale),
    setupCode: Type.Optional(text(1, 64, 'The server prints it when it starts.')),
  }),
  response: SignInAnswer,
  status: 201,
  refusals: accountRefusals,
  async prepare({ body, services, request }) {
    checkTimezone(body.timezone ?? 'UTC')
    if (body.locale !== undefined) localeOf(body.locale)
    checkPassword(body.password, body)
    return mayFollow(services, request, body, await services.database.system(installationOwner))
  },
  async handle({ tx, body, services, prepared, ...context }) {
    const { who, isFirst } = prepared as Prepared
    if (who.account && !(await isStillProven(tx, who))) throw emailTaken()
    const account = who.account ?? (await createAccount(tx, { ...body, passwordHash: who.hash }))
    const origin = linkOrigin(context.request, services.config)
    if (!who.account && origin) await mailVerification(tx, account, origin, services.secrets)
    const destination = {
      kind: 'new workspace',
      name: body.workspaceName,
      timezone: body.timezone ?? 'UTC',
    } as const
    const signedIn = await signIn(tx, account, destination, ['password'], { services, ...context })
    // Somebody else was first, a moment ago.
    if (isFirst && 'user' in signedIn && !signedIn.user.isInstallationOwner)
      if (signupMode(services, context.request) !== 'open') throw refusedSignup(services)
    tx.afterCommit(() => services.wake('events'))
    return signedIn
  },
})

interface Prepared {
  who: Proven | { account: null; hash: string }
  isFirst: boolean
}

/** Decides whether this sign-up is allowed. The same work is done before every refusal, so its time tells nothing. */
async function mayFollow(
  services: Services,
  request: RequestInfo,
  body: { email: string; password: string; setupCode?: string },
  owner: string | null,
): Promise<Prepared> {
  if (owner === null) requireSetupCode(services, request, body.setupCode)
  const proving = provenOrNew(services, request, body.email, body.password)
  if (owner === null || signupMode(services, request) === 'open')
    return { who: await proving, isFirst: owner === null }
  const who = await proving.catch((error: unknown) => {
    throw error instanceof Problem && error.code === 'email_taken' ? refusedSignup(services) : error
  })
  if (who.account?.id !== owner) throw refusedSignup(services)
  return { who, isFirst: false }
}

// Either way it is one password that is hashed: the time does not tell which.
async function provenOrNew(
  services: Services,
  request: RequestInfo,
  address: string,
  password: string,
): Promise<Proven | { account: null; hash: string }> {
  const exists = await services.database.system((tx) => tx.first(accountByEmail(address)))
  if (!exists) return { account: null, hash: await hashPassword(password) }
  return provePassword(services, request, address, password, emailTaken)
}
