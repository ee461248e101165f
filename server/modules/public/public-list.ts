import { type List, type ListOptions, list } from '#platform/kernel/list.ts'
import { instant, type TProperties } from '#platform/kernel/schema.ts'

/**
 * A public list of records. Every one takes `updated_since`, so that programs read only what has changed.
 * `alsoChangedAt`: the instants at which values of other tables changed that the list shows.
 */
export function publicList<P extends TProperties>({
  alsoChangedAt = [],
  ...options
}: ListOptions<P> & { alsoChangedAt?: readonly string[] }): List<P> {
  const changedAt = ['t.updated_at', ...alsoChangedAt]
  return list<P>({
    ...options,
    sorts: { ...options.sorts, updatedAt: { sql: 't.updated_at', type: 'timestamptz' } },
    filters: {
      ...options.filters,
      updated_since: {
        schema: instant(
          'Records that changed at or after this instant, or that show a value of another record that did.',
        ),
        sql: (since) => `greatest(${changedAt.join(', ')}) >= ${since}::timestamptz`,
      },
    },
  })
}
