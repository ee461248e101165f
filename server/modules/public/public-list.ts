import { type List, type ListOptions, list } from '#platform/kernel/list.ts'
import { instant, type TProperties } from '#platform/kernel/schema.ts'

/**
 * A public list of records. Every one takes `updated_since`, so that programs read only what has changed.
 * `alsoChanged`: conditions for the records that show a value of another table which changed since then. The planner
 * chooses for each `exists` whether it reads the other table once or for each record.
 */
export function publicList<P extends TProperties>({
  alsoChanged = () => [],
  ...options
}: ListOptions<P> & { alsoChanged?: (since: string) => readonly string[] }): List<P> {
  return list<P>({
    ...options,
    sorts: { ...options.sorts, updatedAt: { sql: 't.updated_at', type: 'timestamptz' } },
    filters: {
      ...options.filters,
      updated_since: {
        schema: instant(
          'Records that changed at or after this instant, or that show a value of another record that did.',
        ),
        sql: (placeholder) => {
          const since = `${placeholder}::timestamptz`
          return [`t.updated_at >= ${since}`, ...alsoChanged(since)].join(' or ')
        },
      },
    },
  })
}

/** The records that refer, by this column, to a record of the table that has changed. */
export const refersToChanged = (
  column: string,
  table: 'aircraft' | 'crew' | 'training_programs',
  since: string,
) =>
  `exists (select from ${table} x where x.workspace_id = t.workspace_id and x.id = t.${column} and x.updated_at >= ${since})`
