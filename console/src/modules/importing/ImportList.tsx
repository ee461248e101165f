import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Import } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { formatNumber } from '#ui/region.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { importStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.list
const path = '/settings/integrations/imports'
const columns: Column<Import>[] = [
  {
    id: 'file',
    header: w.file,
    cell: (record) => <AppLink to={`${path}/${record.id}`}>{record.filename}</AppLink>,
    text: (record) => record.filename,
  },
  { id: 'kind', header: w.kind, cell: (record) => t.kinds[record.kind], text: (record) => record.kind },
  {
    id: 'status',
    header: w.status,
    cell: (record) => <StateBadge of={importStates} state={record.status} />,
    text: (record) => record.status,
  },
  {
    id: 'rows',
    header: w.rows,
    isNumeric: true,
    cell: (record) => formatNumber(record.rows.total),
    text: (record) => record.rows.total,
    isWide: true,
  },
  {
    id: 'imported',
    header: w.imported,
    isNumeric: true,
    cell: (record) => formatNumber(record.rows.imported),
    text: (record) => record.rows.imported,
    isWide: true,
  },
  {
    id: 'bad',
    header: w.bad,
    isNumeric: true,
    cell: (record) => formatNumber(record.rows.bad),
    text: (record) => record.rows.bad,
    isWide: true,
  },
  {
    id: 'created',
    header: w.created,
    cell: (record) => <Instant at={record.createdAt} relative />,
    text: (record) => record.createdAt,
    isWide: true,
  },
]

export default function ImportList() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="imports"
      subject="import"
      words={w}
      columns={columns}
      load={(query) => get('/api/integrations/imports', { query })}
      rowName={(record) => record.filename}
      rowLink={(record) => `${path}/${record.id}`}
      create={can('createImport') && { open: () => void go(`${path}/new`) }}
    />
  )
}
