// A spreadsheet would run such a cell as a formula when the file is opened. OWASP advises an apostrophe,
// which marks the cell as text; imports remove it again. A formula without letters can call no function, so
// numbers and telephone numbers stay as they are. Excel reads the full-width forms of these signs as the signs.
function guarded(cell: string) {
  return /^[=+\-@＝＋－＠\t\r]/.test(cell) && !/^[+-][\d\s.,:()/-]*$/.test(cell) ? `'${cell}` : cell
}

/** One line of a CSV file that people open in a spreadsheet, with its end. */
export function formatCsvLine(values: readonly unknown[], separator = ',') {
  const cells = values.map((value) => guarded(value === null || value === undefined ? '' : String(value)))
  const quoted = cells.map((cell) =>
    // A German Excel splits at semicolons, and what follows one would be a cell of its own, without the guard.
    cell.includes(separator) || /[";\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  )
  return `${quoted.join(separator)}\r\n`
}
