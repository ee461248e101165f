import type { RequestInfo } from '../kernel/context.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { Problem, problem } from '../kernel/problem.ts'
import { Type, text } from '../kernel/schema.ts'
import { checkTimezone } from '../kernel/timezone.ts'
import { linkOrigin, requireLinkOrigin } from '../mail/link-origin.ts'
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
import { SignUpMailed, storeSignUp } from './sign-up-request.ts'

const emailTaken = problem('email_taken', 409, {
  meaning: 'There is an account with this email address, and this is not its password',
  fix: 'Sign in, or give the password of that account to add another workspace to it.',
})

/** For operations that create an account: somebody else was quicker with the same address. */
export const accountRefusals = { users_email: () => emailTaken() }

const SignUpAnswer = Type.Union([...SignInAnswer.anyOf, SignUpMailed])

export const signUp = operation({
  id: 'signUp',
  method: 'POST',
  path: '/api/v1/signup',
  summary: 'Create an account and a workspace',
  description:
    'The first account of an installation also owns the installation; if it is created from another machine, or through a proxy, it needs the set-up code. After that, the setting SIGNUP decides who may sign up; the owner of the installation always can, to add a workspace. With the password of an existing account, the workspace is added to that account. If that account has two-factor authentication, the response asks for the second factor, like sign-in. Where the installation has a mail server, any other sign-up is answered `confirmationMailed`, whether the address has an account or not: the email has a link for `POST /api/v1/signup/complete`, or says that there is an account.',
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
  response: SignUpAnswer,
  status: 201,
  refusals: accountRefusals,
  async prepare({ body, services, request }) {
    checkTimezone(body.timezone ?? 'UTC')
    if (body.locale !== undefined) localeOf(body.locale)
    checkPassword(body.password, body)
    return prepareSignUp(services, request, body)
  },
  async handle({ tx, body, services, prepared, ...context }) {
    const { who, isFirst } = prepared as Prepared
    if (who === null) return storeSignUp(tx, body, context.request, services)
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
  /** Null: the mail that goes to the address decides. */
  who: Proven | { account: null; hash: string } | null
  isFirst: boolean
}

/**
 * Decides whether this sign-up is allowed, and how it is answered. Where the answer must not reveal who has an account,
 * each address costs the same work and has the same locks.
 */
async function prepareSignUp(services: Services, request: RequestInfo, body: SignUpBody): Promise<Prepared> {
  const owner = await services.database.system(installationOwner)
  if (owner === null) {
    requireSetupCode(services, request, body.setupCode)
    return { who: await provenOrNew(services, request, body), isFirst: true }
  }
  const isOpen = signupMode(services, request) === 'open'
  if (isOpen && services.config.smtpUrl === null)
    return { who: await provenOrNew(services, request, body), isFirst: false }
  if (isOpen) requireLinkOrigin(request, services.config)
  const who = await provenOrNull(services, request, body)
  if (!isOpen && who?.account.id !== owner) throw refusedSignup(services)
  return { who, isFirst: false }
}

interface SignUpBody {
  email: string
  password: string
  setupCode?: string
}

// Either way it is one password that is hashed: the time does not tell which.
async function provenOrNew(
  services: Services,
  request: RequestInfo,
  { email: address, password }: SignUpBody,
): Promise<Proven | { account: null; hash: string }> {
  const exists = await services.database.system((tx) => tx.first(accountByEmail(address)))
  if (!exists) return { account: null, hash: await hashPassword(password) }
  return provePassword(services, request, address, password, emailTaken)
}

async function provenOrNull(
  services: Services,
  request: RequestInfo,
  { email: address, password }: SignUpBody,
): Promise<Proven | null> {
  return provePassword(services, request, address, password, emailTaken).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'email_taken') return null
    throw error
  })
}
