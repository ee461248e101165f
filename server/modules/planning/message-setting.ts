import { sql } from '#platform/database/database.ts'
import { changesBetween } from '#platform/events/record.ts'
import { operation } from '#platform/kernel/operation.ts'
import { Type } from '#platform/kernel/schema.ts'
import { userKind } from '#platform/kernel/user-kind.ts'

const MessageSetting = Type.Object(
  {
    inApp: Type.Boolean({ description: 'Under the bell of the console.' }),
    mail: Type.Boolean({ description: 'By mail, with the booking as a calendar file.' }),
  },
  { title: 'BookingMessageSetting' },
)
const byDefault = { inApp: true, mail: true }

export const getMessageSetting = operation({
  id: 'getBookingMessageSetting',
  method: 'GET',
  path: '/api/v1/planning/message-setting',
  summary: 'Get how you hear of your bookings',
  description:
    'Whether you are notified, in the console and by mail, when a booking is made, moved or cancelled for you. Both are on by default.',
  access: 'session',
  roles: 'staff',
  stability: 'beta',
  response: MessageSetting,
  handle: async ({ tx, principal }) =>
    (await tx.first(sql<'messageSetting'>`
      select in_app as "inApp", mail from planning_message_settings where user_id = ${principal.userId}`)) ??
    byDefault,
})

export const updateMessageSetting = operation({
  id: 'updateBookingMessageSetting',
  method: 'PATCH',
  path: '/api/v1/planning/message-setting',
  summary: 'Update how you hear of your bookings',
  description: 'Changes the fields that you send; the others keep their value.',
  access: 'session',
  roles: 'staff',
  stability: 'beta',
  audits: 'booking_message_setting.updated',
  response: MessageSetting,
  body: Type.Partial(MessageSetting),
  async handle({ tx, body, principal, emit }) {
    const before =
      (await tx.first(sql<'messageSettingBefore'>`
        select in_app as "inApp", mail from planning_message_settings where user_id = ${principal.userId}`)) ??
      byDefault
    const after = { ...before, ...body }
    await tx.run(sql`
      insert into planning_message_settings (workspace_id, user_id, in_app, mail)
      values (${principal.workspace.uuid}, ${principal.userId}, ${after.inApp}, ${after.mail})
          on conflict (workspace_id, user_id) do update set in_app = excluded.in_app, mail = excluded.mail`)
    emit({
      type: 'booking_message_setting.updated',
      subject: { type: userKind.name, id: principal.userId, label: principal.displayName },
      changes: changesBetween({ ...before }, { ...after }),
    })
    return after
  },
})
