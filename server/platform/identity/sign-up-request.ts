import { randomBytes } from 'node:crypto'
import { type RowOf, sql, type Tx } from '../database/database.ts'
import { leasedWork } from '../jobs/leased-work.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { RunningWork } from '../jobs/work-loop.ts'
import type { RequestInfo } from '../kernel/context.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { Type } from '../kernel/schema.ts'
import { requireLinkOrigin } from '../mail/link-origin.ts'
import { enqueueMail } from '../mail/mail.ts'
import { linkInvalid } from './account/account-token.ts'
import { localeOf } from './account/locale.ts'
import { hashToken } from './invitation.ts'
import { accountByEmail } from './session.ts'

const validDays = 3
/** How many such emails an address gets in an hour, whatever the source of the requests. */
const mostAnHour = 5

/** The response is the same whether the address has an account or not. */
export const SignUpMailed = Type.Object(
  {
    confirmationMailed: Type.Literal(true),
    expiresIn: Type.Integer({ description: 'Seconds until the link of the email ends.' }),
  },
  { title: 'SignUpMailed' },
)

/** Stores a sign-up. The password is not kept: the link's holder sets it, so a stranger cannot choose it for them. */
export async function storeSignUp(
  tx: Tx,
  body: { email: string; displayName: string; workspaceName: string; timezone?: string; locale?: string },
  request: RequestInfo,
  services: Services,
) {
  const { email, displayName, workspaceName, timezone = 'UTC', locale = 'en-US' } = body
  await tx.run(sql`
    insert into sign_up_requests (id, email, display_name, workspace_name, timezone, locale, origin, address,
        expires_at)
    values (${newId('sur')}, ${email.trim()}, ${displayName}, ${workspaceName}, ${timezone},
        ${localeOf(locale)}, ${requireLinkOrigin(request, services.config)}, ${request.address},
        now() + make_interval(days => ${validDays}))`)
  tx.afterCommit(() => services.wake('sign_ups'))
  return { confirmationMailed: true as const, expiresIn: validDays * 86_400 }
}

/** A sign-up whose link was mailed and is still valid. @throws Problem `link_invalid` */
export async function findSignUp(tx: Tx, token: string) {
  const request = await tx.first(sql<'mailedSignUp'>`
    select id, email, display_name as "displayName", workspace_name as "workspaceName", timezone, locale
      from sign_up_requests where token_hash = ${hashToken(token)} and expires_at > now()`)
  if (!request) throw linkInvalid()
  return request
}

/** Uses a link up, and ends every other one of the same address. @throws Problem `link_invalid` if another request was faster. */
export async function useSignUp(tx: Tx, request: { id: string; email: string }): Promise<void> {
  if ((await tx.run(sql`delete from sign_up_requests where id = ${request.id}`)) === 0) throw linkInvalid()
  await tx.run(sql`delete from sign_up_requests where lower(email) = ${request.email.toLowerCase()}`)
}

type SignUpRequest = RowOf<'signUpRequest'>

/** Mails the link that completes a sign-up, or a hint if the address has an account. */
export function startSignUpMails(services: Services): RunningWork {
  return leasedWork<SignUpRequest>(services, {
    name: 'sign-up emails',
    table: 'sign_up_requests',
    waiting: sql`t.mailed_at is null`,
    topics: ['sign_ups'],
    pollMs: 10_000,
    leaseSeconds: 60,
    maxAttempts: 8,
    backoffSeconds: (attempts) => 5 * 2 ** (attempts - 1),
    read: (tx, { id }) =>
      tx.one(sql<'signUpRequest'>`select email, origin, address from sign_up_requests where id = ${id}`),
    work:
      async (request, { lease: { id } }) =>
      async (tx) => {
        await answer(tx, id, request, services)
        tx.afterCommit(() => services.wake('events'))
      },
    fail: async (tx, _request, { isLast, lease: { id } }) => {
      if (isLast) await tx.run(sql`delete from sign_up_requests where id = ${id}`)
    },
  }).start()
}

async function answer(
  tx: Tx,
  id: string,
  { email, origin, address }: SignUpRequest,
  { secrets }: Services,
): Promise<void> {
  const { count } = await tx.one(sql<'recentSignUpMails'>`
    select count(*) as count from sign_up_requests
     where lower(email) = ${email.toLowerCase()} and mailed_at > now() - interval '1 hour'`)
  if (count >= mostAnHour) {
    await tx.run(sql`delete from sign_up_requests where id = ${id}`)
    return
  }
  const account = await tx.first(accountByEmail(email))
  const token = account ? null : randomBytes(32).toString('base64url')
  await tx.run(sql`
    update sign_up_requests set mailed_at = now(), token_hash = ${token === null ? null : hashToken(token)}
     where id = ${id}`)
  // Nothing that the sender wrote stands in the email: it may go to a stranger.
  const asked = `Somebody asked for a new Apron account with the address ${email}${address ? `, from the network address ${address}` : ''}.`
  const otherwise = 'If it was not you, do nothing.'
  if (account)
    await enqueueMail(tx, {
      recipient: account.email,
      subject: 'You have an Apron account',
      body: `${asked} You have one already.\n\nSign in here:\n${origin}/app/sign-in\n\nTo add a workspace to it, sign up with the password of your account. ${otherwise}\n`,
    })
  else
    await enqueueMail(tx, {
      recipient: email,
      subject: 'Finish your sign-up for Apron',
      body: (link) =>
        `${asked}\n\nFinish the sign-up here, within ${validDays} days:\n${link}\n\n${otherwise}\n`,
      link: { url: `${origin}/app/sign-up/${token}`, secrets },
    })
}

export const purgeSignUps: PeriodicWork = {
  name: 'identity.sign_up_requests',
  everyMs: 60 * 60_000,
  run: ({ database }) =>
    database.system(async (tx) => {
      await tx.run(sql`delete from sign_up_requests where expires_at < now()`)
    }),
}
