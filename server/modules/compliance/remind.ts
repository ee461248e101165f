import { sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { notificationDefault } from '#platform/kernel/notification-default.ts'
import { Type } from '#platform/kernel/schema.ts'
import { daysBetween } from '#rules/calendar.ts'
import { ComplianceRecord, PublicComplianceRecord } from './record.ts'
import { complianceReaders } from './visibility.ts'

export const complianceExpiresSoon = eventType('compliance.expires_soon', {
  stability: 'beta',
  when: 'a compliance record of an active person expires in 60, 30 or 7 days, once for each',
  subject: 'compliance_record',
  data: Type.Object({
    ...PublicComplianceRecord.schema.properties,
    daysLeft: Type.Integer({ description: 'How many days are left, today included.' }),
    message: Type.String({ description: 'The reminder as a sentence.' }),
  }),
  scope: 'compliance:read',
  publicScope: 'public.compliance:read',
  readers: complianceReaders,
  person: 'crewId',
})

/** The person whose record it is hears of it first, and in time. */
export const ownRecordExpires = notificationDefault({
  key: 'compliance_own_expires',
  name: 'Your record expires',
  event: complianceExpiresSoon,
  severity: 'high',
  roles: [],
  isForPerson: true,
})

const step = (days: string) => sql.raw(`case when ${days} <= 7 then 7 when ${days} <= 30 then 30 else 60 end`)

/**
 * Reminds 60, 30 and 7 days before a record expires. If less is left when it is first seen, it reminds once, of what
 * is left. A workspace has the default rule before its first reminder, so nobody misses it.
 */
export const remindOfExpiry = sweep({
  name: 'compliance.reminders',
  everyMs: 5 * 60_000,
  actor: 'Compliance',
  table: 'compliance_records',
  due: ({ today }) => sql`t.withdrawn_at is null
      and t.expires_on >= ${today}
      and t.expires_on <= ${today} + 60
      and exists (
        select from crew c where c.workspace_id = t.workspace_id and c.id = t.crew_id and c.status = 'active')
      and exists (
        select from notification_defaults d
         where d.workspace_id = t.workspace_id and d.key = ${ownRecordExpires.key})
      and not exists (
        select from compliance_reminders m
         where m.workspace_id = t.workspace_id
           and m.record_id = t.id
           and m.expires_on = t.expires_on
           and m.days <= ${sql`(select ${step('(t.expires_on - l.today)')} from (select ${today} as today) l)`})`,
  async judge(tx, { id, workspaceUuid, today }) {
    const record = await ComplianceRecord.get(tx, id)
    const { expiresOn, personName, title } = record
    if (expiresOn === null) return []
    const daysLeft = daysBetween(today, expiresOn)
    const days = daysLeft <= 7 ? 7 : daysLeft <= 30 ? 30 : 60
    await tx.run(sql`
      insert into compliance_reminders (workspace_id, record_id, expires_on, days)
      values (${workspaceUuid}, ${id}, ${expiresOn}, ${days})
      on conflict (workspace_id, record_id, expires_on) do update set days = excluded.days, sent_at = now()`)
    const left = daysLeft === 0 ? 'today' : daysLeft === 1 ? 'tomorrow' : `in ${daysLeft} days`
    const message = `${personName}: ${title} expires ${left}, at the end of ${expiresOn}`
    return [
      {
        type: complianceExpiresSoon,
        subject: { type: ComplianceRecord.name, id, label: title },
        data: { ...record, daysLeft, message },
        changes: [{ field: 'reminder', before: null, after: `${days} days` }],
      },
    ]
  },
})
