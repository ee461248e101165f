import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { fieldsOf, id, instant, oneOf, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { type DutyVerdict, standingAt } from '#rules/duty.ts'
import { dutyPolicyOf } from './duty-policy.ts'
import { dutyReaders, ownDutyOnly, seesAllDuty } from './duty-reader.ts'
import { dutyRecordOf } from './duty-record.ts'
import { DutyLimit } from './standing.ts'

const level = oneOf(['near', 'exceeded'], { labels: { near: 'Near the limit' } })

/** A limit that somebody came near to, or went over. */
export const DutyNotice = resource({
  name: 'duty_notice',
  prefix: 'dtn',
  title: { one: 'duty notice', many: 'duty notices' },
  page: '/duty',
  table: 'duty_notices',
  label: 'personName',
  schema: Type.Object({
    id: id('dtn'),
    crewId: id('crw'),
    personName: Type.String(),
    level,
    ...fieldsOf(DutyLimit, 'rule', 'title', 'citation', 'usedMinutes', 'limitMinutes'),
    ...fieldsOf(DutyLimit, 'windowStartsAt', 'windowEndsAt'),
    createdAt: instant(),
  }),
  joins: 'join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id',
  expressions: { personName: 'c.display_name' },
  visible: async (tx, noticeId, principal) => {
    if (seesAllDuty(principal) || principal.kind !== 'user') return true
    const own = await tx.first(sql`
      select 1 from duty_notices t join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id
       where t.id = ${noticeId} and c.user_id = ${principal.userId}`)
    return own !== undefined
  },
})

export const listDutyNotices = operation({
  id: 'listDutyNotices',
  method: 'GET',
  path: '/api/v1/ops/duty/notices',
  summary: 'List duty notices',
  description:
    'The limits that people came close to or exceeded. Members who run the flying see the notices of everybody, other members their own.',
  scope: 'duty:read',
  roles: 'staff',
  stability: 'beta',
  response: DutyNotice.schema,
  list: list({
    of: DutyNotice,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    filters: {
      crew_id: { schema: id('crw'), sql: (value) => `t.crew_id = ${value}` },
      level: { schema: level, sql: (value) => `t.level = ${value}` },
    },
    restrict: ownDutyOnly,
    // The sweep writes them beside its events.
    volatile: true,
  }),
})

export const getDutyNotice = operation({
  id: 'getDutyNotice',
  method: 'GET',
  path: '/api/v1/ops/duty/notices/:id',
  summary: 'Get a duty notice',
  description: 'Returns one notice of a limit, as it was when it was sent.',
  scope: 'duty:read',
  roles: 'staff',
  stability: 'beta',
  on: DutyNotice,
  response: DutyNotice.schema,
})

const dutyEvent = (type: `duty.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'duty_notice',
    data: Type.Object(
      fieldsOf(
        DutyNotice.schema,
        'id',
        'crewId',
        'personName',
        'rule',
        'title',
        'citation',
        'usedMinutes',
        'limitMinutes',
        'windowStartsAt',
        'windowEndsAt',
      ),
    ),
    scope: 'duty:read',
    readers: dutyReaders,
  })
export const dutyNearLimit = dutyEvent(
  'duty.near_limit',
  'somebody has used nine tenths of a limit of flying or duty, once for each window',
)
export const dutyExceeded = dutyEvent(
  'duty.exceeded',
  'somebody has flown or worked more than a limit allows, once for each window',
)

const backMs = 14 * 86_400_000
/** From this part of a limit on, people hear of it. */
const nearFrom = 0.9

/** Compares what people have flown and worked with their limits, whenever something new is known of them. */
export const noticeLimits = sweep({
  name: 'duty.limits',
  everyMs: 5 * 60_000,
  actor: 'Duty limits',
  table: 'crew',
  due: ({ now }) => sql`t.status = 'active' and (
      exists (select from duty_periods p
               where p.workspace_id = t.workspace_id and p.crew_id = t.id
                 and p.created_at > ${now}::timestamptz - interval '14 days' and p.ends_at <= ${now}
                 and p.created_at > coalesce((select j.judged_at from duty_judgements j
                      where j.workspace_id = t.workspace_id and j.crew_id = t.id), '-infinity'))
      or exists (select from flight_crew fc
               join flights f on f.workspace_id = fc.workspace_id and f.id = fc.flight_id
               where fc.workspace_id = t.workspace_id and fc.crew_id = t.id
                 and f.on_block_at > ${now}::timestamptz - interval '14 days' and f.on_block_at <= ${now}
                 and f.updated_at > coalesce((select j.judged_at from duty_judgements j
                      where j.workspace_id = t.workspace_id and j.crew_id = t.id), '-infinity')))`,
  async judge(tx, { id: crewId, workspaceUuid, now, services }) {
    await tx.run(sql`
      insert into duty_judgements (workspace_id, crew_id, judged_at) values (${workspaceUuid}, ${crewId}, ${now})
          on conflict (workspace_id, crew_id) do update set judged_at = excluded.judged_at`)
    const { name, zone } = await tx.one(sql<'personOfDuty'>`
      select c.display_name as name, w.timezone as zone
        from crew c join workspaces w on w.workspace_id = c.workspace_id
       where c.id = ${crewId}`)
    const { profiles } = await dutyPolicyOf(tx)
    const record = await dutyRecordOf(tx, services, { crewId, at: now })
    const ends = [...record.flown, ...record.duty]
      .map(({ to }) => to)
      .filter((to) => to <= now.getTime() && to > now.getTime() - backMs)
    const emissions: Emission[] = []
    for (const end of new Set(ends))
      for (const verdict of standingAt({ record, profiles, zone }, end)) {
        const level = levelOf(verdict)
        const noticeId = level && (await insertNotice(tx, workspaceUuid, { crewId, level, verdict, zone }))
        if (noticeId === null) continue
        emissions.push({
          type: level === 'exceeded' ? dutyExceeded : dutyNearLimit,
          subject: { type: DutyNotice.name, id: noticeId, label: name },
          data: await DutyNotice.get(tx, noticeId),
        })
      }
    return emissions
  },
})

interface NewNotice {
  crewId: string
  level: 'near' | 'exceeded'
  verdict: DutyVerdict
  zone: string
}

/** @returns its ID; null if the same was reported before. Of a window that moves with every flight, once a day. */
async function insertNotice(
  tx: Tx,
  workspaceUuid: string,
  { crewId, level, verdict, zone }: NewNotice,
): Promise<string | null> {
  const { rule, title, citation, usedMinutes, limitMinutes } = verdict
  const [from, to] = [new Date(verdict.from), new Date(verdict.to)]
  const inserted = await tx.first(sql<'insertedDutyNotice'>`
    insert into duty_notices (workspace_id, id, crew_id, rule, title, citation, level, used_minutes, limit_minutes,
        window_on, window_starts_at, window_ends_at)
    values (${workspaceUuid}, ${newId('dtn')}, ${crewId}, ${rule}, ${title}, ${citation}, ${level}, ${usedMinutes},
        ${limitMinutes}, ${localDate(from, zone)}, ${from}, ${to})
        on conflict (workspace_id, crew_id, rule, level, window_on) do nothing
    returning id`)
  return inserted?.id ?? null
}

/** Rests are judged before a flight, where it can still be moved. */
function levelOf({ isMinimum, isAdvisory, usedMinutes, limitMinutes }: DutyVerdict) {
  if (isMinimum || isAdvisory) return null
  if (usedMinutes > limitMinutes) return 'exceeded'
  return usedMinutes >= nearFrom * limitMinutes ? 'near' : null
}
