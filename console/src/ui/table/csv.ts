import { type Column, headerOf } from './column.ts'

// A spreadsheet would run a cell that starts like a formula.
const inert = (text: string) => (/^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text)
const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The rows of a table as CSV, with headers. */
export function toCsv<Row>(columns: Column<Row>[], rows: Row[]): string {
  const lines = rows.map((row) =>
    columns.map((column) => quoted(inert(String(column.text(row) ?? '')))).join(','),
  )
  return [columns.map((column) => quoted(headerOf(column))).join(','), ...lines].join('\r\n')
}

/** Downloads a text as a file. */
export function download(filename: string, text: string, type = 'text/csv;charset=utf-8') {
  saveFile(filename, new Blob([text], { type }))
}

/** Saves a file that has been fetched. */
export function saveFile(filename: string, file: Blob) {
  const url = URL.createObjectURL(file)
  const link = Object.assign(document.createElement('a'), { href: url, download: filename })
  link.click()
  URL.revokeObjectURL(url)
}
