import { sql } from '../database/database.ts'
import { requireReach } from '../events/reach.ts'
import { operation } from '../kernel/operation.ts'
import { instant, integer, Type } from '../kernel/schema.ts'
import { managers } from '../webhooks/endpoint.ts'
import { dataOf, type EventRow, eventColumns } from './fan-out.ts'
import { RuleTimingBody } from './rule.ts'
import { decide, freshState, type RuleTiming } from './rule-decision.ts'
import { checkEvent, checkFilters, checkQuietHours } from './rule-filters.ts'

/** More than that is not read: the answer says that it is cut. */
const largestPreview = 10_000
const shownSamples = 10

export const previewRule = operation({
  id: 'previewNotificationRule',
  method: 'POST',
  path: '/api/notifications/rules/preview',
  summary: 'Preview a notification rule',
  description:
    'Runs the rule over the events of the past days and returns how often it would have fired. Nothing is saved or sent.',
  scope: 'notifications:read',
  roles: managers,
  readOnly: true,
  body: Type.Object({
    ...RuleTimingBody,
    days: Type.Optional(integer(1, 90, 'How far back to look; 7 by default.')),
  }),
  response: Type.Object({
    from: instant(),
    to: instant(),
    matched: Type.Integer({ description: 'Events of the type that pass the filters.' }),
    fired: Type.Integer({ description: 'How often it would have fired: after threshold and cooldown.' }),
    messages: Type.Integer({ description: 'What would have been sent to each channel: a digest is one.' }),
    is_cut: Type.Boolean({
      description: `There were more than ${largestPreview} events; these are the newest.`,
    }),
    samples: Type.Array(
      Type.Object({ event_id: Type.String(), occurred_at: instant(), subject: Type.String() }),
      { description: 'The last events that it would have fired for.' },
    ),
  }),
  async handle({ tx, body, principal, services, now }) {
    checkEvent(services, body.event)
    await requireReach(tx, principal, [body.event])
    const filters = checkFilters(body.filters ?? {})
    checkQuietHours(body.quiet_hours ?? null)
    const rule: RuleTiming = {
      event: body.event,
      filters,
      severity: body.severity ?? 'medium',
      cooldown_minutes: body.cooldown_minutes ?? 0,
      digest: body.digest ?? 'none',
      digest_at: body.digest_at ?? '08:00',
      quiet_hours: body.quiet_hours ?? null,
    }
    const from = new Date(now.getTime() - (body.days ?? 7) * 86_400_000)
    const newest = await tx.rows(sql<'previewedEvents'>`
      select ${eventColumns}
        from events e where e.type = ${body.event} and e.is_public and e.occurred_at >= ${from}
       order by e.seq desc limit ${largestPreview + 1}`)
    const events = newest.slice(0, largestPreview).reverse()
    const seen = tryOut(rule, events, principal.workspace.timezone)
    return {
      ...seen,
      from: from.toISOString(),
      to: now.toISOString(),
      is_cut: newest.length > largestPreview,
    }
  },
})

function tryOut(rule: RuleTiming, events: readonly EventRow[], zone: string) {
  let state = freshState
  let matched = 0
  const fired: EventRow[] = []
  const dueTimes = new Set<number>()
  let sentAtOnce = 0
  for (const event of events) {
    const decision = decide(rule, state, { ...event, data: dataOf(event) }, zone)
    state = decision.state
    if (decision.outcome !== 'no_match') matched++
    if (decision.outcome !== 'fires') continue
    fired.push(event)
    if (decision.dueAt === null) sentAtOnce++
    else dueTimes.add(decision.dueAt.getTime())
  }
  return {
    matched,
    fired: fired.length,
    messages: sentAtOnce + dueTimes.size,
    samples: fired
      .slice(-shownSamples)
      .reverse()
      .map((event) => ({
        event_id: event.id,
        occurred_at: event.occurredAt.toISOString(),
        subject: event.subjectLabel || event.subjectId,
      })),
  }
}
