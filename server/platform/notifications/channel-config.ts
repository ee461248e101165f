import { sql, type Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { unknownReference } from '../kernel/reference.ts'
import { id, oneOf, type Static, Type, text } from '../kernel/schema.ts'
import { severities } from '../kernel/severity.ts'
import { checkUrl } from '../webhooks/endpoint-url.ts'
import type { ChannelConfig, ChannelType } from '../webhooks/kind.ts'

const some = <S extends Parameters<typeof Type.Array>[0]>(of: S, maxItems: number, description: string) =>
  Type.Array(of, { minItems: 1, maxItems, uniqueItems: true, description })

/** What a caller may say about a channel's place; which fields a type has is judged by `checkConfig`. */
export const ConfigBody = Type.Object({
  recipients: Type.Optional(
    some(Type.String({ format: 'email', maxLength: 254 }), 50, 'email: whom the mails go to.'),
  ),
  severity_filter: Type.Optional(
    Type.Array(oneOf(severities), {
      maxItems: severities.length,
      uniqueItems: true,
      description: 'Any type: only messages of these severities. Left out or empty: all.',
    }),
  ),
  workspace: Type.Optional(text(1, 100, 'slack: the name of the Slack workspace, for people.')),
  channel: Type.Optional(text(1, 100, 'slack: the channel, as its name or its id.')),
  webhook_url: Type.Optional(
    text(1, 2000, 'slack: its incoming-webhook URL. A secret: kept encrypted and never shown again.'),
  ),
  url: Type.Optional(text(1, 2000, 'webhook: where messages are posted, signed as webhooks are.')),
  roles: Type.Optional(some(text(1, 50), 20, 'in_app: members who hold one of these roles.')),
  member_ids: Type.Optional(some(id('mem'), 200, 'in_app: these members.')),
  person_concerned: Type.Optional(
    Type.Boolean({
      description:
        'in_app: the member whom the event concerns, such as the holder of a record that expires. Only some events concern a person.',
    }),
  ),
})
export type ConfigBody = Static<typeof ConfigBody>

const fieldsOf: Record<ChannelType, readonly (keyof ConfigBody)[]> = {
  email: ['recipients', 'severity_filter'],
  slack: ['workspace', 'channel', 'webhook_url', 'severity_filter'],
  webhook: ['url', 'severity_filter'],
  in_app: ['roles', 'member_ids', 'person_concerned', 'severity_filter'],
}

const refuse = (field: string, message: string) =>
  invalidRequest(message, { details: [{ field: `config.${field}`, message }] })

/**
 * Judges what was said about a channel's place. @returns it as it is kept, and the address that is kept apart.
 * @throws Problem that names the field.
 */
export async function checkConfig(
  tx: Tx,
  services: Services,
  type: ChannelType,
  body: ConfigBody,
): Promise<{ config: ChannelConfig; secretUrl: string | null }> {
  for (const field of Object.keys(body) as (keyof ConfigBody)[])
    if (!fieldsOf[type].includes(field))
      throw refuse(
        field,
        `A channel of type ${type} has no config.${field}; it has ${fieldsOf[type].join(', ')}`,
      )
  if (type === 'email' && !body.recipients)
    throw refuse('recipients', 'An email channel needs config.recipients, a list of addresses')
  if (type === 'slack' && !body.channel)
    throw refuse('channel', 'A Slack channel needs config.channel, such as "#dispatch"')
  if (type === 'webhook') {
    if (!body.url) throw refuse('url', 'A webhook channel needs config.url, where messages are posted')
    await checkUrl(services, body.url, 'config.url')
  }
  if (type === 'in_app') await checkAudience(tx, services, body)
  if (body.webhook_url !== undefined) await checkUrl(services, body.webhook_url, 'config.webhook_url')
  const { webhook_url, ...config } = body
  return { config, secretUrl: webhook_url ?? null }
}

async function checkAudience(tx: Tx, services: Services, body: ConfigBody): Promise<void> {
  const { roles, member_ids, person_concerned } = body
  if (!roles && !member_ids && !person_concerned)
    throw refuse(
      'roles',
      'An in-app channel needs config.roles, config.member_ids or config.person_concerned: who gets its messages?',
    )
  const unknown = roles?.find((role) => !services.roles.includes(role))
  if (unknown) throw refuse('roles', `There is no role "${unknown}". Roles are ${services.roles.join(', ')}`)
  // Members who have left are still there.
  const active = new Set(
    (
      await tx.rows(sql<'audienceMembers'>`
        select id from members where id = any(${member_ids ?? []}) and status = 'active'`)
    ).map((member) => member.id),
  )
  const missing = (member_ids ?? []).findIndex((memberId) => !active.has(memberId))
  if (missing >= 0) throw unknownReference(`config.member_ids.${missing}`, 'member')
}

/** Where a channel is, in a line for people: no secret is in it. */
export function placeOf(type: ChannelType, config: ChannelConfig): string {
  switch (type) {
    case 'email':
      return `mailto:${(config.recipients ?? []).join(',')}`.slice(0, 2000)
    case 'slack':
      return `slack:${config.workspace ?? ''}/${config.channel ?? ''}`
    case 'webhook':
      return config.url ?? ''
    case 'in_app':
      return 'in-app'
  }
}
