import { createHash, randomBytes } from 'node:crypto'
import { bindWorkspace } from '../database/bind-workspace.ts'
import { sql, type Tx } from '../database/database.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { RequestInfo } from '../kernel/context.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import type { Principal } from '../kernel/principal.ts'
import { problem } from '../kernel/problem.ts'
import { oneOf, Type } from '../kernel/schema.ts'
import { requireMailBudget } from '../mail/budget.ts'
import { linkOrigin, requireLinkOrigin } from '../mail/link-origin.ts'
import { enqueueMail, inOneLine } from '../mail/mail.ts'

const validDays = 7

const confirmationInvalid = problem('confirmation_invalid', 404, {
  meaning: 'This link is older than seven days without a confirmation, or was replaced by a newer one',
  fix: 'Ask the workspace to send you another one.',
})

/** A member whose own address is confirmed needs no second confirmation, and may withdraw like everybody. */
const isMember = (workspace: string, address: string) => `exists (
  select from members m join users u on u.id = m.user_id
   where m.workspace_id = ${workspace} and m.status = 'active' and u.email_verified_at is not null
     and lower(u.email) = lower(${address}))
  and not exists (
  select from channel_recipients c
   where c.workspace_id = ${workspace} and c.address = lower(${address}) and c.withdrawn_at is not null)`
const hasConfirmed = (workspace: string, address: string) => `exists (
  select from channel_recipients c
   where c.workspace_id = ${workspace} and c.address = lower(${address}) and c.confirmed_at is not null)`

/** The recipients of the channel `t` who still have to confirm, as JSON. */
export const unconfirmedRecipients = `(
  select coalesce(jsonb_agg(recipient order by recipient), '[]')
    from jsonb_array_elements_text(coalesce(t.config -> 'recipients', '[]')) recipient
   where not ${hasConfirmed('t.workspace_id', 'recipient')} and not (${isMember('t.workspace_id', 'recipient')}))`

/** Those of the addresses that agreed to emails of the workspace, as they are spelled. */
export async function confirmedOf(
  { database }: Pick<Services, 'database'>,
  workspaceUuid: string,
  addresses: readonly string[],
): Promise<string[]> {
  const rows = await database.system(
    (tx) =>
      tx.rows(sql<'confirmedRecipients'>`
        select a.address
          from unnest(${[...addresses]}::text[]) with ordinality as a (address, place)
         where exists (select from channel_recipients c
                        where c.workspace_id = ${workspaceUuid}
                          and c.address = lower(a.address)
                          and c.confirmed_at is not null)
            or not exists (select from channel_recipients c
                            where c.workspace_id = ${workspaceUuid}
                              and c.address = lower(a.address)
                              and c.withdrawn_at is not null)
           and exists (select from members m join users u on u.id = m.user_id
                        where m.workspace_id = ${workspaceUuid}
                          and m.status = 'active'
                          and u.email_verified_at is not null
                          and lower(u.email) = lower(a.address))
         order by a.place`),
    { workspaceId: workspaceUuid },
  )
  return rows.flatMap(({ address }) => address ?? [])
}

interface Asking {
  principal: Principal
  request: RequestInfo
  services: Services
}

/**
 * Mails a link to each address that has none yet; with `again`, a new one to each. An address that has withdrawn is
 * never asked again: its own link takes the withdrawal back.
 * @returns the addresses that were asked.
 */
export async function askRecipients(
  tx: Tx,
  addresses: readonly string[],
  { principal, request, services }: Asking,
  { again = false } = {},
): Promise<string[]> {
  // Without a mail server nothing leaves, so the confirmation may wait until there is one.
  const { config } = services
  const origin = config.smtpUrl === null ? linkOrigin(request, config) : requireLinkOrigin(request, config)
  if (addresses.length === 0 || origin === null) return []
  const { uuid: workspaceUuid, name } = principal.workspace
  const rows = await tx.rows(sql<'askedRecipients'>`
    select address from channel_recipients
     where workspace_id = ${workspaceUuid}
       and (withdrawn_at is not null or expires_at > now() and not ${again})`)
  const asked = new Set(rows.map(({ address }) => address))
  const recipients = addresses.filter((address) => !asked.has(address.toLowerCase()))
  await requireMailBudget(services, { workspaceUuid, recipients, areConfirmed: false })
  for (const recipient of recipients) {
    const token = randomBytes(32).toString('base64url')
    await tx.run(sql`
      insert into channel_recipients (workspace_id, address, token_hash, expires_at)
      values (${workspaceUuid}, ${recipient.toLowerCase()}, ${hashOf(token)},
        now() + make_interval(days => ${validDays}))
      on conflict (workspace_id, address)
        do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`)
    await enqueueMail(tx, {
      recipient,
      subject: 'Do you want emails from a workspace on Apron?',
      body: (link) =>
        `The workspace "${inOneLine(name)}" wants to send its notifications to ${recipient}.\n\nIf you want them, confirm here, within ${validDays} days:\n${link}\n\nIf not, do nothing: you get none. Keep this email: the same link stops the emails later.\n`,
      link: { url: `${origin}/app/confirm-recipient/${token}`, secrets: services.secrets },
    })
  }
  return recipients
}

