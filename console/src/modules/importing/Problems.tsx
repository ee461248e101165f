import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { ImportProblem } from '#api/types.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { t } from './strings.ts'

const w = t.page
const columns: Column<ImportProblem>[] = [
  {
    id: 'row',
    header: w.row,
    isNumeric: true,
    cell: (problem) => problem.row,
    text: (problem) => problem.row,
  },
  { id: 'column', header: w.column, cell: (problem) => problem.column, text: (problem) => problem.column },
  {
    id: 'value',
    header: w.value,
    cell: (problem) => (problem.value ? <code>{problem.value}</code> : null),
    text: (problem) => problem.value,
    isWide: true,
  },
  {
    id: 'message',
    header: w.message,
    cell: (problem) => <span title={problem.message}>{problem.message}</span>,
    text: (problem) => problem.message,
  },
]

/** Every problem of the file, by row and column. */
export function Problems({ importId, checked }: { importId: string; checked: string }) {
  const state = useListState()
  const problems = useQuery({
    queryKey: ['import', importId, 'problems', checked, state.query],
    queryFn: () =>
      get('/api/integrations/imports/{id}/problems', { path: { id: importId }, query: state.query }),
    placeholderData: keepPreviousData,
  })
  return (
    <DataTable
      id="import-problems"
      label={w.problems}
      columns={columns}
      result={problems}
      state={state}
      isSearchable={false}
      rowKey={(problem) => `${problem.row} ${problem.field} ${problem.message}`}
      rowName={(problem) => String(problem.row)}
      empty={<EmptyState title={w.noProblems} />}
    />
  )
}
