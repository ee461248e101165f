import { sql, type Tx } from '#platform/database/database.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  id,
  idOrName,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'

const kinds = ['engine', 'propeller', 'rotor', 'gear', 'appliance', 'life_limited_part'] as const
const hours = (description: string) =>
  nullable(integer(1, 100_000_000, `${description}, in hundredths of an hour.`))
const fields = { kind: oneOf(kinds), partNumber: text(1, 60) }
const options = {
  serialNumber: nullable(text(1, 60, 'Required where the part has a life limit.')),
  description: nullable(text(1, 300)),
  manufacturer: nullable(text(1, 100)),
  lifeLimitHundredths: hours('The life limit'),
  lifeLimitCycles: nullable(integer(1, 10_000_000, 'The life limit in whole cycles.')),
  overhaulHundredths: hours('The time between overhauls'),
  overhaulMonths: nullable(integer(1, 1_200, 'The same in months.')),
}

/** A part with times of its own: an engine, a propeller, a life-limited part. */
export const Component = resource({
  name: 'component',
  prefix: 'cmp',
  title: { one: 'component', many: 'components' },
  page: '/maintenance/components/:id',
  table: 'components',
  label: 'partNumber',
  schema: Type.Object({
    id: id('cmp'),
    ...fields,
    ...options,
    installation: nullable(
      Type.Object(
        {
          id: id('cin'),
          aircraftId: id('acf'),
          aircraftRegistration: Type.String(),
          position: Type.String(),
          installedAt: instant(),
        },
        { description: 'Where it is installed now.' },
      ),
    ),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: {
    installation: `(
      select json_build_object('id', i.id, 'aircraftId', i.aircraft_id, 'aircraftRegistration', a.registration,
               'position', i.position,
               'installedAt', to_char(i.installed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        from component_installations i
        join aircraft a on a.workspace_id = i.workspace_id and a.id = i.aircraft_id
       where i.workspace_id = t.workspace_id and i.component_id = t.id and i.removed_at is null)`,
  },
})

export type ComponentForm = Static<typeof Component.schema>

const read = {
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: Component.schema,
} as const
const write = {
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  response: Component.schema,
} as const

export const listComponents = operation({
  ...read,
  id: 'listComponents',
  method: 'GET',
  path: '/api/v1/maintenance/components',
  summary: 'List components',
  description: 'Engines, propellers and other parts with times of their own, and where each is installed.',
  list: list({
    of: Component,
    defaultSort: 'partNumber',
    sorts: { partNumber: { sql: 't.part_number', type: 'text' } },
    search: ['t.part_number', 't.serial_number', 't.description', 't.manufacturer'],
    indexed: true,
    filters: {
      kind: { schema: oneOf(kinds), sql: (value) => `t.kind = ${value}` },
      aircraft: {
        schema: idOrName('acf', 'The id or the registration of the aircraft that it is installed on.'),
        sql: (value) => `t.id in (select i.component_id from component_installations i
                                   where i.workspace_id = t.workspace_id and i.removed_at is null
                                     and i.aircraft_id = any (array(select apron.aircraft_named(${value}))))`,
      },
    },
  }),
})

export const getComponent = operation({
  ...read,
  id: 'getComponent',
  method: 'GET',
  path: '/api/v1/maintenance/components/:id',
  summary: 'Get a component',
  description: 'The component with its limits, and where it is installed.',
  on: Component,
})

export const createComponent = operation({
  ...write,
  id: 'createComponent',
  method: 'POST',
  path: '/api/v1/maintenance/components',
  summary: 'Create a component',
  description: 'Adds a component, installed nowhere.',
  creates: Component,
  audits: 'component.created',
  body: Type.Object({ ...fields, ...Type.Partial(Type.Object(options)).properties }),
  async handle({ tx, body, principal }) {
    checkSerial(body)
    const componentId = newId('cmp')
    await insert(tx, 'components', principal.workspace.uuid, componentId, body)
    return Component.get(tx, componentId)
  },
})

export const updateComponent = operation({
  ...write,
  id: 'updateComponent',
  method: 'PATCH',
  path: '/api/v1/maintenance/components/:id',
  summary: 'Update a component',
  description: 'Changes the fields that you send; the others keep their value.',
  on: Component,
  audits: 'component.updated',
  body: Type.Partial(Type.Object({ ...fields, ...options })),
  async handle({ tx, body, record }) {
    checkSerial({ ...record, ...body })
    if (Object.keys(body).length > 0) await update(tx, 'components', record.id, body)
    return Component.get(tx, record.id)
  },
})

type Limits = Partial<Pick<ComponentForm, 'serialNumber' | 'lifeLimitHundredths' | 'lifeLimitCycles'>>

/** 14 CFR 91.417(a)(2)(ii): the status of a life-limited part is that of one part, not of a part number. */
function checkSerial({ serialNumber, lifeLimitHundredths, lifeLimitCycles }: Limits): void {
  if (!serialNumber && (lifeLimitHundredths || lifeLimitCycles))
    throw invalidFields([{ field: 'serialNumber', message: 'is required where the part has a life limit' }])
}

/** The registration and position where a component is, or what a position holds, for refusals. */
export async function placeOf(tx: Tx, componentId: string): Promise<string> {
  const place = await tx.first(sql<'placeOfComponent'>`
    select a.registration, i.position
      from component_installations i
      join aircraft a on a.workspace_id = i.workspace_id and a.id = i.aircraft_id
     where i.component_id = ${componentId} order by i.installed_at desc limit 1`)
  return place ? `${place.registration}, ${place.position}` : 'another aircraft'
}