const hashOf = (token: string) => createHash('sha256').update(token).digest()

async function findRecipient(tx: Tx, token: string) {
  const recipient = await tx.first(sql<'askedRecipient'>`
    select r.workspace_id as uuid, r.address, w.name as "workspaceName",
           case when r.confirmed_at is not null then 'confirmed'
                when r.withdrawn_at is not null then 'withdrawn' else 'asked' end as state
      from channel_recipients r
      join workspaces w on w.workspace_id = r.workspace_id
     where r.token_hash = ${hashOf(token)}
       and (r.expires_at > now() or r.confirmed_at is not null or r.withdrawn_at is not null)`)
  if (!recipient) throw confirmationInvalid()
  return recipient
}

const token = Type.String({ minLength: 20, maxLength: 100 })
const Confirmation = Type.Object({
  address: Type.String(),
  workspace_name: Type.String(),
  state: oneOf(['asked', 'confirmed', 'withdrawn'], {
    description: '`asked`: nothing is sent before the address is confirmed.',
  }),
})
type State = 'asked' | 'confirmed' | 'withdrawn'
const common = { access: 'public', refusesKeys: true, system: true, limit: 'auth' } as const

export const getRecipientConfirmation = operation({
  ...common,
  id: 'getRecipientConfirmation',
  method: 'GET',
  path: '/api/notifications/recipients/:token',
  summary: 'Get the confirmation that a recipient is asked for',
  description: 'Returns the address and the workspace, by the token of the mailed link.',
  params: Type.Object({ token }),
  response: Confirmation,
  async handle({ tx, params }) {
    const { address, workspaceName, state } = await findRecipient(tx, params.token)
    return { address, workspace_name: workspaceName, state: state as State }
  },
})

export const confirmRecipient = operation({
  ...common,
  id: 'confirmRecipient',
  method: 'POST',
  path: '/api/notifications/recipients/confirm',
  summary: 'Confirm a recipient of emails',
  description:
    'Agrees to emails of the email channels of a workspace, with the token of the mailed link. The link works for seven days, and after an answer for as long as the address is a recipient: it can then stop the emails and allow them again.',
  body: Type.Object({ token }),
  response: Confirmation,
  async handle({ tx, body }) {
    const { uuid, address, workspaceName } = await findRecipient(tx, body.token)
    await bindWorkspace(tx, uuid)
    await tx.run(sql`
      update channel_recipients set confirmed_at = coalesce(confirmed_at, now()), withdrawn_at = null
       where workspace_id = ${uuid} and address = ${address}`)
    return { address, workspace_name: workspaceName, state: 'confirmed' as const }
  },
})

export const withdrawRecipient = operation({
  ...common,
  id: 'withdrawRecipient',
  method: 'POST',
  path: '/api/notifications/recipients/withdraw',
  summary: 'Withdraw a recipient of emails',
  description:
    'Stops the emails of all channels of a workspace to the address, with the token of the mailed link. The workspace cannot ask the address again; the recipient can confirm again with the same link.',
  body: Type.Object({ token }),
  response: Confirmation,
  async handle({ tx, body }) {
    const { uuid, address, workspaceName } = await findRecipient(tx, body.token)
    await bindWorkspace(tx, uuid)
    await tx.run(sql`
      update channel_recipients set withdrawn_at = coalesce(withdrawn_at, now()), confirmed_at = null
       where workspace_id = ${uuid} and address = ${address}`)
    return { address, workspace_name: workspaceName, state: 'withdrawn' as const }
  },
})

/** Of addresses that never answered, nothing is kept for long. */
export const purgeRecipients: PeriodicWork = {
  name: 'notifications.recipients',
  everyMs: 24 * 60 * 60_000,
  run: ({ database }) =>
    database.system(async (tx) => {
      await tx.run(sql`
        delete from channel_recipients where confirmed_at is null and withdrawn_at is null
           and expires_at < now() - interval '30 days'`)
    }),
}
