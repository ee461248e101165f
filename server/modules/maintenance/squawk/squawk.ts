import { Attachment, filesOf } from '#platform/files/stored-file.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  id,
  idOrName,
  instant,
  labeled,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'

export const squawkStatuses = ['open', 'in_progress', 'deferred', 'resolved', 'duplicate'] as const
const phases = labeled(['preflight', 'ground', 'flight', 'inspection'], {
  ground: 'On the ground',
  flight: 'In flight',
})

/** What a report says, and what can be changed until the squawk is resolved. */
export const squawkFields = {
  title: text(3, 200, 'What is wrong, such as Left magneto rough.'),
  phase: oneOf(phases, { description: 'When it was found.' }),
}
export const squawkOptions = {
  description: text(0, 10_000, 'What was seen, heard or read, and when.'),
  foundBy: nullable(id('crw', 'The person who found it; by default the one that you are.')),
  flightId: nullable(id('flt')),
  ataChapter: nullable(
    Type.String({
      pattern: '^\\d{2}(-\\d{2})?$',
      examples: ['74-10'],
      'x-hint': 'an ATA chapter such as 74 or 74-10',
    }),
  ),
  recursOfId: nullable(id('sqk', 'The earlier squawk that has come back.')),
}

/** Something that is wrong with an aircraft. */
export const Squawk = resource({
  name: 'squawk',
  prefix: 'sqk',
  title: { one: 'squawk', many: 'squawks' },
  page: '/maintenance/squawks/:id',
  table: 'squawks',
  label: 'number',
  alsoChanges: ['aircraft', 'planning_session'],
  schema: Type.Object({
    id: id('sqk'),
    number: Type.String({ examples: ['SQK-2026-00042'] }),
    aircraftId: nullable(id('acf', 'Null: an imported remark about an aircraft of another fleet.')),
    aircraftRegistration: nullable(Type.String()),
    aircraftType: Type.String({
      description: 'Make and model, or the type designator; empty if an imported remark names none.',
    }),
    ...squawkFields,
    ...squawkOptions,
    foundAt: instant('By default now.'),
    foundOn: date('The day of foundAt at the base of the aircraft.'),
    foundByName: nullable(Type.String()),
    isGrounding: Type.Boolean({ description: 'While it is open or in progress, the aircraft is AOG.' }),
    status: oneOf(squawkStatuses),
    duplicateOfId: nullable(id('sqk')),
    deferralId: nullable(id('dfr', 'The deferral that it flies by.')),
    workOrderId: nullable(id('wko', 'The newest work order with a task for it.')),
    resolution: nullable(
      Type.Object({
        text: Type.String(),
        resolvedAt: instant(),
        signatureId: nullable(id('mxs')),
        signedByName: nullable(Type.String()),
      }),
    ),
    files: Type.Array(Attachment),
    reportedByName: Type.String(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id
      left join crew c on c.workspace_id = t.workspace_id and c.id = t.found_by
      left join maintenance_signatures m on m.workspace_id = t.workspace_id and m.id = t.signature_id`,
  expressions: {
    aircraftRegistration: 'a.registration',
    foundByName: 'c.display_name',
    deferralId: `(select d.id from deferrals d where d.workspace_id = t.workspace_id and d.squawk_id = t.id
                    and d.status in ('active', 'extended'))`,
    workOrderId: `(select k.order_id from work_order_tasks k
                    where k.workspace_id = t.workspace_id and k.source_id = t.id order by k.order_id desc limit 1)`,
    resolution: `case when t.resolved_at is not null then json_build_object('text', t.resolution_text,
        'resolvedAt', to_char(t.resolved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'signatureId', m.id, 'signedByName', m.name) end`,
    files: filesOf('squawk_files', 'squawk_id'),
  },
})
export type SquawkForm = Static<typeof Squawk.schema>

const alive = ['open', 'in_progress', 'deferred'] as const
const underWork = ['open', 'in_progress'] as const

export const squawkStates = stateMachine({
  of: Squawk,
  moves: {
    start: { from: ['open', 'deferred'], to: 'in_progress', verb: 'start work on it', label: 'Start work' },
    resolve: { from: ['in_progress'], to: 'resolved' },
    defer: { from: underWork, to: 'deferred' },
    ground: {
      from: underWork,
      verb: 'ground the aircraft for it',
      label: 'Ground the aircraft',
      isMinor: true,
    },
    unground: {
      from: underWork,
      verb: 'unground the aircraft of it',
      label: 'Unground the aircraft',
      isMinor: true,
    },
    duplicate: {
      from: underWork,
      to: 'duplicate',
      verb: 'mark it as a duplicate',
      label: 'Mark as duplicate',
      isMinor: true,
    },
    lapse: { from: ['deferred'], to: 'open', verb: 'open it again', isAutomatic: true },
    edit: { from: alive },
    attach: { from: alive, verb: 'attach files to it', label: 'Attach a file' },
  },
  signed: ['resolved'],
  words: { in_progress: 'in progress' },
  refusal: {
    code: 'squawk_state',
    fix: 'Read the squawk again. A resolved one is final: report the same trouble as a new squawk with `recursOfId`.',
  },
})

export const listSquawks = operation({
  id: 'listSquawks',
  method: 'GET',
  path: '/api/v1/maintenance/squawks',
  summary: 'List squawks',
  description: 'The squawks of the fleet and imported remarks, the newest first, resolved ones included.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: Squawk.schema,
  list: list({
    of: Squawk,
    defaultSort: '-foundAt',
    sorts: {
      foundAt: { sql: 't.found_at', type: 'timestamptz' },
      number: { sql: 't.number', type: 'text' },
      updatedAt: { sql: 't.updated_at', type: 'timestamptz' },
    },
    search: ['t.number', 't.title', 't.description', 't.aircraft_type'],
    indexed: true,
    filters: {
      aircraft: {
        schema: idOrName('acf', 'The id or the registration of the aircraft.'),
        sql: (value) => `t.aircraft_id = any (array(select apron.aircraft_named(${value})))`,
      },
      status: { schema: oneOf(squawkStatuses), sql: (value) => `t.status = ${value}` },
      open: {
        schema: Type.Boolean({
          description: 'Only those that are open, in progress or deferred, or only the others.',
        }),
        sql: (value) => `(t.status in ('open', 'in_progress', 'deferred')) = ${value}::boolean`,
      },
      grounding: {
        schema: Type.Boolean({
          description: 'Only those that ground their aircraft now, or only the others.',
        }),
        sql: (value) => `(t.is_grounding and t.status in ('open', 'in_progress')) = ${value}::boolean`,
      },
    },
  }),
})

export const getSquawk = operation({
  id: 'getSquawk',
  method: 'GET',
  path: '/api/v1/maintenance/squawks/:id',
  summary: 'Get a squawk',
  description: 'The squawk with its files, and how it was resolved.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: Squawk,
  response: Squawk.schema,
})
