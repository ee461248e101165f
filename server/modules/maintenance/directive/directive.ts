import { Attachment, filesOf } from '#platform/files/stored-file.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, labeled, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'

const kinds = labeled(['ad', 'sb', 'other'], { ad: 'Airworthiness directive', sb: 'Service bulletin' })
const names = (description: string) => Type.Array(text(1, 60), { maxItems: 100, description })

const fields = {
  kind: oneOf(kinds),
  authority: text(1, 60, 'Such as FAA, EASA or the manufacturer.'),
  number: text(1, 60, 'Such as 2011-10-09.'),
  title: text(3, 300),
  effectiveOn: date(),
}
const options = {
  appliesTo: Type.Object({
    typeDesignators: Type.Optional(names('ICAO type designators.')),
    serials: Type.Optional(nullable(text(1, 1_000, 'The serial numbers, as the directive names them.'))),
    partNumbers: Type.Optional(names('Part numbers of components.')),
  }),
  supersedesId: nullable(id('drv', 'The directive that this one replaces.')),
  notes: nullable(text(1, 5_000)),
}

/** What an authority or a manufacturer demands or recommends. */
export const Directive = resource({
  name: 'directive',
  prefix: 'drv',
  title: { one: 'directive', many: 'directives' },
  page: '/maintenance/directives/:id',
  table: 'directives',
  label: 'number',
  schema: Type.Object({
    id: id('drv'),
    ...fields,
    ...options,
    supersededById: nullable(id('drv')),
    files: Type.Array(Attachment, { description: 'Its text, and what belongs to it.' }),
    openCount: Type.Integer({ description: 'Aircraft and components on which it is open.' }),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: {
    supersededById: `(select d.id from directives d where d.workspace_id = t.workspace_id and d.supersedes_id = t.id
                       order by d.id limit 1)`,
    files: filesOf('directive_files', 'directive_id'),
    openCount: `(select count(*) from directive_applicabilities p
                  where p.workspace_id = t.workspace_id and p.directive_id = t.id and p.status = 'open')`,
  },
})

const read = {
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: Directive.schema,
} as const
const write = {
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  response: Directive.schema,
} as const

export const listDirectives = operation({
  ...read,
  id: 'listDirectives',
  method: 'GET',
  path: '/api/v1/maintenance/directives',
  summary: 'List directives',
  description: 'Airworthiness directives and service bulletins, the newest first.',
  list: list({
    of: Directive,
    defaultSort: '-effectiveOn',
    sorts: { effectiveOn: { sql: 't.effective_on', type: 'date' } },
    search: ['t.authority', 't.number', 't.title'],
    indexed: true,
    filters: { kind: { schema: oneOf(kinds), sql: (value) => `t.kind = ${value}` } },
  }),
})

export const getDirective = operation({
  ...read,
  id: 'getDirective',
  method: 'GET',
  path: '/api/v1/maintenance/directives/:id',
  summary: 'Get a directive',
  description: 'The directive with what it applies to.',
  on: Directive,
})

export const createDirective = operation({
  ...write,
  id: 'createDirective',
  method: 'POST',
  path: '/api/v1/maintenance/directives',
  summary: 'Create a directive',
  description:
    'Adds a directive. Whether it applies to an aircraft or a component is decided for each of them.',
  creates: Directive,
  audits: 'directive.created',
  body: Type.Object({ ...fields, ...Type.Partial(Type.Object(options)).properties }),
  async handle({ tx, body, principal }) {
    const directiveId = newId('drv')
    await insert(tx, 'directives', principal.workspace.uuid, directiveId, { appliesTo: {}, ...body })
    return Directive.get(tx, directiveId)
  },
})

export const updateDirective = operation({
  ...write,
  id: 'updateDirective',
  method: 'PATCH',
  path: '/api/v1/maintenance/directives/:id',
  summary: 'Update a directive',
  description: 'Changes the fields that you send; the others keep their value.',
  on: Directive,
  audits: 'directive.updated',
  body: Type.Partial(Type.Object({ ...fields, ...options })),
  async handle({ tx, body, record }) {
    if (Object.keys(body).length > 0) await update(tx, 'directives', record.id, body)
    return Directive.get(tx, record.id)
  },
})
