import { operation } from '../kernel/operation.ts'
import { Type } from '../kernel/schema.ts'
import { managers } from '../webhooks/endpoint.ts'
import { Channel } from './channel.ts'
import { askRecipients } from './recipient.ts'

export const resendConfirmations = operation({
  id: 'resendChannelConfirmations',
  method: 'POST',
  path: '/api/notifications/channels/:id/confirmations',
  summary: 'Resend the confirmation to the recipients of an email channel',
  description:
    'Mails a new link to each recipient who has not confirmed, and returns those addresses; older links end. A recipient who has withdrawn is not asked again. An address gets a bounded number of such emails (`429 mail_limit`).',
  scope: 'notifications:write',
  roles: managers,
  // It asks again those who were asked.
  effect: 'none',
  on: Channel,
  audits: 'notification_channel.confirmation_sent',
  response: Type.Object({ recipients: Type.Array(Type.String()) }),
  status: 202,
  async handle({ tx, record, principal, request, services, emit }) {
    const waiting = record.unconfirmed_recipients
    const recipients = await askRecipients(tx, waiting, { principal, request, services }, { again: true })
    emit({
      type: 'notification_channel.confirmation_sent',
      subject: { type: Channel.name, id: record.id, label: record.name },
      changes: [{ field: 'recipients', before: null, after: recipients }],
    })
    return { recipients }
  },
})
