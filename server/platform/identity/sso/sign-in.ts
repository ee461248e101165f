import { bindWorkspace } from '../../database/bind-workspace.ts'
import { sql, type Tx } from '../../database/database.ts'
import { recordEvent } from '../../events/record.ts'
import { requireRoom } from '../../kernel/entitlement.ts'
import { newId } from '../../kernel/id.ts'
import type { Services } from '../../kernel/installation.ts'
import { operation } from '../../kernel/operation.ts'
import { notFound, problem } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { enqueueMail, inOneLine } from '../../mail/mail.ts'
import { accountByEmail, accountQuery, openSession, SignedIn, userContext } from '../session.ts'
import { requireNewAccounts } from '../sign-up-mode.ts'
import { isVerifiedWorkspace } from '../verified-workspace.ts'
import { beginSignIn, finishSignIn, type Handshake, ssoFailed, type Vouched } from './oidc.ts'
import { enabledProvider, redirectUriOf } from './provider.ts'

const notInvited = problem('sso_not_a_member', 403, {
  meaning: 'The identity provider knows you, and this workspace does not',
  fix: 'Ask an admin of the workspace for an invitation to exactly the e-mail address that the provider has of you.',
})
const noProvider = () => notFound('This workspace has no identity provider, or there is no such workspace')

const slug = Type.String({
  pattern: '^[a-z0-9](-?[a-z0-9])*$',
  maxLength: 100,
  'x-hint': 'the name in the address of a workspace, such as alder-ridge-air',
})
/** Long enough to find a second factor at the provider. */
const handshakeMinutes = 15

interface Ticket extends Handshake {
  slug: string
  redirectUri: string
  expiresAt: number
}

export const getSso = operation({
  id: 'getSso',
  method: 'GET',
  path: '/api/v1/auth/sso/:slug',
  summary: 'Get the sign-in provider of a workspace',
  description:
    'Returns the name of the identity provider through which members sign in; 404 if there is none.',
  access: 'public',
  system: true,
  limit: 'auth',
  params: Type.Object({ slug }),
  response: Type.Object({ name: Type.String() }),
  async handle({ tx, params, services }) {
    const provider = await enabledProvider(tx, params.slug, services)
    if (!provider) throw noProvider()
    return { name: provider.name }
  },
})

export const startSso = operation({
  id: 'startSso',
  method: 'POST',
  path: '/api/v1/auth/sso/start',
  summary: 'Start a single sign-on',
  description:
    'Returns the address of the identity provider. Send the browser to `authorizationUrl`, keep `ticket` there, and send the ticket with the response of the provider to complete the sign-in.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({ workspace: slug }),
  response: Type.Object({ authorizationUrl: Type.String(), ticket: Type.String() }),
  async prepare({ body, request, services, now }) {
    const provider = await services.database.system((tx) => enabledProvider(tx, body.workspace, services))
    if (!provider) throw noProvider()
    const redirectUri = redirectUriOf(request.origin)
    const { url, handshake } = await beginSignIn(provider, redirectUri, services)
    const ticket: Ticket = {
      ...handshake,
      slug: body.workspace,
      redirectUri,
      expiresAt: now.getTime() + handshakeMinutes * 60_000,
    }
    return {
      authorizationUrl: url,
      ticket: services.secrets.seal(JSON.stringify(ticket), 'sso ticket').toString('base64url'),
    }
  },
  handle: ({ prepared }) => prepared as { authorizationUrl: string; ticket: string },
})

export const finishSso = operation({
  id: 'finishSso',
  method: 'POST',
  path: '/api/v1/auth/sso/finish',
  summary: 'Complete a single sign-on',
  description:
    'Takes the response of the identity provider and the ticket of the first step, and starts the session.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({
    ticket: Type.String({ maxLength: 4_000 }),
    response: Type.String({
      maxLength: 8_000,
      description: 'The query of the address that the provider sent the browser to: code, state, iss.',
    }),
  }),
  response: SignedIn,
  async prepare({ body, services, now }) {
    const ticket = openTicket(body.ticket, services, now)
    const provider = await services.database.system((tx) => enabledProvider(tx, ticket.slug, services))
    if (!provider) throw noProvider()
    const callback = new URL(ticket.redirectUri)
    callback.search = body.response
    return { provider, vouched: await finishSignIn(provider, callback, ticket, services) }
  },
  async handle({ tx, prepared, ...context }) {
    const { provider, vouched } = prepared as {
      provider: NonNullable<Awaited<ReturnType<typeof enabledProvider>>>
      vouched: Vouched
    }
    await bindWorkspace(tx, provider.workspaceUuid)
    const { account, joined } = await whoIs(tx, provider, vouched, context.services)
    const { isNew } = await tx.one(sql<'newProviderIdentity'>`
      insert into provider_identities (workspace_id, issuer, subject, user_id, email)
      values (${provider.workspaceUuid}, ${provider.issuer}, ${vouched.subject}, ${account.id},
          ${account.email})
      on conflict (workspace_id, issuer, subject) do update set last_used_at = now()
       returning xmax = 0 as "isNew"`)
    const proof = { factors: ['sso'], at: context.now }
    const signedIn = await openSession(tx, account, provider.workspaceUuid, proof, context)
    if (isNew && !joined)
      await reportNewWayIn(tx, account.email, {
        provider: inOneLine(provider.name),
        workspace: inOneLine(signedIn.workspace.name),
        isKnown: await isVerifiedWorkspace(tx, provider.workspaceUuid),
      })
    if (joined)
      await recordEvent(
        tx,
        { type: 'member.joined', subject: { type: userKind.name, id: account.id, label: account.email } },
        userContext(signedIn.workspace.id, account, context.request, context.now),
      )
    return signedIn
  },
})

