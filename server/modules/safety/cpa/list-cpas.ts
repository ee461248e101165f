import { Attachment } from '#platform/files/stored-file.ts'
import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, id, oneOf, pageOf, Type } from '#platform/kernel/schema.ts'
import { Move, movesOf } from '../move.ts'
import { seesAll } from '../report/visibility.ts'
import {
  Cpa,
  concernsMember,
  cpaKinds,
  cpaPriorities,
  cpaStates,
  cpaStatuses,
  isOpen,
  isOverdue,
} from './cpa.ts'
import { cpaFiles } from './cpa-file.ts'

const common = {
  of: Cpa,
  defaultSort: 'dueOn',
  sorts: {
    dueOn: { sql: 't.due_on', type: 'date' as const },
    createdAt: { sql: 't.created_at', type: 'timestamptz' as const },
    updatedAt: { sql: 't.updated_at', type: 'timestamptz' as const },
  },
  filters: {
    status: { schema: oneOf(cpaStatuses), sql: (value: string) => `t.status = ${value}` },
    open: {
      schema: Type.Boolean({ description: 'Not closed.' }),
      sql: (value: string) => `(${isOpen}) = ${value}::boolean`,
    },
    overdue: {
      schema: Type.Boolean({ description: 'Not closed, and past its due date.' }),
      sql: (value: string) => `${isOverdue} = ${value}::boolean`,
    },
    kind: { schema: oneOf(cpaKinds), sql: (value: string) => `t.kind = ${value}` },
    priority: { schema: oneOf(cpaPriorities), sql: (value: string) => `t.priority = ${value}` },
    report: { schema: id('rpt'), sql: (value: string) => `t.report_id = ${value}` },
    investigation: { schema: id('siv'), sql: (value: string) => `t.investigation_id = ${value}` },
    owner: { schema: id('mem'), sql: (value: string) => `t.owner_member_id = ${value}` },
    due_before: {
      schema: date('Due before this date, and not closed.'),
      sql: (value: string) => `t.due_on < ${value}::date and t.status <> 'closed'`,
    },
  },
  search: ['t.code', 't.title'],
  indexed: true,
}
const allCpas = list(common)
const ownCpas = list({
  ...common,
  // One parameter holds member and user, separated by a space.
  within: {
    param: 'who',
    sql: (value) => concernsMember(`split_part(${value}, ' ', 1)`, `split_part(${value}, ' ', 2)`),
  },
})

export const listCpas = operation({
  id: 'listCpas',
  method: 'GET',
  path: '/api/v1/sms/cpas',
  summary: 'List corrective and preventive actions',
  description:
    'Members who see every report see every action. Other members see the actions that they own or verify.',
  scope: 'safety:read',
  roles: 'staff',
  stability: 'beta',
  query: allCpas.query,
  response: pageOf(Cpa.schema),
  handle: ({ tx, query, principal }) =>
    principal.kind === 'user' && !seesAll(principal)
      ? runList(tx, ownCpas, query, principal, { who: `${principal.memberId} ${principal.userId}` })
      : runList(tx, allCpas, query, principal),
})

export const getCpa = operation({
  id: 'getCpa',
  method: 'GET',
  path: '/api/v1/sms/cpas/:id',
  summary: 'Get a corrective or preventive action',
  description: 'The action with its evidence, its moves, and the statuses it can move to next.',
  scope: 'safety:read',
  roles: 'staff',
  on: Cpa,
  stability: 'beta',
  response: Type.Object({
    ...Cpa.schema.properties,
    evidence: Type.Array(Attachment),
    moves: Type.Array(Move),
    nextStatuses: Type.Array(oneOf(cpaStatuses)),
  }),
  handle: async ({ tx, record }) => ({
    ...record,
    evidence: await cpaFiles.list(tx, record.id),
    moves: await movesOf(tx, record.id),
    nextStatuses: cpaStates.nextOf(record.status),
  }),
})
