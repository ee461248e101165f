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
import { spend } from '../mfa/token.ts'
import { type Account, accountByEmail, accountQuery, openSession, SignedIn, userContext } from '../session.ts'
import { requireNewAccounts } from '../sign-up-mode.ts'
import { LinkWanted, wantLink } from './link.ts'
import { beginSignIn, finishSignIn, type Handshake, ssoFailed, type Vouched } from './oidc.ts'
import { type EnabledProvider, enabledProvider, redirectUriOf } from './provider.ts'

const notInvited = problem('sso_not_a_member', 403, {
  meaning: 'The identity provider knows you, and this workspace does not',
  fix: 'Ask an admin of the workspace for an invitation to exactly the email address that the provider has of you.',
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
    'Takes the response of the identity provider and the ticket of the first step, and starts the session. An account that was not made by the provider answers `linkRequired` the first time: send its own password or passkey to `POST /api/v1/auth/sso/link`.',
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
  response: Type.Union([SignedIn, LinkWanted]),
  async prepare({ body, services, now }) {
    const ticket = openTicket(body.ticket, services, now)
    const provider = await services.database.system((tx) => enabledProvider(tx, ticket.slug, services))
    if (!provider) throw noProvider()
    const callback = new URL(ticket.redirectUri)
    callback.search = body.response
    return { provider, ticket, vouched: await finishSignIn(provider, callback, ticket, services) }
  },
  async handle({ tx, prepared, ...context }) {
    const { provider, ticket, vouched } = prepared as {
      provider: EnabledProvider
      ticket: Ticket
      vouched: Vouched
    }
    if (!(await spend(tx, ticket.state, new Date(ticket.expiresAt))))
      throw ssoFailed('This sign-in is finished already. Begin again from the sign-in page')
    await bindWorkspace(tx, provider.workspaceUuid)
    const person = await whoIs(tx, provider, vouched, context.services)
    if (person.kind === 'unlinked') return wantLink(tx, provider, vouched.subject, person.account, context)
    await noteIdentity(tx, provider, vouched.subject, person.account)
    const proof = { factors: ['sso'], at: context.now, vouchedBy: provider.name }
    const signedIn = await openSession(tx, person.account, provider.workspaceUuid, proof, context)
    if (person.kind === 'joined') {
      const subject = { type: userKind.name, id: person.account.id, label: person.account.email }
      const entry = userContext(signedIn.workspace.id, person.account, context.request, context.now)
      await recordEvent(tx, { type: 'member.joined', subject }, entry)
    }
    return signedIn
  },
})

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

type Person = { kind: 'known' | 'joined' | 'unlinked'; account: Account }

/**
 * The account that the provider's subject is here: the one that was linked to it, else that of the member with the
 * email address that the provider has verified, who has to confirm the link once, else, where the workspace wants
 * that, a new one. A new account belongs to the provider and does not occupy its address.
 */
async function whoIs(
  tx: Tx,
  provider: EnabledProvider,
  vouched: Vouched,
  services: Services,
): Promise<Person> {
  const { workspaceUuid, issuer } = provider
  const known = await tx.first(
    accountQuery
      .innerJoin('provider_identities as i', 'i.user_id', 'u.id')
      .select('i.proved_at')
      .where('i.workspace_id', '=', workspaceUuid)
      .where('i.issuer', '=', issuer)
      .where('i.subject', '=', vouched.subject),
  )
  if (known) {
    const { proved_at: provedAt, ...account } = known
    if (!(await isMember(tx, workspaceUuid, account.id))) throw notInvited()
    return { kind: provedAt ? 'known' : 'unlinked', account }
  }
  const { email } = vouched
  if (email === null || !vouched.emailVerified || !isEmail(email))
    throw ssoFailed(
      'The identity provider did not say that your email address is verified, and by that you are known here',
    )
  const owner = await tx.first(accountByEmail(email))
  if (owner && (await isMember(tx, workspaceUuid, owner.id))) return { kind: 'unlinked', account: owner }
  return {
    kind: 'joined',
    account: await createProvidersAccount(tx, provider, { ...vouched, email }, services),
  }
}

async function createProvidersAccount(
  tx: Tx,
  { workspaceUuid, defaultRoles }: EnabledProvider,
  { email, name }: { email: string; name: string | null },
  services: Services,
): Promise<Account> {
  if (defaultRoles === null) throw notInvited()
  requireNewAccounts(services)
  const { timezone } = await tx.one(
    sql<'ssoTimezone'>`select timezone from workspaces where workspace_id = ${workspaceUuid}`,
  )
  const displayName = (name?.trim() || email).slice(0, 200)
  const account = { id: newId('usr'), email, displayName, timezone, locale: 'en-US' }
  await requireRoom(tx, services, workspaceUuid, 'max_members')
  // Without a password: this account comes in through the provider alone.
  await tx.run(sql`
    insert into users (id, email, display_name, timezone, provider_workspace_id)
    values (${account.id}, ${email}, ${displayName}, ${timezone}, ${workspaceUuid})`)
  await tx.run(sql`
    insert into members (workspace_id, id, user_id, roles)
    values (${workspaceUuid}, ${newId('mem')}, ${account.id}, ${defaultRoles})`)
  return account
}

/** Notes that the subject is this account. Of two requests for a new subject at once, one succeeds. */
async function noteIdentity(
  tx: Tx,
  { workspaceUuid, issuer }: EnabledProvider,
  subject: string,
  account: Account,
): Promise<void> {
  const noted = await tx.run(sql`
    insert into provider_identities (workspace_id, issuer, subject, user_id, email, proved_at)
    values (${workspaceUuid}, ${issuer}, ${subject}, ${account.id}, ${account.email}, now())
    on conflict (workspace_id, issuer, subject) do update set last_used_at = now()
     where provider_identities.user_id = excluded.user_id`)
  if (noted === 0) throw ssoFailed('You are signing in elsewhere at this moment. Try again')
}

async function isMember(tx: Tx, workspaceUuid: string, userId: string): Promise<boolean> {
  const member = await tx.first(sql`
    select id from members where workspace_id = ${workspaceUuid} and user_id = ${userId} and status = 'active'`)
  return member !== undefined
}
