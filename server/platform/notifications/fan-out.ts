import { sql, type Tx } from '../database/database.ts'
import type { NotificationDefault } from '../kernel/notification-default.ts'
import type { ChannelType } from '../webhooks/kind.ts'
import { giveTo } from './default-rule.ts'
import { type Message, queueMessage } from './message.ts'
import { decide, freshState, type RuleState, type RuleTiming } from './rule-decision.ts'
import { digestOf, type EventPage, messageOf, type ToldEvent } from './rule-message.ts'

/** As many events of one workspace as are read before the next workspace has its turn. */
const batchSize = 200

interface RuleRow extends RuleTiming {
  id: string
  name: string
  channel_ids: string[]
  state: RuleState | null
}

export interface Installation {
  /** `https://host`, or null where the installation does not know its own address. */
  publicUrl: string | null
  defaults: readonly NotificationDefault[]
  /** By type of event, its page and the person whom it concerns. */
  pages: ReadonlyMap<string, EventPage>
}

interface Workspace {
  uuid: string
  slug: string
  timezone: string
}

/**
 * Evaluates the rules of a workspace for its next events and moves its cursor, in one transaction: a process that
 * dies in it has sent nothing and lost nothing.
 * @returns whether there is more to read, and how many messages were queued.
 */
export async function fanOut(
  tx: Tx,
  workspaceUuid: string,
  installation: Installation,
): Promise<{ hasMore: boolean; queued: number }> {
  await tx.run(sql`
    insert into notification_cursors (workspace_id, seq) values (${workspaceUuid}, 0) on conflict do nothing`)
  // Where another node has it, that one reads.
  const cursor = await tx.first(sql<'fanOutCursor'>`
    select c.seq, h.seq as head, w.workspace_id as uuid, w.slug, w.timezone
      from notification_cursors c
      join event_heads h using (workspace_id)
      join workspaces w using (workspace_id)
     where c.workspace_id = ${workspaceUuid} for update of c skip locked`)
  if (!cursor || cursor.head <= cursor.seq) return { hasMore: false, queued: 0 }
  // A workspace that nobody has read yet is new: it has its default rules before its first event is read.
  if (cursor.seq === 0) await giveTo(tx, workspaceUuid, installation.defaults)
  const rules = await tx.rows(sql<'fanOutRules', RuleTiming & { state: RuleState | null }>`
    select r.id, r.name, r.event, r.channel_ids, r.filters, r.severity, r.cooldown_minutes, r.digest,
           r.digest_at, r.quiet_hours, s.state
      from notification_rules r
      left join notification_rule_states s on s.workspace_id = r.workspace_id and s.rule_id = r.id
     where r.workspace_id = ${workspaceUuid}
       and r.enabled
       and r.event = any (apron.carried_types(r.workspace_id, r.maker_id, r.maker_scopes))
     order by r.created_at, r.id`)
  const events = rules.length === 0 ? [] : await readEvents(tx, workspaceUuid, cursor, rules)
  let queued = 0
  for (const rule of rules) queued += await applyRule(tx, rule, events, cursor, installation)
  const isCut = events.length === batchSize
  const reached = isCut ? (events.at(-1)?.seq ?? cursor.head) : cursor.head
  await tx.run(sql`update notification_cursors set seq = ${reached} where workspace_id = ${workspaceUuid}`)
  return { hasMore: isCut, queued }
}

export interface EventRow extends ToldEvent {
  projectId: string | null
}

function readEvents(
  tx: Tx,
  workspaceUuid: string,
  { seq, head }: { seq: number; head: number },
  rules: readonly RuleRow[],
): Promise<EventRow[]> {
  const types = [...new Set(rules.map((rule) => rule.event))]
  return tx.rows(sql<'fanOutEvents'>`
    select ${eventColumns}
      from events e
     where e.workspace_id = ${workspaceUuid}
       and e.seq > ${seq}
       and e.seq <= ${head}
       and e.is_public
       and e.type = any(${types})
     order by e.seq limit ${batchSize}`)
}

export const eventColumns =
  sql.raw(`e.id, e.seq, e.type, e.occurred_at as "occurredAt", e.subject_id as "subjectId",
  e.subject_label as "subjectLabel", e.project_id as "projectId", e.personal::json ->> 'actorName' as "actorName", e.payload::json as payload`)

export const dataOf = ({ payload }: ToldEvent): unknown =>
  (payload as { data?: unknown } | null)?.data ?? null

