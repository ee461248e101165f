import { sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { roleMissing, ruleBroken } from '#platform/kernel/problem.ts'
import { happenedAt, id, Type } from '#platform/kernel/schema.ts'
import { nextCode } from '#platform/series/next-code.ts'
import { localDate } from '#rules/calendar.ts'
import { zoneOf } from '../edit-item.ts'
import { maintains, reportingRoles } from '../roles.ts'
import { groundAircraft } from './grounding.ts'
import { Squawk, squawkFields, squawkOptions, squawkStates } from './squawk.ts'
import { squawkReported } from './squawk-event.ts'

const foundAt = happenedAt('When it was found.')
const options = Type.Partial(Type.Object({ ...squawkOptions, foundAt })).properties

export const reportSquawk = operation({
  id: 'reportSquawk',
  method: 'POST',
  path: '/api/v1/maintenance/squawks',
  summary: 'Report a squawk',
  description:
    'Reports what is wrong with an aircraft. One that grounds it takes the aircraft out of service at once: its bookings are at risk, and it cannot be checked out.',
  scope: 'maintenance:write',
  roles: reportingRoles,
  stability: 'beta',
  creates: Squawk,
  emits: squawkReported,
  body: Type.Object({
    aircraftId: id('acf'),
    ...squawkFields,
    ...options,
    isGrounding: Type.Optional(Type.Boolean({ description: 'By default false.' })),
  }),
  response: Squawk.schema,
  async handle({ tx, body, principal, now, emit }) {
    const { isGrounding = false, foundAt: found = now.toISOString(), ...fields } = body
    const zone = await zoneOf(tx, body.aircraftId)
    await checkRecurrence(tx, body.aircraftId, fields.recursOfId)
    const squawkId = newId('sqk')
    const { uuid: workspaceUuid, timezone } = principal.workspace
    const number = await nextCode(tx, { workspaceUuid, prefix: 'SQK', at: now, timezone })
    await insert(tx, 'squawks', workspaceUuid, squawkId, {
      ...fields,
      number,
      aircraftType: await typeOf(tx, body.aircraftId),
      foundAt: found,
      foundOn: localDate(new Date(found), zone),
      foundBy: fields.foundBy === undefined ? await personOf(tx, principal) : fields.foundBy,
      reportedBy: principal.kind === 'user' ? principal.userId : null,
      reportedByName: actorOf(principal).name,
    })
    const emissions = isGrounding
      ? await groundAircraft(tx, {
          squawkId,
          aircraftId: body.aircraftId,
          reason: `${number}: ${body.title}`,
        })
      : []
    emissions.forEach(emit)
    return Squawk.get(tx, squawkId)
  },
})

export const updateSquawk = operation({
  id: 'updateSquawk',
  method: 'PATCH',
  path: '/api/v1/maintenance/squawks/:id',
  summary: 'Update a squawk',
  description: 'Changes the fields that you send. Members who fly change only what they reported themselves.',
  scope: 'maintenance:write',
  roles: reportingRoles,
  stability: 'beta',
  on: Squawk,
  move: squawkStates.edit,
  audits: 'squawk.updated',
  body: Type.Object({ ...Type.Partial(Type.Object(squawkFields)).properties, ...options }),
  response: Squawk.schema,
  async handle({ tx, body, record, principal, move }) {
    if (!maintains(principal)) await requireReporter(tx, principal, record.id)
    const { aircraftId } = record
    if (aircraftId !== null) await checkRecurrence(tx, aircraftId, body.recursOfId)
    const day =
      body.foundAt !== undefined && aircraftId !== null
        ? { found_on: localDate(new Date(body.foundAt), await zoneOf(tx, aircraftId)) }
        : {}
    await move.make({ ...toColumns(body), ...day })
    return Squawk.get(tx, record.id)
  },
})

async function checkRecurrence(
  tx: Tx,
  aircraftId: string,
  earlierId: string | null | undefined,
): Promise<void> {
  if (!earlierId) return
  const earlier = await Squawk.get(tx, earlierId)
  if (earlier.aircraftId !== aircraftId)
    throw ruleBroken(`${earlier.number} is about another aircraft, so it cannot have come back on this one`, {
      details: [{ field: 'recursOfId', message: 'is about another aircraft' }],
    })
}

/** Make and model, by which squawks of the same type are found; the designator where they are not known. */
async function typeOf(tx: Tx, aircraftId: string): Promise<string> {
  const { type } = await tx.one(sql<'typeOfAircraft', { type: string }>`
    select upper(case when make is null or model is null then type_designator else make || ' ' || model end) as type
      from aircraft where id = ${aircraftId}`)
  return type
}

async function personOf(tx: Tx, principal: Principal): Promise<string | null> {
  if (principal.kind !== 'user') return null
  const person = await tx.first(
    sql<'reportingPerson'>`select id from crew where user_id = ${principal.userId}`,
  )
  return person?.id ?? null
}

async function requireReporter(tx: Tx, principal: Principal, squawkId: string): Promise<void> {
  const reporter = await tx.one(sql<'squawkReporter'>`
    select reported_by as "userId" from squawks where id = ${squawkId}`)
  if (principal.kind !== 'user' || reporter.userId !== principal.userId)
    throw roleMissing('Others reported this squawk. Only they and those who maintain aircraft can change it')
}
