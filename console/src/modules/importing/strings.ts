export const t = {
  list: {
    title: 'Imports', hint: 'Bring records in from a CSV file. Nothing is written before you have seen what would be.', create: 'Import a file', file: 'File', kind: 'Kind', status: 'Status', rows: 'Rows', imported: 'Imported', bad: 'With problems', created: 'Started',
    empty: 'No imports yet', emptyHint: 'Take the file as it is: Apron finds the columns, shows every problem by row, and imports the good rows.',
  },
  kinds: { aircraft: 'Aircraft', people: 'People', flights: 'Flights', airports: 'Airports' } as Record<string, string>,
  upload: { title: 'Import a file', kind: 'What is in the file', file: 'CSV file', drop: 'Drop a CSV file here, or choose one', choose: 'Choose file', chosen: (name: string, size: string) => `${name}, ${size}`, submit: 'Check file', none: 'Choose a file', hint: 'With a line of headings. Comma, semicolon or tab; UTF-8 or Windows. Up to what the installation allows.', back: 'Imports' },
  page: {
    back: 'Imports', mapping: 'Columns', mappingHint: 'Which column holds which field. Fields marked “needed” must have one.', field: 'Field', column: 'Column in the file', sample: 'Example', needed: 'needed', notInFile: 'Not in the file', readAs: 'How the file is read',
    timeZone: 'Times are in', dateOrder: 'Dates are written', decimal: 'Decimal separator', notStated: 'Not stated', apply: 'Check again', applied: 'The file was checked again',
    dateOrders: { ymd: 'Year, month, day (2026-11-21)', dmy: 'Day, month, year (21/11/2026)', mdy: 'Month, day, year (11/21/2026)' }, decimals: { '.': 'Point (1.5)', ',': 'Comma (1,5)' },
    values: { us_gal: 'US gal', imp_gal: 'Imp gal', l: 'L', kg: 'kg', lb: 'lb' } as Record<string, string>,
    analysing: 'Reading the file…', running: (done: number, total: number) => `Importing: ${done.toLocaleString()} of ${total.toLocaleString()} rows`, summary: (good: number, bad: number) => `${good.toLocaleString()} good rows, ${bad.toLocaleString()} with problems`,
    run: (good: number) => (good === 1 ? 'Import the 1 good row' : `Import the ${good.toLocaleString()} good rows`), nothingGood: 'No row can be imported yet. Mend the columns or the file.', cancel: 'Cancel import', cancelled: 'Import cancelled', cancelTitle: (name: string) => `Cancel the import of ${name}?`, cancelText: 'Rows imported so far stay.',
    done: (imported: number, skipped: number) => `${imported.toLocaleString()} rows imported, ${skipped.toLocaleString()} left out`, download: 'Download rows with problems', problems: 'Problems', row: 'Row', value: 'Value', message: 'Problem', noProblems: 'No problems', preview: 'Preview', previewHint: 'The first rows as they would be imported.',
    facts: 'File', encoding: 'Encoding', separator: 'Separator', rows: 'Rows', separators: { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' } as Record<string, string>, open: (kind: string) => `Open ${kind.toLowerCase()}`, failed: 'The import failed',
  },
}
export const kinds = ['aircraft', 'people', 'flights', 'airports'] as const
/** Where the records of a kind are looked at. */
export const placeOf: Record<string, string> = { aircraft: '/aircraft', people: '/people', flights: '/flights' }
