import { CrewMember } from '#modules/crew/index.ts'
import { endsBeforeStart } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { invalidFields, problem, ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, integer, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { checkTimezone } from '#platform/kernel/timezone.ts'
import { flyingRoles, maintenanceRoles } from '#server/roles.ts'
import { ownDutyOnly, requireDutyKeeper, seesAllDuty } from './duty-reader.ts'

const kind = oneOf(['duty', 'flight_duty', 'standby', 'rest', 'external'], {
  description: '`external`: work for others. Its flight minutes count in the limits of commercial flying.',
  labels: { external: 'Work for others' },
})

/** A time at which a person was on duty, on standby, at rest, or worked for others. */
export const DutyPeriod = resource({
  name: 'duty_period',
  prefix: 'dty',
  title: { one: 'duty period', many: 'duty periods' },
  page: '/duty/periods',
  table: 'duty_periods',
  label: 'personName',
  schema: Type.Object({
    id: id('dty'),
    crewId: id('crw'),
    personName: Type.String(),
    kind,
    startsAt: instant(),
    endsAt: instant(),
    timezone: Type.String(),
    flightMinutes: nullable(Type.Integer({ description: 'Flown for others in this period.' })),
    source: oneOf(['logged', 'flight', 'planned']),
    note: nullable(Type.String()),
    correctsId: nullable(id('dty', 'The period that this one takes the place of.')),
    correctedById: nullable(id('dty', 'The period that takes its place: this one counts nowhere.')),
    isWithdrawn: Type.Boolean({ description: 'It takes the corrected period back, and counts nowhere.' }),
    createdBy: nullable(Type.String()),
    createdAt: instant(),
  }),
  joins: 'join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id',
  expressions: { personName: 'c.display_name', createdBy: 't.created_by_name' },
  refusals: {
    duty_periods_correction: () => correctedTwice(),
  },
  visible: async (tx, periodId, principal) => {
    if (seesAllDuty(principal) || principal.kind !== 'user') return true
    const own = await tx.first(sql`
      select 1 from duty_periods t join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id
       where t.id = ${periodId} and c.user_id = ${principal.userId}`)
    return own !== undefined
  },
})

const dutyOverlaps = problem('duty_overlaps', 409, {
  meaning: 'Duty and rest of one person never overlap',
  fix: 'Correct the period that is there, or take another time.',
})
const overlapsOther = () =>
  dutyOverlaps('The person is on duty or at rest at some part of this time already', {
    details: [
      { field: 'startsAt', message: 'lies within, or before the end of, another period: correct that one' },
    ],
  })
const alreadyCorrected = problem('duty_period_corrected', 409, {
  meaning: 'This duty period has been corrected already',
  fix: 'Correct the period that took its place.',
})

export const listDutyPeriods = operation({
  id: 'listDutyPeriods',
  method: 'GET',
  path: '/api/v1/ops/duty/periods',
  summary: 'List duty periods',
  description:
    'Members who run the flying see the periods of everybody, other members their own. Corrections are listed with the periods that they replaced.',
  scope: 'duty:read',
  roles: 'staff',
  stability: 'beta',
  response: DutyPeriod.schema,
  list: list({
    of: DutyPeriod,
    defaultSort: '-startsAt',
    sorts: { startsAt: { sql: 't.starts_at', type: 'timestamptz' } },
    filters: {
      crew_id: { schema: id('crw'), sql: (value) => `t.crew_id = ${value}` },
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
      from: {
        schema: instant('That end after this instant.'),
        sql: (value) => `t.ends_at > ${value}::timestamptz`,
      },
      to: {
        schema: instant('That begin before this instant.'),
        sql: (value) => `t.starts_at < ${value}::timestamptz`,
      },
      standing: {
        schema: oneOf(['current', 'replaced'], {
          description: 'Those that count, or those that a correction replaced or took back.',
        }),
        sql: (value) => `(t.corrected_by_id is null and not t.is_withdrawn) = (${value} = 'current')`,
      },
    },
    restrict: ownDutyOnly,
  }),
})

export const getDutyPeriod = operation({
  id: 'getDutyPeriod',
  method: 'GET',
  path: '/api/v1/ops/duty/periods/:id',
  summary: 'Get a duty period',
  description: 'Returns a duty period, also one that was corrected.',
  scope: 'duty:read',
  roles: 'staff',
  stability: 'beta',
  on: DutyPeriod,
  response: DutyPeriod.schema,
})

const Body = Type.Object({
  crewId: id('crw'),
  kind,
  startsAt: instant(),
  endsAt: instant('At most 31 days after the start.'),
  timezone: Type.Optional(text(1, 60, 'The IANA zone of the place; that of the workspace by default.')),
  flightMinutes: Type.Optional(
    nullable(
      integer(0, 44_640, 'Flown for others; only for `external`. Counted as flown at the end of the period.'),
    ),
  ),
  note: Type.Optional(nullable(text(1, 2_000))),
  correctsId: Type.Optional(nullable(id('dty', 'The period that this one takes the place of.'))),
  isWithdrawn: Type.Optional(
    Type.Boolean({ description: 'Takes the corrected period back: it never took place.' }),
  ),
})

export const recordDutyPeriod = operation({
  id: 'recordDutyPeriod',
  method: 'POST',
  path: '/api/v1/ops/duty/periods',
  summary: 'Create a duty period',
  description:
    'Members record their own periods; members who run the flying, those of everybody. A period is never changed: send a new one with `correctsId`.',
  scope: 'duty:write',
  roles: [...flyingRoles, ...maintenanceRoles, 'staff'],
  stability: 'beta',
  creates: DutyPeriod,
  audits: 'duty_period.created',
  response: DutyPeriod.schema,
  body: Body,
  async handle({ tx, body, principal }) {
    const person = await CrewMember.get(tx, body.crewId)
    requireDutyKeeper(principal, person)
    checkPeriod(body)
    await requireCorrectable(tx, body)
    const periodId = newId('dty')
    const author = actorOf(principal)
    // Without waiting for an error: a plain insert makes two writers wait for each other.
    const inserted = await tx.first(sql<'insertedDutyPeriod'>`
      insert into duty_periods (workspace_id, id, crew_id, kind, starts_at, ends_at, timezone, flight_minutes, note,
          corrects_id, is_withdrawn, created_by, created_by_name)
      values (${principal.workspace.uuid}, ${periodId}, ${body.crewId}, ${body.kind}, ${body.startsAt},
          ${body.endsAt}, ${body.timezone ?? principal.workspace.timezone}, ${body.flightMinutes ?? null},
          ${body.note ?? null}, ${body.correctsId ?? null}, ${body.isWithdrawn ?? false}, ${author.id},
          ${author.name})
          on conflict on constraint duty_periods_overlap do nothing
      returning id`)
    if (!inserted) throw overlapsOther()
    return DutyPeriod.get(tx, periodId)
  },
})

type NewPeriod = Static<typeof Body>

function checkPeriod({ kind, startsAt, endsAt, timezone, flightMinutes, ...body }: NewPeriod): void {
  if (timezone) checkTimezone(timezone)
  const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000
  if (minutes <= 0)
    throw endsBeforeStart('endsAt must lie after startsAt', {
      details: [{ field: 'endsAt', message: `must lie after ${startsAt}` }],
    })
  if (minutes > 44_640)
    throw ruleBroken('A duty period lasts 31 days at most: check the dates', {
      details: [{ field: 'endsAt', message: 'is more than 31 days after startsAt' }],
    })
  if (flightMinutes != null && kind !== 'external')
    throw invalidFields([
      {
        field: 'flightMinutes',
        message: 'is for work for others only; your own flights count by themselves',
      },
    ])
  if (flightMinutes != null && flightMinutes > minutes)
    throw invalidFields([{ field: 'flightMinutes', message: `is more than the ${minutes} of the period` }])
  if (body.isWithdrawn && !body.correctsId)
    throw invalidFields([{ field: 'correctsId', message: 'is required: name the period to take back' }])
}

async function requireCorrectable(tx: Tx, { crewId, correctsId }: NewPeriod): Promise<void> {
  if (!correctsId) return
  const corrected = await DutyPeriod.get(tx, correctsId)
  if (corrected.crewId !== crewId)
    throw invalidFields([{ field: 'correctsId', message: 'is a period of somebody else' }])
  if (corrected.correctedById !== null) throw correctedTwice()
}

const correctedTwice = () =>
  alreadyCorrected(undefined, { details: [{ field: 'correctsId', message: 'is corrected already' }] })
