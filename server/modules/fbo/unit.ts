import { db } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { deskRoles } from './roles.ts'

const kind = oneOf(['hangar', 'tie_down', 'ramp'], { labels: { tie_down: 'Tie-down' } })
const status = oneOf(['active', 'closed'], { description: 'What is closed takes no new bookings.' })
const feet = (what: string) =>
  nullable(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1_000,
      description: `${what}, in feet; null: no limit is known.`,
    }),
  )
const optional = {
  maxWingspanFt: feet('The widest wingspan that fits'),
  maxLengthFt: feet('The greatest length that fits'),
  maxHeightFt: feet('The greatest height that fits'),
  status,
  notes: nullable(text(1, 2_000)),
}

/** A place for one aircraft: a bay of a hangar, a tie-down, a spot on the ramp. */
export const Unit = resource({
  name: 'fbo_unit',
  prefix: 'fbu',
  title: { one: 'FBO place', many: 'FBO places' },
  page: '/fbo/places',
  table: 'fbo_units',
  label: 'name',
  schema: Type.Object({
    id: id('fbu'),
    name: Type.String(),
    kind,
    ...optional,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

export const listUnits = operation({
  id: 'listFboUnits',
  method: 'GET',
  path: '/api/v1/fbo/units',
  summary: 'List the places for aircraft',
  description: 'Hangars, tie-downs and ramp spots, with the largest aircraft that fits each.',
  scope: 'fbo.bookings:read',
  roles: 'staff',
  stability: 'beta',
  response: Unit.schema,
  list: list({
    of: Unit,
    defaultSort: 'name',
    sorts: { name: { sql: 'lower(t.name)', type: 'text' } },
    search: ['t.name', 't.notes'],
    indexed: true,
    filters: {
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
      status: { schema: status, sql: (value) => `t.status = ${value}` },
    },
  }),
})

export const getUnit = operation({
  id: 'getFboUnit',
  method: 'GET',
  path: '/api/v1/fbo/units/:id',
  summary: 'Get a place for an aircraft',
  description: 'Returns a place with its kind and the largest aircraft that fits.',
  scope: 'fbo.bookings:read',
  roles: 'staff',
  stability: 'beta',
  on: Unit,
  response: Unit.schema,
})

export const createUnit = operation({
  id: 'createFboUnit',
  method: 'POST',
  path: '/api/v1/fbo/units',
  summary: 'Create a place for an aircraft',
  description: 'Adds a hangar, tie-down or ramp spot, with the largest aircraft that fits.',
  scope: 'fbo.bookings:write',
  roles: deskRoles,
  stability: 'beta',
  creates: Unit,
  audits: 'fbo_unit.created',
  response: Unit.schema,
  body: Type.Object({ name: text(1, 100), kind, ...Type.Partial(Type.Object(optional)).properties }),
  async handle({ tx, body, principal }) {
    const unitId = newId('fbu')
    await tx.run(
      db
        .insertInto('fbo_units')
        .values({ ...toColumns(body), workspace_id: principal.workspace.uuid, id: unitId }),
    )
    return Unit.get(tx, unitId)
  },
})

export const updateUnit = operation({
  id: 'updateFboUnit',
  method: 'PATCH',
  path: '/api/v1/fbo/units/:id',
  summary: 'Update a place for an aircraft; bookings that are made stay',
  description:
    'Changes the fields that you send; the others keep their value. A place that is closed takes no new bookings, and keeps those that it has.',
  scope: 'fbo.bookings:write',
  roles: deskRoles,
  stability: 'beta',
  on: Unit,
  audits: 'fbo_unit.updated',
  response: Unit.schema,
  body: Type.Partial(Type.Object({ name: text(1, 100), kind, ...optional })),
  async handle({ tx, body, record }) {
    if (Object.keys(body).length > 0)
      await tx.run(db.updateTable('fbo_units').set(toColumns(body)).where('id', '=', record.id))
    return Unit.get(tx, record.id)
  },
})
