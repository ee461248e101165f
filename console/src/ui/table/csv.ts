import { type Column, headerOf } from './column.ts'

// A cell that begins like a formula would run in a spreadsheet.
const inert = (text: string) => (/^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text)
const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** What a table shows, as CSV with its headers. */
export function toCsv<Row>(columns: Column<Row>[], rows: Row[]): string {
  const lines = rows.map((row) =>
    columns.map((column) => quoted(inert(String(column.text(row) ?? '')))).join(','),
  )
  return [columns.map((column) => quoted(headerOf(column))).join(','), ...lines].join('\r\n')
}

/** Gives a text to the person as a file. */
export function download(filename: string, text: string, type = 'text/csv;charset=utf-8') {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = Object.assign(document.createElement('a'), { href: url, download: filename })
  link.click()
  URL.revokeObjectURL(url)
}
