import { sql } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { conflict } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { happenedAt, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { riskRoles, safetyReaders } from '#server/roles.ts'

const method = oneOf(['email', 'phone', 'meeting', 'letter', 'portal', 'in_person'])

/** 14 CFR 5.57: the notification of an interfacing person about a hazard, and their acknowledgment. */
export const HazardNotification = resource({
  name: 'hazard_notification',
  prefix: 'hzn',
  title: { one: 'hazard notification', many: 'hazard notifications' },
  page: { of: 'hazardId' },
  table: 'hazard_notifications',
  label: 'recipient',
  schema: Type.Object({
    id: id('hzn'),
    hazardId: id('haz'),
    hazardTitle: Type.String(),
    recipient: Type.String(),
    organization: nullable(Type.String()),
    relation: nullable(Type.String()),
    method,
    message: Type.String(),
    notifiedAt: instant(),
    notifiedByName: Type.String(),
    acknowledgedAt: nullable(instant()),
    acknowledgedBy: nullable(Type.String()),
    acknowledgement: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join hazards h on h.workspace_id = t.workspace_id and h.id = t.hazard_id',
  expressions: { hazardTitle: 'h.title' },
})

/** What events say of a notification: of which hazard, how and when, without its text and recipient. */
const HazardNotificationData = Type.Pick(HazardNotification.schema, [
  'id',
  'hazardId',
  'method',
  'notifiedAt',
  'acknowledgedAt',
  'createdAt',
])
const hazardNotified = eventType('hazard.notified', {
  stability: 'beta',
  when: 'an interfacing person is notified of a hazard (14 CFR 5.57)',
  subject: 'hazard_notification',
  data: HazardNotificationData,
  scope: 'safety:read',
})

export const listHazardNotifications = operation({
  id: 'listHazardNotifications',
  method: 'GET',
  path: '/api/v1/safety/hazard-notifications',
  summary: 'List hazard notifications',
  description: 'The interfacing persons who were notified of hazards, and whether they acknowledged it.',
  scope: 'safety:read',
  roles: safetyReaders,
  response: HazardNotification.schema,
  list: list({
    of: HazardNotification,
    defaultSort: '-notifiedAt',
    sorts: { notifiedAt: { sql: 't.notified_at', type: 'timestamptz' } },
    search: ['t.recipient', 't.organization'],
    indexed: true,
    filters: {
      hazard_id: { schema: id('haz'), sql: (value) => `t.hazard_id = ${value}` },
      acknowledged: {
        schema: Type.Boolean(),
        sql: (value) => `(t.acknowledged_at is not null) = ${value}::boolean`,
      },
    },
  }),
})

export const getHazardNotification = operation({
  id: 'getHazardNotification',
  method: 'GET',
  path: '/api/v1/safety/hazard-notifications/:id',
  summary: 'Get a hazard notification',
  description: 'The notification with its recipient, message and acknowledgment.',
  scope: 'safety:read',
  roles: safetyReaders,
  on: HazardNotification,
  response: HazardNotification.schema,
})

export const notifyOfHazard = operation({
  id: 'notifyOfHazard',
  method: 'POST',
  path: '/api/v1/safety/hazard-notifications',
  summary: 'Create a hazard notification',
  description:
    'Records that an interfacing person was notified of a hazard. Apron sends nothing: notify the person yourself.',
  scope: 'safety:write',
  roles: riskRoles,
  creates: HazardNotification,
  emits: hazardNotified,
  body: Type.Object({
    hazardId: id('haz'),
    recipient: text(1, 200, 'The person or organization notified.'),
    organization: Type.Optional(nullable(text(1, 200))),
    relation: Type.Optional(
      nullable(text(1, 200, 'What they are to us: contract maintenance, fuel supplier, airport operator.')),
    ),
    method,
    message: text(3, 10_000, 'The text of the notification.'),
    notifiedAt: Type.Optional(happenedAt('Now, when left out.')),
  }),
  response: HazardNotification.schema,
  async handle({ tx, body, principal, now }) {
    const notifiedAt = body.notifiedAt ?? now.toISOString()
    const notificationId = newId('hzn')
    await insert(tx, 'hazard_notifications', principal.workspace.uuid, notificationId, {
      ...body,
      notifiedAt,
      notifiedByName: actorOf(principal).name,
    })
    return HazardNotification.get(tx, notificationId)
  },
})

export const acknowledgeHazard = operation({
  id: 'acknowledgeHazard',
  method: 'POST',
  path: '/api/v1/safety/hazard-notifications/:id/acknowledge',
  summary: 'Acknowledge a hazard notification',
  description: 'Records who acknowledged the notification, and when. It can be acknowledged once.',
  scope: 'safety:write',
  roles: riskRoles,
  on: HazardNotification,
  audits: 'hazard_notification.acknowledged',
  body: Type.Object({
    acknowledgedBy: text(1, 200),
    acknowledgement: Type.Optional(nullable(text(1, 5_000, 'What they answered.'))),
  }),
  response: HazardNotification.schema,
  async handle({ tx, body, record, now }) {
    const changed = await tx.run(sql`update hazard_notifications set acknowledged_at = ${now},
      acknowledged_by = ${body.acknowledgedBy}, acknowledgement = ${body.acknowledgement ?? null}
      where id = ${record.id} and acknowledged_at is null`)
    if (changed === 0) throw conflict(`${record.acknowledgedBy} has already acknowledged this`)
    return HazardNotification.get(tx, record.id)
  },
})
