import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { admitsAgain } from '../access/still-admitted.ts'
import type { Download } from '../kernel/context.ts'
import { formatCsvLine } from '../kernel/csv-line.ts'
import type { Services } from '../kernel/installation.ts'
import { type FileCell, type FileFormat, fileColumns, listedSchema } from '../kernel/list-file.ts'
import type { Operation } from '../kernel/operation.ts'
import { authenticationRequired } from '../kernel/problem.ts'
import type { Page } from '../kernel/schema.ts'
import { writeXlsx, xlsxType } from '../kernel/xlsx-writer.ts'
import type { Exchange } from './exchange.ts'
import { carryOut } from './transaction.ts'

const PAGE_ROWS = 1000

type Query = Record<string, unknown>
type Row = Record<string, unknown>

/**
 * The format of the file that a request for a list asks for, by the parameter or else by the `Accept` header; null for
 * JSON, and for what is no list.
 */
export function fileFormatOf(operation: Operation, request: FastifyRequest): FileFormat | null {
  if (!listedSchema(operation)) return null
  const { format } = request.query as { format?: FileFormat | 'json' }
  if (format === undefined) return acceptedFormat(request.headers.accept ?? '')
  return format === 'json' ? null : format
}

const types = new Map<string, FileFormat | null>([
  ['text/csv', 'csv'],
  [xlsxType, 'xlsx'],
  ['application/json', null],
  ['application/*', null],
  ['*/*', null],
])

/** What the header prefers of these types. JSON where it says nothing of them, and where it likes both the same. */
function acceptedFormat(accept: string): FileFormat | null {
  const liked = accept.split(',').flatMap((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
    const format = types.get(name)
    return format === undefined || !(Number(weight) > 0) ? [] : [{ format, weight: Number(weight) }]
  })
  const most = Math.max(...liked.map(({ weight }) => weight))
  const best = liked.filter(({ weight }) => weight === most)
  return best.some(({ format }) => format === null) ? null : (best[0]?.format ?? null)
}

/**
 * A list as a file: every record that fits the filters, in the order of the list. It is read a page at a time by the
 * operation itself, so each page is decided like a request of its own, and no transaction stays open.
 */
export async function fileOfList(
  exchange: Exchange,
  request: FastifyRequest,
  services: Services,
  format: FileFormat,
): Promise<Download> {
  const schema = listedSchema(exchange.operation)
  if (!schema) throw new Error(`${exchange.operation.id} is no list`)
  const columns = fileColumns(schema)
  const headings = columns.map(({ heading }) => heading)
  // The first page is read before the response begins, so that a refusal is one.
  const pages = pagesOf(exchange, request, services)
  const first = await pages.next()
  const cellsOf = (row: Row): FileCell[] => columns.map(({ cell }) => cell(row))
  const rows = async function* () {
    if (!first.done) for (const row of first.value) yield cellsOf(row)
    for await (const page of pages) for (const row of page) yield cellsOf(row)
  }
  const name = exchange.operation.path.split('/').findLast((part) => !part.startsWith(':')) ?? 'list'
  const body = format === 'csv' ? csvLines(headings, rows()) : writeXlsx(headings, rows())
  return {
    filename: `${name}.${format}`,
    contentType: format === 'csv' ? 'text/csv; charset=utf-8' : xlsxType,
    body: Readable.from(body, { objectMode: false }),
  }
}

async function* csvLines(headings: readonly string[], rows: AsyncIterable<readonly FileCell[]>) {
  // Spreadsheets take a file without this mark for Latin-1.
  yield `\ufeff${formatCsvLine(headings)}`
  for await (const cells of rows)
    yield formatCsvLine(cells.map((cell) => (typeof cell === 'boolean' ? (cell ? 'yes' : 'no') : cell)))
}

async function* pagesOf(
  exchange: Exchange,
  request: FastifyRequest,
  services: Services,
): AsyncGenerator<Row[]> {
  const {
    format: _format,
    page: _page,
    page_size: _size,
    cursor: _cursor,
    ...filters
  } = request.query as Query
  let next: Query = {}
  for (let number = 1; ; number += 1) {
    if (number > 1) await refuseRevoked(exchange, services)
    request.query = { ...filters, ...next, page_size: PAGE_ROWS }
    const outcome = await carryOut(exchange, request, services)
    if (outcome.kind !== 'json') throw new Error(`${exchange.operation.id} does not answer a page`)
    const { items, next_cursor, total_pages } = outcome.data as Page<Row>
    yield items
    if (items.length === 0 || (next_cursor === null && number >= total_pages)) return
    // A list that is followed as a log has a cursor at its end as well.
    if (next_cursor !== null && items.length < PAGE_ROWS) return
    next = next_cursor === null ? { page: number + 1 } : { cursor: next_cursor }
  }
}

// A key that is revoked while a long file is written ends it.
async function refuseRevoked({ operation, lookup, principal, info }: Exchange, services: Services) {
  if (!lookup || !principal) return
  const isAdmitted = await services.database.tenant({ workspaceId: principal.workspace.uuid }, (tx) =>
    admitsAgain(tx, { operation, lookup, principal }, info.address, services),
  )
  if (!isAdmitted) throw authenticationRequired()
}
