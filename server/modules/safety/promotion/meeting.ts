import { crud } from '#platform/kernel/crud.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { riskRoles } from '#server/roles.ts'
import { cpaStatuses } from '../cpa/cpa.ts'

const kind = oneOf(['safety_committee', 'review_board', 'safety_meeting', 'emergency_exercise', 'other'])
const status = oneOf(['planned', 'held', 'cancelled'])
const many = <T extends Parameters<typeof Type.Array>[0]>(item: T) => Type.Array(item, { maxItems: 200 })
const fields = {
  title: text(3, 200),
  kind,
  heldAt: instant('When it is, or was.'),
  place: nullable(text(1, 200)),
  agenda: many(Type.Object({ topic: text(1, 500), notes: Type.Optional(nullable(text(1, 10_000))) })),
  attendees: many(
    Type.Object({
      name: text(1, 200),
      function: Type.Optional(nullable(text(1, 200))),
      isPresent: Type.Optional(Type.Boolean()),
    }),
  ),
  minutes: nullable(text(1, 50_000)),
  actions: many(
    Type.Object({
      what: text(1, 1_000),
      owner: Type.Optional(nullable(text(1, 200))),
      dueOn: Type.Optional(nullable(date())),
      isDone: Type.Optional(Type.Boolean()),
      cpaId: Type.Optional(nullable(id('cpa', 'The action in the register that was created from it.'))),
    }),
  ),
  status,
}

/** 14 CFR 5.93: a safety meeting with its attendees, its decisions and their actions. */
export const Meeting = resource({
  name: 'meeting',
  prefix: 'smt',
  title: { one: 'safety meeting', many: 'safety meetings' },
  page: '/safety/meetings/:id',
  table: 'sms_meetings',
  label: 'title',
  schema: Type.Object({
    id: id('smt'),
    ...fields,
    cpas: Type.Array(
      Type.Object({ id: id('cpa'), code: Type.String(), status: oneOf(cpaStatuses), dueOn: date() }),
      { description: 'The actions in the register that were created from this meeting.' },
    ),
    createdByName: Type.String(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: {
    cpas: `coalesce((select json_agg(json_build_object('id', c.id, 'code', c.code, 'status', c.status,
                                'dueOn', to_char(c.due_on, 'YYYY-MM-DD')) order by c.id)
                       from safety_cpas c where c.workspace_id = t.workspace_id and c.meeting_id = t.id), '[]')`,
  },
})

const { title, kind: _, heldAt, ...optional } = fields

export const meetings = crud({
  of: Meeting,
  name: 'Meeting',
  path: '/api/v1/sms/meetings',
  scope: 'safety',
  readers: 'staff',
  writers: riskRoles,
  required: { title, kind, heldAt },
  optional,
  author: 'created_by_name',
  list: {
    defaultSort: '-heldAt',
    sorts: { heldAt: { sql: 't.held_at', type: 'timestamptz' } },
    search: ['t.title', 't.minutes'],
    indexed: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
    },
  },
})
