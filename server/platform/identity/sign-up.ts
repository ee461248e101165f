import { bindWorkspace } from '../database/bind-workspace.ts'
import { db, sql, type Tx } from '../database/database.ts'
import { recordEvent } from '../events/record.ts'
import type { RequestInfo } from '../kernel/context.ts'
import { idFromUuid, newId, newUuid } from '../kernel/id.ts'
import { type Services, switchableModules } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { Problem, problem } from '../kernel/problem.ts'
import { Type, text } from '../kernel/schema.ts'
import { reservedSlugs, slugOf } from '../kernel/slug.ts'
import { checkTimezone } from '../kernel/timezone.ts'
import { linkOrigin } from '../mail/link-origin.ts'
import { mailVerification } from './account/email-verification.ts'
import { locale, localeOf } from './account/locale.ts'
import { isStillProven, type Proven } from './account/proof.ts'
import { provePassword } from './log-in.ts'
import { SignInAnswer, signIn } from './mfa/sign-in.ts'
import { hashPassword } from './password.ts'
import { checkPassword, newPassword } from './password-policy.ts'
import { accountByEmail, userContext } from './session.ts'
import { installationOwner, requireSetupCode } from './setup.ts'
import { refusedSignup, signupMode } from './sign-up-mode.ts'

const emailTaken = problem('email_taken', 409, {
  meaning: 'There is an account with this e-mail address, and this is not its password',
  fix: 'Sign in, or give the password of that account to add another workspace to it.',
})

export const email = Type.String({ format: 'email', maxLength: 254 })

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
    if (!who.account && origin) await mailVerification(tx, account, origin)
    const workspaceUuid = await createWorkspace(tx, services, body.workspaceName, body.timezone ?? 'UTC')
    await tx.run(
      db.insertInto('members').values({
        workspace_id: workspaceUuid,
        id: newId('mem'),
        user_id: account.id,
        roles: ['account_owner'],
      }),
    )
    const becameOwner = await tx.run(
      sql`update installation set owner_user_id = ${account.id} where owner_user_id is null`,
    )
    // Somebody else was first, a moment ago.
    if (isFirst && becameOwner === 0 && signupMode(services, context.request) !== 'open')
      throw refusedSignup(services)
    const signedIn = await signIn(tx, account, workspaceUuid, ['password'], { services, ...context })
    await recordEvent(
      tx,
      {
        type: 'workspace.created',
        subject: { type: 'workspace', id: idFromUuid('org', workspaceUuid), label: body.workspaceName },
      },
      userContext(idFromUuid('org', workspaceUuid), account, context.request, context.now),
    )
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

/** Creates a user with a password. The operation that does declares `accountRefusals`. */
export async function createAccount(
  tx: Tx,
  {
    email: address,
    passwordHash,
    displayName,
    timezone,
    locale: wanted,
  }: {
    email: string
    passwordHash: string
    displayName: string
    timezone?: string | undefined
    locale?: string | undefined
  },
) {
  const account = {
    id: newId('usr'),
    email: address.trim(),
    displayName,
    timezone: timezone ?? 'UTC',
    locale: localeOf(wanted ?? 'en-US'),
  }
  await tx.run(
    db.insertInto('users').values({
      id: account.id,
      email: account.email,
      display_name: displayName,
      timezone: account.timezone,
      locale: account.locale,
    }),
  )
  await tx.run(db.insertInto('user_passwords').values({ user_id: account.id, hash: passwordHash }))
  return account
}

/** Makes a workspace with every module on; the transaction is bound to it from then on. */
export async function createWorkspace(
  tx: Tx,
  services: Services,
  name: string,
  timezone: string,
): Promise<string> {
  const uuid = newUuid()
  const base = slugOf(name, 40) || 'workspace'
  const others = await tx.rows(
    sql<'takenSlugs'>`select slug from workspaces where slug = ${base} or slug like ${`${base}-%`}`,
  )
  const taken = new Set([...reservedSlugs, ...others.map((row) => row.slug)])
  await bindWorkspace(tx, uuid)
  const modules = switchableModules(services)
  // Where somebody else takes the same slug at this moment, the insert waits for them, and the next number is tried.
  for (let number = 1, made = 0; made === 0; number++) {
    const slug = number === 1 ? base : `${base}-${number}`
    if (taken.has(slug)) continue
    made = await tx.run(
      db
        .insertInto('workspaces')
        .values({ workspace_id: uuid, id: idFromUuid('org', uuid), name, slug, timezone, modules })
        .onConflict((conflict) => conflict.column('slug').doNothing()),
    )
  }
  await tx.run(db.insertInto('event_heads').values({ workspace_id: uuid }))
  return uuid
}
