import { Button } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { formatDate } from '#ui/time.ts'
import { vtrStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.records
type Vtr = RecordOf<'vtr'>

const columns: Column<Vtr>[] = [
  {
    id: 'title',
    header: w.name,
    cell: (row) => <AppLink to={`/training/records/${row.id}`}>{row.title}</AppLink>,
    text: (row) => row.title,
  },
  { id: 'person', header: w.person, cell: (row) => row.personName, text: (row) => row.personName },
  {
    id: 'kind',
    header: w.kind,
    cell: (row) => labelOf('vtr.kind', row.kind),
    text: (row) => row.kind,
    isWide: true,
  },
  {
    id: 'issuedOn',
    header: w.issued,
    sort: 'issuedOn',
    cell: (row) => formatDate(row.issuedOn),
    text: (row) => row.issuedOn,
  },
  {
    id: 'status',
    header: w.status,
    cell: (row) => <StateBadge of={vtrStates} state={row.status} />,
    text: (row) => row.status,
  },
]
const filters: Filter[] = [{ id: 'kind', label: w.kind, options: optionsOf('vtr.kind') }]

export default function VtrList() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="vtr"
      subject="vtr"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/training/vtr', { query })}
      rowName={(row) => row.title}
      rowLink={(row) => `/training/records/${row.id}`}
      actions={
        can('listTrainingSigningKeys') ? (
          <Button variant="default" onClick={() => void go('/training/keys')}>
            {t.keys.title}
          </Button>
        ) : null
      }
    />
  )
}
