import { Button } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { t } from './directiveStrings.ts'

type Directive = RecordOf<'directive'>

const w = t.list

const columns: Column<Directive>[] = [
  {
    id: 'number',
    header: w.number,
    cell: (row) => `${row.authority} ${row.number}`,
    text: (row) => `${row.authority} ${row.number}`,
  },
  { id: 'title', header: w.name, cell: (row) => row.title, text: (row) => row.title },
  {
    id: 'kind',
    header: w.kind,
    isWide: true,
    cell: (row) => labelOf('directive.kind', row.kind),
    text: (row) => row.kind,
  },
  {
    id: 'effective',
    header: w.effective,
    sort: 'effectiveOn',
    isWide: true,
    cell: (row) => <DateOf on={row.effectiveOn} />,
    text: (row) => row.effectiveOn,
  },
  { id: 'open', header: w.open, isNumeric: true, cell: (row) => row.openCount, text: (row) => row.openCount },
]
const filters: Filter[] = [{ id: 'kind', label: w.kind, options: optionsOf('directive.kind') }]

/** Directives, and on how many aircraft and components each is open. */
export default function DirectiveList() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList<Directive>
      id="directives"
      subject="directive"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/maintenance/directives', { query })}
      rowName={(row) => row.number}
      rowLink={(row) => `/maintenance/directives/${row.id}`}
      actions={
        <Button variant="default" onClick={() => void go('/maintenance/directives/matrix')}>
          {w.matrix}
        </Button>
      }
      create={
        can('createDirective') && {
          dialog: (onClose) => (
            <FieldDialog
              write="POST /api/v1/maintenance/directives"
              title={w.create}
              submitLabel={w.create}
              done={w.created}
              changes={['directive']}
              fields={[
                { name: 'kind', label: w.kind },
                { name: 'authority', label: w.authority },
                { name: 'number', label: w.number },
                { name: 'title', label: w.name },
                { name: 'effectiveOn', label: w.effective },
              ]}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}
