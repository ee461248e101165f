import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { SafetyChange } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { changeStates } from '../kind.ts'
import { t } from './strings.ts'

const w = t.changes
const kinds = optionsOf('safety_change.kind')

const columns: Column<SafetyChange>[] = [
  {
    id: 'title',
    header: w.name,
    cell: (change) => <AppLink to={`/safety/changes/${change.id}`}>{change.title}</AppLink>,
    text: (change) => change.title,
  },
  {
    id: 'kind',
    header: w.kind,
    isWide: true,
    cell: (change) => labelOf('safety_change.kind', change.kind),
    text: (change) => change.kind,
  },
  {
    id: 'hazards',
    header: w.hazards,
    isNumeric: true,
    isWide: true,
    cell: (change) => change.hazards.length,
    text: (change) => change.hazards.length,
  },
  {
    id: 'planned',
    header: w.planned,
    isWide: true,
    cell: (change) => <DateOf on={change.plannedOn} />,
    text: (change) => change.plannedOn,
  },
  {
    id: 'status',
    header: w.status,
    cell: (change) => <StateBadge of={changeStates} state={change.status} />,
    text: (change) => change.status,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('safety_change.status'),
  },
  { id: 'kind', label: w.kind, options: kinds },
]

export default function Changes() {
  const can = useCan()
  return (
    <RecordList
      id="safety-changes"
      subject="safety_change"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/safety/changes', { query })}
      rowName={(change) => change.title}
      rowLink={(change) => `/safety/changes/${change.id}`}
      create={
        can('createSafetyChange') && {
          dialog: (onClose) => (
            <FieldDialog
              title={w.create}
              submitLabel={w.create}
              done={w.saved}
              changes={['safety_change']}
              write="POST /api/v1/safety/changes"
              fields={[
                { name: 'title', label: w.name },
                { name: 'kind', label: w.kind },
                { name: 'description', label: w.description },
                { name: 'owner', label: w.owner },
                { name: 'plannedOn', label: w.planned },
                { name: 'reviewOn', label: w.review },
              ]}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}
