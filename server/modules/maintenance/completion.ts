import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, integer, nullable, oneOf, pageOf, Type, text } from '#platform/kernel/schema.ts'
import { dueStates } from '#rules/due-state.ts'
import { Item } from './item.ts'

const stood = (meter: string) =>
  nullable(
    integer(
      0,
      100_000_000,
      `Where the ${meter} stood, as the total over replaced dials, in hundredths of an hour.`,
    ),
  )

export const stands = {
  hobbsHundredths: stood('hobbs'),
  tachHundredths: stood('tach'),
  airHundredths: stood('air time'),
}
export const completionFields = {
  certificateNumber: nullable(text(1, 60, 'Of whoever did it, such as an A&P or IA number.')),
  reference: nullable(text(1, 200, 'Where it is signed: the logbook’s page, the work order.')),
  note: nullable(text(1, 5_000)),
}

/** That an item was done. It is never changed: a wrong entry is corrected by another. */
export const Completion = resource({
  name: 'maintenance_completion',
  prefix: 'mco',
  title: { one: 'completion', many: 'completions' },
  page: { of: 'itemId' },
  table: 'maintenance_completions',
  schema: Type.Object({
    id: id('mco'),
    itemId: id('mit'),
    doneOn: date(),
    ...stands,
    performedBy: Type.String(),
    ...completionFields,
    stateBefore: oneOf(dueStates, { description: 'How the item stood when this was recorded.' }),
    correctsId: nullable(id('mco', 'The entry that this one takes the place of.')),
    correctedById: nullable(id('mco', 'The entry that has taken the place of this one.')),
    recordedBy: Type.String(),
    recordedAt: instant(),
  }),
  expressions: {
    recordedBy: 't.recorded_by_name',
    correctedById:
      '(select c.id from maintenance_completions c where c.workspace_id = t.workspace_id and c.corrects_id = t.id)',
  },
})

const history = list({
  of: Completion,
  defaultSort: '-doneOn',
  sorts: { doneOn: { sql: 't.done_on', type: 'date' } },
  within: { param: 'id', sql: (value) => `t.item_id = ${value}` },
})

export const listHistory = operation({
  id: 'listMaintenanceHistory',
  method: 'GET',
  path: '/api/v1/maintenance/items/:id/history',
  summary: 'When an item was done, the newest first; corrected entries too',
  scope: 'maintenance:read',
  roles: 'staff',
  on: Item,
  query: history.query,
  response: pageOf(Completion.schema),
  handle: ({ tx, query, principal, record }) => runList(tx, history, query, principal, { id: record.id }),
})
