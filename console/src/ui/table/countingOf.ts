import type { Counting } from './ListTabs.tsx'
import type { RecordsOptions } from './useRecords.ts'

// More than these do not fit beside each other, and each is counted.
const mostStates = 8

/** A list whose records have a state has a tab for each. */
export function countingOf<Row>({ subject, load, filters = [] }: RecordsOptions<Row>): Counting | undefined {
  const filter = filters.find(({ id }) => id === 'status')
  const states = filter?.options?.length ?? 0
  return filter && states > 1 && states <= mostStates ? { subject, load, filter } : undefined
}
