import { sql } from '../database/database.ts'
import type { LinkedPerson } from '../identity/linked-person.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import type { Severity } from '../kernel/severity.ts'
import { secondsUntilMail } from '../mail/budget.ts'
import { openSmtp } from '../mail/smtp.ts'
import type { DeliveryTransports, Outgoing, Transport, Transports } from '../webhooks/attempt.ts'
import { openSecret } from '../webhooks/endpoint-secret.ts'
import { nothingSent, type Sender, type Sent } from '../webhooks/send.ts'
import { notify } from './notify.ts'
import { confirmedOf } from './recipient.ts'

// Under the ten seconds that every attempt has.
const smtpTimeoutMs = 4_000

/** Delivers to the channels that are not a signed POST: mail, Slack, and the console itself. */
export const channelTransports: DeliveryTransports = { kind: 'delivery_transports', create: createTransports }

function createTransports(services: Services, sender: Sender): { transports: Transports; close(): void } {
  const mailer = services.config.smtpUrl
    ? openSmtp(services.config.smtpUrl, services.config.mailFrom, smtpTimeoutMs)
    : null
  return {
    transports: {
      slack: slackTransport(services, sender),
      email: mailer
        ? toConfirmed(services, withinBudget(services, mailTransport(mailer)))
        : withinBudget(services, outboxTransport(services)),
      in_app: inAppTransport(services),
    },
    close: () => mailer?.close(),
  }
}

function slackTransport({ secrets, version }: Services, sender: Sender): Transport {
  return async ({ endpoint }, { payload }) => {
    const address = openSecret(secrets, endpoint)
    if (address === null)
      return refused(
        endpoint.url,
        'This Slack channel has no incoming-webhook URL yet. Edit the channel and paste the one that Slack gives',
      )
    const headers = { 'Content-Type': 'application/json', 'User-Agent': `Apron/${version} (notifications)` }
    const sent = await sender.send({ url: address, headers, body: Buffer.from(payload) })
    // The path is the secret: everyone who knows it can post.
    return { url: `${new URL(address).origin}/…`, headers, sent }
  }
}

/** Leaves out the recipients who have not confirmed that they want emails of the workspace. */
function toConfirmed(services: Services, transport: Transport): Transport {
  return async (lane, claimed) => {
    const { endpoint } = lane
    const recipients = await confirmedOf(services, claimed.workspaceId, endpoint.config.recipients ?? [])
    if (recipients.length === 0)
      return refused(
        endpoint.url,
        'No recipient of this channel has confirmed yet that they want its emails. Each got an email with a link. Send this again once they have',
      )
    return transport(
      { ...lane, endpoint: { ...endpoint, config: { ...endpoint.config, recipients } } },
      claimed,
    )
  }
}

/** Counts each mail of a channel against what its workspace may send. Above that, the delivery is tried again later. */
function withinBudget(services: Services, transport: Transport): Transport {
  return async (lane, claimed) => {
    const recipients = lane.endpoint.config.recipients ?? []
    const mailing = { workspaceUuid: claimed.workspaceId, recipients, areConfirmed: true }
    const seconds = await secondsUntilMail(services, mailing)
    if (seconds === 0) return transport(lane, claimed)
    const error = `This workspace has sent as many emails as the installation allows for now (MAIL_LIMIT_WORKSPACE). The next one may leave in ${seconds} s`
    return { url: lane.endpoint.url, headers: {}, sent: { ...nothingSent, error } }
  }
}

type Mailer = ReturnType<typeof openSmtp>

interface Mail {
  subject: string
  text: string
}

function mailTransport(mailer: Mailer): Transport {
  return async ({ endpoint }, { id, payload }) => {
    const startedAt = performance.now()
    const { subject, text } = JSON.parse(payload) as Mail
    const recipients = endpoint.config.recipients ?? []
    // The same on every attempt, so that a mailbox shows a repeated mail once.
    const messageId = `<${id}@apron>`
    const outgoing = { url: endpoint.url, headers: { To: recipients.join(', '), 'Message-ID': messageId } }
    const durationMs = () => Math.round(performance.now() - startedAt)
    try {
      const { response = '', rejected = [] } = await mailer.send({ to: recipients, subject, text, messageId })
      const sent = {
        ...nothingSent,
        responseBody: response,
        status: codeOf(response),
        durationMs: durationMs(),
      }
      if (rejected.length === 0) return { ...outgoing, sent }
      const error = `The mail server took the mail, but not for ${rejected.map(String).join(', ')}. Correct the address in the channel`
      return { ...outgoing, sent: { ...sent, status: null, error }, isFinal: true }
    } catch (failure) {
      return { ...outgoing, sent: { ...mailFailure(failure as MailError), durationMs: durationMs() } }
    }
  }
}

