import { sql, type Tx } from '../database/database.ts'
import { changesBetween } from '../events/record.ts'
import { operation } from '../kernel/operation.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { oneOf, Type } from '../kernel/schema.ts'
import { type Severity, severities } from '../kernel/severity.ts'
import { userKind } from '../kernel/user-kind.ts'

export interface Preference {
  in_app: Severity[]
  mail: Severity[]
}

/** What a member wants who has not said: to see everything, and mails of what cannot wait. */
export const preferred: Preference = { in_app: [...severities], mail: ['high', 'critical'] }

const some = (description: string) =>
  Type.Array(oneOf(severities), { uniqueItems: true, maxItems: severities.length, description })
const Preference = Type.Object({
  in_app: some('The severities that the bell of the console shows; `critical` always does.'),
  mail: some('The severities that are mailed as well.'),
})

async function readPreference(tx: Tx, userId: string): Promise<Preference> {
  const found = await tx.first(
    sql<
      'notificationPreference',
      Preference
    >`select in_app, mail from notification_preferences where user_id = ${userId}`,
  )
  return found ?? preferred
}

export const getNotificationPreferences = operation({
  id: 'getNotificationPreferences',
  method: 'GET',
  path: '/api/notifications/preferences',
  summary: 'Get your notification preferences',
  description: 'Which severities you see in the console and which are also mailed to you.',
  access: 'session',
  roles: 'members',
  response: Preference,
  handle: ({ tx, principal }) => readPreference(tx, principal.userId),
})

export const updateNotificationPreferences = operation({
  id: 'updateNotificationPreferences',
  method: 'PUT',
  path: '/api/notifications/preferences',
  summary: 'Update your notification preferences',
  description:
    'Sets which severities you see in the console and which are also mailed to you. A field that you leave out keeps its value.',
  access: 'session',
  roles: 'members',
  audits: 'notification_preferences.updated',
  body: Type.Partial(Preference),
  response: Preference,
  async handle({ tx, body, principal, emit }) {
    if (body.in_app && !body.in_app.includes('critical'))
      throw invalidRequest('What is critical is always shown in the console: keep `critical` in in_app', {
        details: [{ field: 'in_app', message: 'must contain critical' }],
      })
    const before = await readPreference(tx, principal.userId)
    const after = { ...before, ...body }
    await tx.run(sql`
      insert into notification_preferences (workspace_id, user_id, in_app, mail)
      values (${principal.workspace.uuid}, ${principal.userId}, ${after.in_app}, ${after.mail})
      on conflict (workspace_id, user_id)
        do update set in_app = excluded.in_app, mail = excluded.mail, updated_at = now()`)
    emit({
      type: 'notification_preferences.updated',
      subject: { type: userKind.name, id: principal.userId, label: principal.displayName },
      changes: changesBetween({ ...before }, { ...after }),
    })
    return after
  },
})
