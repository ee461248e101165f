import { Button } from '@mantine/core'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { IconDownload } from '#ui/icons.ts'
import { formatMoney } from '#ui/money.ts'
import { onProvenDownload } from '#ui/provenDownload.ts'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { m } from './strings.ts'

type Entry = RecordOf<'ledger_entry'>
const w = m.ledger
const postings = (entry: Entry) =>
  entry.postings
    .map(({ accountName, amountMinor, currency }) => `${accountName} ${formatMoney(amountMinor, currency)}`)
    .join(' · ')
const columns: Column<Entry>[] = [
  {
    id: 'number',
    header: w.number,
    isNumeric: true,
    sort: 'number',
    cell: (entry) => entry.number,
    text: (entry) => entry.number,
  },
  {
    id: 'at',
    header: w.occurredAt,
    cell: (entry) => <Instant at={entry.occurredAt} />,
    text: (entry) => entry.occurredAt,
  },
  {
    id: 'description',
    header: w.description,
    cell: (entry) => <AppLink to={`/finance/ledger/${entry.id}`}>{entry.description}</AppLink>,
    text: (entry) => entry.description,
  },
  { id: 'postings', header: w.postings, cell: postings, text: postings, isWide: true },
]
const filters: Filter[] = [
  { id: 'date_from', label: m.invoices.from, kind: 'date' },
  { id: 'date_to', label: m.invoices.to, kind: 'date' },
]

/** What was posted. */
export default function LedgerList() {
  const can = useCan()
  return (
    <RecordList
      id="ledger"
      subject="ledger_entry"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/finance/ledger', { query })}
      rowName={(entry) => entry.description}
      rowLink={(entry) => `/finance/ledger/${entry.id}`}
      actions={
        can('exportLedger') ? (
          <Button
            variant="default"
            component="a"
            href="/api/v1/finance/ledger/export.csv"
            download
            onClick={onProvenDownload}
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            {w.csv}
          </Button>
        ) : null
      }
    />
  )
}