interface MailError extends Error {
  responseCode?: number
  response?: string
}

function mailFailure({ responseCode, response = '', message }: MailError): Sent {
  const error = responseCode ? `The mail server answered ${response}` : `The mail server: ${message}`
  return { ...nothingSent, status: responseCode ?? null, responseBody: response, error }
}

function codeOf(response: string): number {
  return Number(/^\d{3}/.exec(response)?.[0] ?? 250)
}

/** Without an SMTP server mails wait in the outbox, where the installation's owner reads them. */
function outboxTransport({ database }: Services): Transport {
  return async ({ endpoint }, { payload }) => {
    const { subject, text } = JSON.parse(payload) as Mail
    const recipients = endpoint.config.recipients ?? []
    await database.system((tx) =>
      tx.run(sql`
        insert into mails (id, recipient, subject, body, status)
        select id, recipient, ${subject}, ${text}, 'held'
          from unnest(${recipients.map(() => newId('mai'))}::text[], ${recipients}::text[]) as m (id,
              recipient)`),
    )
    const responseBody =
      'No mail server is configured (SMTP_URL), so the mail is in the outbox of the installation'
    return {
      url: endpoint.url,
      headers: { To: recipients.join(', ') },
      sent: { ...nothingSent, status: 202, responseBody },
    }
  }
}

function inAppTransport({ database, live, extensions }: Services): Transport {
  const people = extensions<LinkedPerson>('linked_person')[0]
  return async ({ endpoint }, { id, workspaceId, payload }) => {
    const startedAt = performance.now()
    const { title, body, severity, path, person } = JSON.parse(payload) as {
      title: string
      body: string
      severity: Severity
      path: string | null
      /** A message that was queued before there were people has none. */
      person?: string | null
    }
    const { roles = [], member_ids = [], person_concerned = false } = endpoint.config
    const recipientCount = await database.system(
      async (tx) => {
        const concerned =
          person_concerned && person ? ((await people?.userOf(tx, workspaceId, person)) ?? null) : null
        const members = await tx.rows(sql<'inAppRecipients'>`
          select user_id from members where workspace_id = ${workspaceId} and status = 'active'
             and (roles && ${roles}::text[] or id = any (${member_ids}::text[]) or user_id = ${concerned})`)
        const userIds = members.map((member) => member.user_id)
        // The delivery's id is the key, so a delivery that is sent twice notifies once.
        const notice = { workspaceUuid: workspaceId, userIds, title, body, severity, key: id }
        await notify(tx, { ...notice, ...(path === null ? {} : { path }) })
        return userIds.length
      },
      { workspaceId },
    )
    // Many people never sign in, and that is no fault of the channel.
    if (recipientCount === 0 && person_concerned)
      return {
        url: endpoint.url,
        headers: {},
        sent: { ...nothingSent, status: 200, responseBody: nobodyConcerned },
      }
    if (recipientCount === 0)
      return refused(endpoint.url, 'This channel has no recipients: no active member has its roles')
    live.nudge(workspaceId)
    const sent = {
      ...nothingSent,
      status: 200,
      responseBody:
        recipientCount === 1 ? 'One member was notified' : `${recipientCount} members were notified`,
      durationMs: Math.round(performance.now() - startedAt),
    }
    return { url: endpoint.url, headers: {}, sent }
  }
}

const nobodyConcerned = 'Nobody was notified: the message concerns no person who is an active member'

// Asking again would change nothing: somebody has to fix the channel first.
function refused(url: string, error: string): Outgoing {
  return { url, headers: {}, sent: { ...nothingSent, error }, isFinal: true }
}
