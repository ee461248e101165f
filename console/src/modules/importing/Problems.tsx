import { get } from '#api/client.ts'
import type { ImportProblem } from '#api/types.ts'
import { RecordTable } from '#ui/RecordTable.tsx'
import type { Column } from '#ui/table/column.ts'
import { t } from './strings.ts'

const w = t.page
/** A problem has no ID of its own. */
type Problem = ImportProblem & { id: string }
const withId = (problem: ImportProblem): Problem => ({
  ...problem,
  id: `${problem.row} ${problem.field} ${problem.message}`,
})

const columns: Column<Problem>[] = [
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
  return (
    <RecordTable
      id="import-problems"
      label={w.problems}
      columns={columns}
      subject="import"
      within={[importId, 'problems', checked]}
      load={async (query) => {
        const page = await get('/api/integrations/imports/{id}/problems', { path: { id: importId }, query })
        return { ...page, items: page.items.map(withId) }
      }}
      rowName={(problem) => String(problem.row)}
      words={{ empty: w.noProblems }}
    />
  )
}