// An admin could have chosen a provider that vouches for whom it likes: who owns the account hears of it.
async function reportNewWayIn(
  tx: Tx,
  recipient: string,
  { provider, workspace, isKnown }: { provider: string; workspace: string; isKnown: boolean },
): Promise<void> {
  await enqueueMail(tx, {
    recipient,
    subject: isKnown
      ? `You signed in to ${workspace} through ${provider}`
      : 'You signed in to Apron through an identity provider',
    body: `The identity provider "${provider}" of the workspace "${workspace}" has vouched for you for the first time, and a session was opened with that.\n\nIf this was not you, tell the owner of the workspace at once, and end the session under Account → Security.\n`,
  })
}

// What a provider says is sent mail to later, so it has to be one address and no list of several.
const isEmail = (text: string) => text.length <= 254 && /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(text)

function openTicket(sealed: string, services: Services, now: Date): Ticket {
  try {
    const ticket = JSON.parse(services.secrets.open(Buffer.from(sealed, 'base64url'), 'sso ticket')) as Ticket
    if (ticket.expiresAt > now.getTime()) return ticket
  } catch {
    throw ssoFailed('The ticket of this sign-in is damaged. Begin again from the sign-in page')
  }
  throw ssoFailed(`This sign-in was begun more than ${handshakeMinutes} minutes ago. Begin again`)
}

/**
 * The account that the provider's subject is here: the one that it was before, else the member with the
 * e-mail address that the provider has verified, else, where the workspace wants that, a new one.
 * An account that exists and is no member is never taken over: its owner has not asked for it.
 */
async function whoIs(
  tx: Tx,
  {
    workspaceUuid,
    issuer,
    defaultRoles,
  }: { workspaceUuid: string; issuer: string; defaultRoles: string[] | null },
  vouched: Vouched,
  services: Services,
) {
  const known = await tx.first(
    accountQuery
      .innerJoin('provider_identities as i', 'i.user_id', 'u.id')
      .where('i.workspace_id', '=', workspaceUuid)
      .where('i.issuer', '=', issuer)
      .where('i.subject', '=', vouched.subject),
  )
  if (known) {
    await requireMember(tx, workspaceUuid, known.id)
    return { account: known, joined: false }
  }
  const { email } = vouched
  if (email === null || !vouched.emailVerified || !isEmail(email))
    throw ssoFailed(
      'The identity provider did not say that your e-mail address is verified, and by that you are known here',
    )
  const byEmail = await tx.first(accountByEmail(email))
  if (byEmail) {
    await requireMember(tx, workspaceUuid, byEmail.id)
    return { account: byEmail, joined: false }
  }
  if (defaultRoles === null) throw notInvited()
  requireNewAccounts(services)
  const { timezone } = await tx.one(
    sql<'ssoTimezone'>`select timezone from workspaces where workspace_id = ${workspaceUuid}`,
  )
  const account = {
    id: newId('usr'),
    email,
    displayName: (vouched.name?.trim() || email).slice(0, 200),
    timezone,
    locale: 'en-US',
  }
  await requireRoom(tx, services, workspaceUuid, 'max_members')
  // Without a password: this account comes in through the provider alone, until it asks for one by mail.
  const made = await tx.run(sql`
    insert into users (id, email, display_name, timezone)
    values (${account.id}, ${email}, ${account.displayName}, ${account.timezone})
    on conflict do nothing`)
  // The same person, signing in twice at the same moment.
  if (made === 0) throw ssoFailed('You are signing in elsewhere at this moment. Try again')
  await tx.run(sql`
    insert into members (workspace_id, id, user_id, roles)
    values (${workspaceUuid}, ${newId('mem')}, ${account.id}, ${defaultRoles})`)
  return { account, joined: true }
}

async function requireMember(tx: Tx, workspaceUuid: string, userId: string): Promise<void> {
  const member = await tx.first(sql`
    select id from members where workspace_id = ${workspaceUuid} and user_id = ${userId} and status = 'active'`)
  if (!member) throw notInvited()
}