async function applyRule(
  tx: Tx,
  rule: RuleRow,
  events: readonly EventRow[],
  workspace: Workspace,
  installation: Installation,
): Promise<number> {
  let state = rule.state ?? freshState
  let lastFiredAt: Date | null = null
  let queued = 0
  for (const event of events) {
    const decision = decide(rule, state, { ...event, data: dataOf(event) }, workspace.timezone)
    state = decision.state
    if (decision.outcome !== 'fires') continue
    lastFiredAt = event.occurredAt
    const message = messageOf(wordsOf(rule), event, decision.before, installation.pages.get(event.type))
    if (decision.dueAt === null) queued += await send(tx, rule, message, workspace, installation, { event })
    else
      await tx.run(sql`
        insert into notification_waiting (workspace_id, rule_id, seq, due_at, message)
        values (${workspace.uuid}, ${rule.id}, ${event.seq}, ${decision.dueAt}, ${JSON.stringify(message)})
        on conflict do nothing`)
  }
  if (state === rule.state || (rule.state === null && state === freshState)) return queued
  await tx.run(sql`
    insert into notification_rule_states as s (workspace_id, rule_id, state, last_fired_at)
    values (${workspace.uuid}, ${rule.id}, ${JSON.stringify(state)}, ${lastFiredAt})
    on conflict (workspace_id, rule_id)
      do update set state = excluded.state, last_fired_at = coalesce(excluded.last_fired_at, s.last_fired_at)`)
  return queued
}

const wordsOf = ({ id, name, severity, filters }: RuleRow) => ({
  id,
  name,
  severity,
  threshold: filters.threshold,
  withinMinutes: filters.within_minutes ?? 60,
})

interface Sending {
  event?: { id: string; seq: number } | null
  /** Of a digest: the channels that notify the person concerned get one for each person, the others one of all. */
  audience?: 'everyone' | 'person' | 'others'
}
const isInAudience = (audience: Sending['audience']) =>
  audience === 'everyone'
    ? sql`true`
    : sql`coalesce((config ->> 'person_concerned')::boolean, false) = ${audience === 'person'}`

/** Queues a message for each channel of the rule that is on and takes its severity. */
async function send(
  tx: Tx,
  { channel_ids }: { channel_ids: readonly string[] },
  message: Message,
  workspace: Workspace,
  { publicUrl }: Installation,
  { event = null, audience = 'everyone' }: Sending,
): Promise<number> {
  const channels = await tx.rows(sql<'fanOutChannels', { kind: ChannelType }>`
    select id, kind
      from webhook_endpoints
     where workspace_id = ${workspace.uuid}
       and id = any(${channel_ids})
       and kind <> 'endpoint'
       and enabled
       and deleted_at is null
       and ${isInAudience(audience)}
       and (coalesce(jsonb_array_length(config -> 'severity_filter'), 0) = 0
         or config -> 'severity_filter' ? ${message.severity})
     order by id`)
  const consoleUrl = publicUrl === null ? null : `${publicUrl}/app/${workspace.slug}`
  for (const { id, kind } of channels)
    await queueMessage(
      tx,
      { workspaceUuid: workspace.uuid, channelId: id, type: kind, consoleUrl },
      message,
      { event },
    )
  return channels.length
}

/**
 * Sends what has waited long enough, each rule's as one digest. What is taken is deleted in the same transaction.
 * @returns how many rules had something.
 */
export async function sendDue(tx: Tx, now: Date, installation: Installation): Promise<number> {
  const due = await tx.rows(sql<'dueMessages', { message: Message }>`
    delete from notification_waiting
     where ctid = any (array(select ctid
                               from notification_waiting where due_at <= ${now} order by due_at limit 2000
                              for update skip locked))
     returning workspace_id, rule_id, seq, message`)
  const byRule = Map.groupBy(due, (one) => `${one.workspace_id} ${one.rule_id}`)
  for (const waiting of byRule.values()) {
    const [first] = waiting
    if (!first) continue
    const rule = await tx.first(sql<'ruleToSend'>`
      select r.channel_ids, w.workspace_id as uuid, w.slug, w.timezone
        from notification_rules r
        join workspaces w using (workspace_id)
       where r.workspace_id = ${first.workspace_id}
         and r.id = ${first.rule_id}
         and r.enabled
         and r.event = any (apron.carried_types(r.workspace_id, r.maker_id, r.maker_scopes))`)
    if (!rule) continue
    const messages = waiting.toSorted((a, b) => a.seq - b.seq).map((one) => one.message)
    await send(tx, rule, digestOf(messages), rule, installation, { audience: 'others' })
    // Nobody gets what concerns another person.
    for (const [person, own] of Map.groupBy(messages, (message) => message.person ?? ''))
      if (person !== '') await send(tx, rule, digestOf(own), rule, installation, { audience: 'person' })
  }
  return byRule.size
}
