import { sql, type Tx } from '../database/database.ts'
import { idFromUuid, newUuid } from '../kernel/id.ts'
import type { Severity } from '../kernel/severity.ts'
import type { ChannelType } from '../webhooks/kind.ts'

/** What a channel tells, whatever its type: one event, or a digest of several. */
export interface Message {
  title: string
  body: string
  severity: Severity
  /** The event's type; `notification.test` for a test. */
  event: string
  /** Where in the console it leads, below `/app/<workspace>`. */
  path: string | null
  rule: { id: string; name: string } | null
  occurred_at: string
  /** The person whom all of its events concern; null: none, or several. */
  person: string | null
  /** The events themselves, as webhook endpoints get them; of a large digest, the first. */
  events: unknown[]
}

export interface Recipient {
  workspaceUuid: string
  channelId: string
  type: ChannelType
  /** `https://host/app/<workspace>`, or null where the installation does not know its own address. */
  consoleUrl: string | null
}

/** The bytes of a message for a kind of channel. */
function bytesFor({ type, consoleUrl }: Recipient, { person, ...message }: Message): string {
  const link = consoleUrl && message.path !== null ? consoleUrl + message.path : null
  switch (type) {
    case 'webhook':
      return JSON.stringify({ type: 'notification', ...message, link })
    case 'slack':
      return JSON.stringify({ text: slackText(message, link) })
    case 'email':
      return JSON.stringify({
        subject: `[${message.severity}] ${message.title}`,
        text: mailText(message, link),
      })
    case 'in_app': {
      const { title, body, severity, path } = message
      return JSON.stringify({ title, body, severity, path, person })
    }
  }
}

// https://docs.slack.dev/messaging/formatting-message-text: these three are all that must be escaped.
const escapeSlack = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const marks: Record<Severity, string> = {
  info: ':information_source:',
  low: ':information_source:',
  medium: ':large_blue_circle:',
  high: ':warning:',
  critical: ':octagonal_sign:',
}

function slackText({ title, body, severity }: Omit<Message, 'person'>, link: string | null): string {
  return [
    `${marks[severity]} *${escapeSlack(title)}* (${severity})`,
    ...(body ? [escapeSlack(body)] : []),
    ...(link ? [`<${link}|Open in Apron>`] : []),
  ].join('\n')
}

function mailText({ title, body, rule }: Omit<Message, 'person'>, link: string | null): string {
  return [
    title,
    ...(body ? [body] : []),
    ...(link ? [link] : []),
    ...(rule ? [`Sent by the notification rule "${rule.name}".`] : []),
    'To stop these emails, open the link with which you confirmed them, or ask the workspace to remove your address.',
  ].join('\n\n')
}

/** Puts a message into the queue of deliveries, in the transaction that causes it. @returns the delivery's id. */
export async function queueMessage(
  tx: Tx,
  recipient: Recipient,
  message: Message,
  { event = null, isTest = false }: { event?: { id: string; seq: number } | null; isTest?: boolean } = {},
): Promise<string> {
  const uuid = newUuid()
  const deliveryId = idFromUuid('ndl', uuid)
  // A test is looked at: it goes out now, before what an open circuit holds.
  await tx.run(sql`
    insert into webhook_deliveries (workspace_id, id, uuid, endpoint_id, event_seq, event_id, event_type,
        rule_id, body, status, due_at, created_at)
    values (${recipient.workspaceUuid}, ${deliveryId}, ${uuid}, ${recipient.channelId}, ${event?.seq ?? null},
        ${event?.id ?? null}, ${message.event}, ${message.rule?.id ?? null}, ${bytesFor(recipient, message)},
        ${isTest ? 'retrying' : 'pending'}, now(), now())`)
  return deliveryId
}
