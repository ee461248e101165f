import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Detail, invalidRequest, Problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  id,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { checkTimezone } from '#platform/kernel/timezone.ts'
import { daysOf, parseRecurrence } from '#rules/recurrence.ts'
import { operationsRoles } from '#server/roles.ts'
import { statusOf } from './book-session.ts'
import { cancelFor } from './cancel-session.ts'
import { resourceTaken } from './hold.ts'
import { instantAt, requireDays } from './local-time.ts'
import { PlanningSession, timezone } from './session.ts'
import { eventOf, sessionCancelled, sessionConfirmed } from './session-event.ts'
import { checkPlace, draftOf, type NewSession, sessionCore } from './session-form.ts'
import { insertSession, type SessionForm } from './write-session.ts'

const localTime = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  examples: ['09:00'],
  'x-hint': 'a time of day such as 09:00',
  description: 'By the clock of the place: it stays the same when the clock changes.',
})
const onConflict = oneOf(['refuse', 'skip'], {
  description: 'If a day is taken: book none of them, or all others.',
})
const status = oneOf(['active', 'cancelled'])
const SkippedDay = Type.Object({ on: date(), message: Type.String() }, { additionalProperties: true })

/** Bookings that repeat. */
export const PlanningSeries = resource({
  name: 'planning_series',
  prefix: 'srs',
  title: { one: 'series', many: 'series' },
  page: '/schedule/sessions',
  alsoChanges: ['planning_session'],
  table: 'planning_series',
  label: 'title',
  project: 't.project_id',
  schema: Type.Object({
    id: id('srs'),
    title: Type.String(),
    status,
    rule: Type.String(),
    timezone: Type.String(),
    startsOn: date(),
    startLocalTime: Type.String(),
    durationMinutes: Type.Integer(),
    exceptOn: Type.Array(date()),
    onConflict,
    projectId: nullable(id('prj')),
    sessionCount: Type.Integer({ description: 'Its bookings, cancelled ones included.' }),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: {
    exceptOn: 'to_json(t.except_on)',
    sessionCount: `(select count(*) from planning_sessions s
                     where s.workspace_id = t.workspace_id and s.series_id = t.id)`,
  },
})

const seriesStates = stateMachine({
  of: PlanningSeries,
  noun: 'series',
  moves: { cancel: { from: ['active'], to: 'cancelled', isMinor: true } },
  refusal: { code: 'series_state', fix: 'Read the series again; the message names its state.' },
})

export const listSeries = operation({
  id: 'listPlanningSeries',
  method: 'GET',
  path: '/api/v1/planning/series',
  summary: 'List series of bookings',
  description:
    'Series of repeating bookings, with their rules. Each day of a series is a booking of its own.',
  scope: 'planning:read',
  roles: 'staff',
  stability: 'beta',
  response: PlanningSeries.schema,
  list: list({
    of: PlanningSeries,
    defaultSort: '-startsOn',
    sorts: { startsOn: { sql: 't.starts_on', type: 'date' } },
    search: ['t.title'],
    indexed: true,
    filters: { status: { schema: status, sql: (value) => `t.status = ${value}` } },
  }),
})

export const getSeries = operation({
  id: 'getPlanningSeries',
  method: 'GET',
  path: '/api/v1/planning/series/:id',
  summary: 'Get a series of bookings',
  description: 'Returns a series with its rule. Its bookings are listed with `series_id`.',
  scope: 'planning:read',
  roles: 'staff',
  stability: 'beta',
  on: PlanningSeries,
  response: PlanningSeries.schema,
})

const Made = Type.Object({
  ...PlanningSeries.schema.properties,
  sessionIds: Type.Array(id('pse')),
  skipped: Type.Array(SkippedDay, { description: 'The days that were taken or refused, with who has them.' }),
})

/** How far ahead the days of a series are booked. */
const horizonDays = 400

export const createSeries = operation({
  id: 'createPlanningSeries',
  method: 'POST',
  path: '/api/v1/planning/series',
  summary: 'Create a series of bookings',
  description: `Books every day that the rule names, up to ${horizonDays} days ahead, always at the same local time. If days are taken, \`refuse\` books none and names them all; \`skip\` books the others and lists them.`,
  scope: 'planning:write',
  roles: operationsRoles,
  stability: 'beta',
  creates: PlanningSeries,
  audits: 'planning_series.created',
  project: ({ body }) => body.session.projectId ?? null,
  response: Made,
  body: Type.Object({
    session: Type.Object(sessionCore, { description: 'The booking without its times.' }),
    rule: text(1, 200, 'FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, BYDAY, COUNT or UNTIL of RFC 5545.'),
    timezone: Type.Optional(timezone),
    startsOn: date(),
    startLocalTime: localTime,
    durationMinutes: integer(1, 44_640),
    exceptOn: Type.Optional(Type.Array(date(), { maxItems: 400 })),
    onConflict,
    offset: Type.Optional(
      Type.String({
        pattern: '^[+-][0-9]{2}:[0-9]{2}$',
        examples: ['-06:00'],
        description: 'Which of the two, on a day on which the clock shows the time twice.',
      }),
    ),
  }),
  async handle({ tx, body, principal, services, now, emit }) {
    const zone = body.timezone ?? principal.workspace.timezone
    checkTimezone(zone)
    const days = daysFrom(body, now)
    const seriesId = newId('srs')
    const first = draftOf({ ...body.session, ...timesOf(body, days[0] ?? body.startsOn, zone) }, zone, false)
    await checkPlace(tx, first)
    await tx.run(
      db.insertInto('planning_series').values({
        workspace_id: principal.workspace.uuid,
        id: seriesId,
        rule: body.rule,
        timezone: zone,
        starts_on: body.startsOn,
        start_local_time: body.startLocalTime,
        duration_minutes: body.durationMinutes,
        except_on: body.exceptOn ?? [],
        on_conflict: body.onConflict,
        title: first.title,
        project_id: first.projectId,
      }),
    )
    const sessions: SessionForm[] = []
    const skipped: (Static<typeof SkippedDay> & Detail)[] = []
    for (const on of days) {
      const draft = draftOf({ ...body.session, ...timesOf(body, on, zone) }, zone, false)
      try {
        const state = await statusOf(tx, draft, { principal, services, now })
        sessions.push(
          await insertSession(tx, principal, draft, { status: state, series: { id: seriesId, on } }),
        )
      } catch (error) {
        skipped.push({ ...refusalOf(error), on })
      }
    }
    if (skipped.length > 0 && (body.onConflict === 'refuse' || sessions.length === 0)) throw refused(skipped)
    for (const session of sessions) emit(eventOf(sessionConfirmed, session))
    const series = await PlanningSeries.get(tx, seriesId)
    return { ...series, sessionIds: sessions.map((session) => session.id), skipped }
  },
})

type Body = Static<NonNullable<typeof createBody>>
const createBody = Type.Object({
  rule: Type.String(),
  startsOn: date(),
  startLocalTime: localTime,
  durationMinutes: Type.Integer(),
  exceptOn: Type.Optional(Type.Array(date())),
  offset: Type.Optional(Type.String()),
})

/** @throws Problem that names the part of the rule that is not supported. */
function daysFrom({ rule: ruleText, startsOn, exceptOn = [] }: Body, now: Date): string[] {
  const parsed = parseRecurrence(ruleText)
  if ('part' in parsed)
    throw invalidRequest(`rule: ${parsed.message}`, {
      details: [{ field: 'rule', message: parsed.message, part: parsed.part }],
    })
  const last = new Date(now.getTime() + horizonDays * 86_400_000).toISOString().slice(0, 10)
  const days = daysOf(parsed.rule, startsOn, last).filter((day) => !exceptOn.includes(day))
  requireDays(days, ruleText)
  return days
}

function timesOf(body: Body, on: string, zone: string): Pick<NewSession, 'startsAt' | 'endsAt' | 'timezone'> {
  const startsAt = instantAt(on, body.startLocalTime, zone, body.offset ?? null)
  const endsAt = new Date(startsAt.getTime() + body.durationMinutes * 60_000)
  return { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), timezone: zone }
}

/** What was in the way on a day. Nothing of a refused booking is written, so the next day can be tried. */
function refusalOf(error: unknown): Detail {
  if (!(error instanceof Problem)) throw error
  const [detail] = error.details ?? []
  return {
    ...detail,
    field: `session.${detail?.field ?? 'startsAt'}`,
    message: detail?.message ?? error.message,
  }
}

function refused(skipped: readonly (Detail & { on: string })[]): Problem {
  const days = skipped.map(({ on }) => on).join(', ')
  return resourceTaken(`These days are taken: ${days}. Nothing is booked`, {
    details: skipped.map((detail) => ({ ...detail, occurrenceOn: detail.on })),
  })
}

export const cancelSeries = operation({
  id: 'cancelPlanningSeries',
  method: 'POST',
  path: '/api/v1/planning/series/:id/cancel',
  summary: 'Cancel a series of bookings',
  description: 'Cancels the bookings of the series that have not begun; the others stay.',
  scope: 'planning:write',
  roles: operationsRoles,
  stability: 'beta',
  on: PlanningSeries,
  move: seriesStates.cancel,
  audits: 'planning_series.cancelled',
  response: PlanningSeries.schema,
  body: Type.Object({ reason: text(1, 1_000, 'Why; the people of the bookings read it.') }),
  async handle({ tx, body, record, now, emit, move }) {
    await move.make()
    for (const sessionId of await openSessions(tx, record.id, now)) {
      const before = await PlanningSession.get(tx, sessionId)
      emit(eventOf(sessionCancelled, await cancelFor(tx, before, body.reason, now), before))
    }
    return PlanningSeries.get(tx, record.id)
  },
})

async function openSessions(tx: Tx, seriesId: string, now: Date): Promise<string[]> {
  const rows = await tx.rows(sql<'openSessionsOfSeries'>`
    select id from planning_sessions
     where series_id = ${seriesId} and starts_at > ${now} and status in ('requested', 'confirmed')
     order by starts_at for update`)
  return rows.map(({ id: sessionId }) => sessionId)
}
