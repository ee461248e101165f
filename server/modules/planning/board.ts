import { sql, type Tx } from '#platform/database/database.ts'
import { ownProject } from '#platform/events/reach.ts'
import { ServerSent } from '#platform/events/server-sent.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Principal, projectReach } from '#platform/kernel/principal.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { readBoardFacts } from './board-bookings.ts'
import { columnsOf } from './board-columns.ts'
import { holdingKinds, seesPlan } from './hold.ts'
import { type Outlook, outlooksOf } from './outlook.ts'
import { sessionStatuses } from './session.ts'
import { endsBeforeStart } from './session-form.ts'

const by = oneOf(['aircraft', 'person', 'resource'])
const columnOf = <S extends ReturnType<typeof Type.String>>(item: S, description: string) =>
  Type.Array(item, { description })
const whole = (description: string) => Type.Array(Type.Integer(), { description })

const Row = Type.Object({
  id: Type.String(),
  name: Type.String(),
  detail: Type.String(),
  status: Type.String(),
  due: nullable(Type.String({ description: 'What limits the aircraft next: "2.2 h left to the 100-hour".' })),
  isDueSoon: Type.Boolean(),
})

const ScheduleBoard = Type.Object(
  {
    from: instant(),
    to: instant(),
    by,
    timezone: Type.String(),
    rows: Type.Array(Row),
    bookings: Type.Object(
      {
        id: columnOf(Type.String(), 'Empty where you may only know that the time is taken.'),
        kind: columnOf(
          Type.String(),
          '`planning_session`, or what else holds the time, such as `deployment`. Empty where you may only know that it is taken.',
        ),
        rows: Type.Array(whole('Positions in `rows`.')),
        start: whole('Minutes from `from`; negative if it began before.'),
        minutes: whole('How long it lasts.'),
        type: columnOf(Type.String(), 'The type of the booking.'),
        status: Type.Array(oneOf(sessionStatuses), { description: 'The state of the booking.' }),
        title: columnOf(Type.String(), 'The title.'),
        who: columnOf(Type.String(), 'Who takes part.'),
        where: columnOf(Type.String(), 'The aircraft or resource.'),
        alert: columnOf(Type.String(), 'Why it is at risk or overdue; empty if it is not.'),
      },
      { description: 'Bookings column by column: the first of each list is the first booking.' },
    ),
    standbys: Type.Array(
      Type.Object({
        id: Type.String(),
        typeDesignator: Type.String(),
        position: Type.Integer({ description: 'The place in the line of that type and day, from 1.' }),
        startsAt: instant(),
        endsAt: instant(),
        who: Type.String(),
      }),
    ),
  },
  { title: 'ScheduleBoard' },
)
type Board = Static<typeof ScheduleBoard>
type BoardRow = Static<typeof Row>

export const getBoard = operation({
  id: 'getPlanningBoard',
  method: 'GET',
  path: '/api/v1/planning/board',
  summary: 'Get the board of the schedule',
  description:
    'The rows and the bookings of up to 31 days, as a screen shows them; the bookings are written column by column. Declined, expired and cancelled bookings are left out. With `If-None-Match`, the response is 304 while nothing has changed. A key that is limited to projects sees only the times of other bookings. With `Accept: text/event-stream`, an event `changed` says when to read the board again.',
  scope: 'planning:read',
  roles: 'staff',
  stability: 'beta',
  isTaggedBySequence: true,
  viewOf: (principal) => (principal.kind === 'user' && projectReach(principal) === null ? 'members' : null),
  project: ownProject,
  query: Type.Object({ from: instant(), to: instant(), by: Type.Optional(by) }),
  response: ScheduleBoard,
  async handle({ tx, query, principal, services }) {
    checkSpan(query)
    return readBoard(tx, { principal, services }, { ...query, by: query.by ?? 'aircraft' })
  },
  async *streams({ services, principal, signal, isStillAdmitted }) {
    const kinds = new Set([...holdingKinds(), ...rowKinds])
    const changes = services.live.follow({
      workspaceUuid: principal.workspace.uuid,
      follower: principal.kind === 'user' ? principal.userId : principal.keyId,
      userId: '',
      fromSequence: principal.sequence,
      signal,
      mayFollow: isStillAdmitted,
      view: async (_tx, change) => (kinds.has(change.subjectType) ? change : null),
    })
    for await (const change of changes)
      yield change && new ServerSent('changed', String(change.sequence), { sequence: change.sequence })
  },
})

