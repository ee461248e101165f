import { Readable } from 'node:stream'
import { formatCsvLine } from './csv-line.ts'
import { everyRow, type List } from './list.ts'
import { type Operation, operation, type Roles } from './operation.ts'
import { type TObject, Type } from './schema.ts'

interface ListExportOptions<Row> {
  /** A verb and a noun: `exportSafetyAuditLog`. */
  id: string
  path: string
  summary: string
  scope: string
  roles: Roles
  of: List
  /** What the file is called, before the workspace's name. */
  file: string
  /** The cells of a record, by the heading of their column. */
  columns: Record<string, (row: Row) => unknown>
}

/** The operation that returns a list as a CSV file: all records that match the filters, in the list's order, not one page. */
export function listExport<Row extends Record<string, unknown>>(options: ListExportOptions<Row>): Operation {
  const { id, path, summary, scope, roles, of, file, columns } = options
  const {
    page: _page,
    page_size: _size,
    cursor: _cursor,
    ...narrowing
  } = (of.query as unknown as TObject).properties
  return operation({
    id,
    method: 'GET',
    path,
    summary,
    description: 'Takes the filters and the order of the list, and returns every matching record.',
    scope,
    roles,
    answers: 'file',
    fileTypes: ['text/csv'],
    exportsList: of,
    query: Type.Object(narrowing),
    response: Type.String(),
    handle({ query, principal, services }) {
      const within: Parameters<typeof everyRow>[0] = (work) =>
        services.database.tenant({ workspaceId: principal.workspace.uuid }, work)
      async function* lines() {
        yield formatCsvLine(Object.keys(columns))
        for await (const row of everyRow<Row>(within, of, query, principal))
          yield formatCsvLine(Object.values(columns).map((cell) => cell(row)))
      }
      return {
        filename: `${file}-${principal.workspace.slug}.csv`,
        contentType: 'text/csv; charset=utf-8',
        body: Readable.from(lines()),
      }
    },
  })
}
