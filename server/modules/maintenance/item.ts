import type { Tx } from '#platform/database/database.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  happenedOn,
  id,
  instant,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { alsoCompleted } from '#rules/common-inspection.ts'
import { dueStates } from '#rules/due-state.ts'
import { anchors } from '#rules/next-due.ts'
import { completionFieldsSql, completionHintSql } from './findings.ts'
import { counters, dueStateLabels, Limits } from './limit.ts'

export const kinds = ['inspection', 'component', 'directive_check', 'servicing', 'other'] as const

export const itemFields = {
  title: text(1, 200, 'Such as 100-hour inspection.'),
  kind: oneOf(kinds),
}
export const itemOptions = {
  reference: nullable(text(1, 200, 'The regulation, directive or manual that requires it.')),
  notes: nullable(text(1, 5_000)),
  anchor: oneOf(anchors, {
    labels: {
      from_completion: 'At completion',
      from_due: 'At the due date',
      from_due_if_late: 'At completion, or at the due date if that was earlier',
    },
    description:
      'What the next interval is counted from: when it was done, when it was due, or the earlier of the two.',
  }),
  lastDoneOn: nullable(happenedOn('When it was last done, in the zone of the aircraft’s base.')),
}

// As SQL: what the preset of an item also completes.
const alsoCompletesSql = `(coalesce('${JSON.stringify(alsoCompleted)}'::jsonb -> t.preset, '[]'))`

const aircraftJoin = 'join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id'

const standing = {
  state: oneOf(dueStates, {
    labels: dueStateLabels,
    description:
      'overdue: a limit is passed. due: a limit is reached, and its tolerance or the rest of the day remains. upcoming: within the warning. insufficient_data: a value is missing; see `missing` in the limits.',
  }),
  bindingCounter: nullable(oneOf(counters, { description: 'The limit that is reached first.' })),
  remainingHundredths: nullable(
    Type.Integer({ description: 'What remains of that limit, if it is a meter.' }),
  ),
  remainingDays: nullable(
    Type.Integer({ description: 'What remains of that limit, if it is the calendar.' }),
  ),
  dueAtHundredths: nullable(Type.Integer()),
  dueOn: nullable(date()),
  projectedOn: nullable(date('When it will be due, projected from the use of the last 90 days.')),
  zone: Type.String({ description: 'The IANA time zone of the aircraft’s base, in which days are counted.' }),
  assessedAt: instant('When this was last calculated: with every reading, and every day.'),
}

/** Work that is required on an aircraft, and when it is due next. */
export const Item = resource({
  name: 'maintenance_item',
  prefix: 'mit',
  title: { one: 'maintenance item', many: 'maintenance items' },
  page: '/maintenance/items/:id',
  // The schedule shows what is due next on each aircraft.
  alsoChanges: ['planning_session'],
  table: 'maintenance_items',
  label: 'title',
  schema: Type.Object({
    id: id('mit'),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    ...itemFields,
    ...itemOptions,
    preset: nullable(Type.String({ description: 'The common inspection that this item is, if it is one.' })),
    alsoCompletes: Type.Array(Type.String(), {
      description:
        'The common inspections of the aircraft that this one satisfies: completing it completes them too.',
    }),
    completionFields: Type.Array(Type.String(), {
      description:
        'The fields that its completion has to have by law, such as findings.place of a VOR check.',
    }),
    completionHint: nullable(Type.String({ description: 'That law as a sentence.' })),
    isActive: Type.Boolean({ description: 'Retired items keep their history and are never due.' }),
    limits: Limits,
    ...standing,
    lastCompletionId: nullable(id('mco')),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: aircraftJoin,
  expressions: {
    aircraftRegistration: 'a.registration',
    alsoCompletes: alsoCompletesSql,
    completionFields: completionFieldsSql,
    completionHint: completionHintSql,
    // An item of a retired or sold aircraft may never have been calculated.
    limits: `(
      select jsonb_agg('{"toleranceMonths": null}'::jsonb || l.value || coalesce(t.standing -> (l.place - 1)::integer,
               '{"state": "insufficient_data", "remainingHundredths": null, "remainingDays": null}'
               || '{"projectedOn": null, "missing": null}'::jsonb) order by l.place)
        from jsonb_array_elements(t.limits) with ordinality as l (value, place))`,
  },
})
export type ItemForm = Static<typeof Item.schema>

/** Items by their ids, locked for a change. */
export const lockItems = (tx: Tx, ids: readonly string[]): Promise<ItemForm[]> =>
  tx.composed<ItemForm>(`${Item.select} where t.id = any($1) order by t.id for update of t`, [ids])

/** What events say of an item: all but the notes. */
export const ItemData = Type.Pick(Item.schema, [
  'id',
  'aircraftId',
  'aircraftRegistration',
  'title',
  'kind',
  'reference',
  'anchor',
  'lastDoneOn',
  'preset',
  'isActive',
  'limits',
  'state',
  'bindingCounter',
  'remainingHundredths',
  'remainingDays',
  'dueAtHundredths',
  'dueOn',
  'projectedOn',
  'zone',
  'assessedAt',
  'createdAt',
  'updatedAt',
  'version',
])

/** The item as the list of due items shows it. */
export const DueItem = resource({
  name: 'due_item',
  prefix: 'mit',
  title: { one: 'maintenance item', many: 'maintenance items' },
  page: '/maintenance/items/:id',
  table: 'maintenance_items',
  schema: Type.Object({
    id: id('mit'),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    ...itemFields,
    reference: itemOptions.reference,
    lastDoneOn: itemOptions.lastDoneOn,
    ...standing,
  }),
  joins: aircraftJoin,
  expressions: { aircraftRegistration: 'a.registration' },
})
