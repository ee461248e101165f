import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, integer, nullable, oneOf, pageOf, Type, text } from '#platform/kernel/schema.ts'
import { dueStates } from '#rules/due-state.ts'
import { Findings } from './findings.ts'
import { Item } from './item.ts'
import { dueStateLabels } from './limit.ts'

const meterTotal = (meter: string, unit = 'an hour') =>
  nullable(
    integer(0, 100_000_000, `The total of the ${meter} over all replaced dials, in hundredths of ${unit}.`),
  )

export const meterTotals = {
  hobbsHundredths: meterTotal('hobbs'),
  tachHundredths: meterTotal('tach'),
  airHundredths: meterTotal('air time'),
  cyclesHundredths: meterTotal('cycles', 'a landing'),
}
export const completionFields = {
  certificateKind: nullable(text(1, 60, 'Such as A&P, IA, pilot or repair station.')),
  certificateNumber: nullable(
    text(1, 60, 'The certificate of the person who did the work, such as an A&P or IA number.'),
  ),
  reference: nullable(text(1, 200, 'Where it is signed, such as the logbook page or the work order.')),
  note: nullable(text(1, 5_000)),
}

/** An entry in the history of an item. Entries never change: a new entry corrects a wrong one. */
export const Completion = resource({
  name: 'maintenance_completion',
  prefix: 'mco',
  title: { one: 'completion', many: 'completions' },
  page: { of: 'itemId' },
  table: 'maintenance_completions',
  isPermanent: true,
  schema: Type.Object({
    id: id('mco'),
    itemId: id('mit'),
    doneOn: date(),
    ...meterTotals,
    performedBy: Type.String(),
    ...completionFields,
    findings: Findings,
    stateBefore: oneOf(dueStates, {
      labels: dueStateLabels,
      description: 'The state of the item just before this entry.',
    }),
    correctsId: nullable(id('mco', 'The entry that this one replaces.')),
    correctedById: nullable(id('mco', 'The entry that replaces this one.')),
    recordedBy: Type.String(),
    recordedAt: instant(),
  }),
  expressions: {
    findings: "coalesce(t.findings, '{}')",
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
  summary: 'List the history of a maintenance item',
  description: 'Every completion of the item, the newest first. Corrected entries stay in the list.',
  scope: 'maintenance:read',
  roles: 'staff',
  on: Item,
  query: history.query,
  response: pageOf(Completion.schema),
  handle: ({ tx, query, principal, record }) => runList(tx, history, query, principal, { id: record.id }),
})

export const getCompletion = operation({
  id: 'getMaintenanceCompletion',
  method: 'GET',
  path: '/api/v1/maintenance/completions/:id',
  summary: 'Get a completion of a maintenance item',
  description: 'An entry in the history of an item. It never changes: a later entry corrects a wrong one.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: Completion,
  response: Completion.schema,
})