/** What shows in the heads of the rows. */
const rowKinds = ['aircraft', 'crew_member', 'planning_resource', 'maintenance_item'] as const

function checkSpan({ from, to }: { from: string; to: string }): void {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000
  if (days <= 0)
    throw endsBeforeStart('to must lie after from', {
      details: [{ field: 'to', message: `must lie after ${from}` }],
    })
  if (days > 31.05)
    throw ruleBroken('The board shows 31 days at most', {
      details: [{ field: 'to', message: 'is more than 31 days after from' }],
    })
}

async function readBoard(
  tx: Tx,
  { principal, services }: { principal: Principal; services: Pick<Services, 'extensions'> },
  { from, to, by: kind }: Pick<Board, 'from' | 'to' | 'by'>,
): Promise<Board> {
  const [allRows, facts, allStandbys] = await Promise.all([
    readRows(tx, services, kind),
    readBoardFacts(tx, { from, to }),
    readStandbys(tx, { from, to }),
  ])
  // What limits an aircraft concerns no single project.
  const rows = projectReach(principal) === null ? allRows : allRows.map((row) => ({ ...row, ...withoutDue }))
  const bookings = columnsOf(facts, {
    begins: Date.parse(from),
    positions: new Map(rows.map(({ id }, position) => [id, position])),
    isSeen: (source) => seesPlan(principal, source),
  })
  const standbys = allStandbys.flatMap(({ projectId, ...standby }) =>
    seesPlan(principal, { sourceKind: 'planning_session', projectId }) ? [standby] : [],
  )
  return { from, to, by: kind, timezone: principal.workspace.timezone, rows, bookings, standbys }
}

const withoutDue = { due: null, isDueSoon: false }

async function readRows(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  kind: Board['by'],
): Promise<BoardRow[]> {
  if (kind === 'person')
    return (
      await tx.rows(sql<'boardPeople', { detail: string }>`
        select id, display_name as name, array_to_string(functions, ', ') as detail, status
          from crew where status = 'active' order by lower(display_name), id`)
    ).map((row) => ({ ...row, ...withoutDue }))
  if (kind === 'resource')
    return (
      await tx.rows(sql<'boardResources'>`
        select id, name, kind as detail, status
          from planning_resources where status = 'active' order by lower(name), id`)
    ).map((row) => ({ ...row, ...withoutDue }))
  const aircraft = await tx.rows(sql<'boardAircraft'>`
    select id, registration as name, type_designator as detail, status
      from aircraft where status not in ('retired', 'sold') order by registration`)
  const outlooks = await outlooksOf(
    tx,
    services,
    aircraft.map(({ id }) => id),
  )
  return aircraft.map((row) => ({ ...row, ...dueOf(outlooks.get(row.id)) }))
}

const soonHundredths = 1_000
const soonDays = 7

function dueOf(outlook: Outlook | undefined) {
  if (!outlook) return withoutDue
  const { title, remainingHundredths, remainingDays, isOverdue } = outlook
  const left =
    remainingHundredths !== null
      ? `${(Math.abs(remainingHundredths) / 100).toFixed(1)} h`
      : `${Math.abs(remainingDays ?? 0)} days`
  return {
    due: isOverdue ? `${left} over the ${title}` : `${left} left to the ${title}`,
    isDueSoon:
      isOverdue ||
      (remainingHundredths !== null
        ? remainingHundredths < soonHundredths
        : (remainingDays ?? 99) < soonDays),
  }
}

function readStandbys(tx: Tx, { from, to }: { from: string; to: string }) {
  return tx
    .rows(sql<
      'boardStandbys',
      { typeDesignator: string; position: number; startsAt: Date; endsAt: Date; who: string }
    >`
      select t.id, t.standby_type as "typeDesignator", t.standby_position as position, t.starts_at as "startsAt",
             t.ends_at as "endsAt", t.project_id as "projectId",
             coalesce((select string_agg(c.display_name, ', ' order by pp.position) from planning_participants pp
                         join crew c on c.workspace_id = pp.workspace_id and c.id = pp.crew_id
                        where pp.workspace_id = t.workspace_id and pp.session_id = t.id), '') as who
        from planning_sessions t
       where t.status = 'standby' and t.starts_at < ${to}::timestamptz and t.ends_at > ${from}::timestamptz
       order by t.standby_on, t.standby_type, t.standby_position`)
    .then((rows) =>
      rows.map(({ startsAt, endsAt, ...row }) => ({
        ...row,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
      })),
    )
}
