import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { resourceStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.resources
type Bookable = RecordOf<'planning_resource'>

const columns: Column<Bookable>[] = [
  { id: 'name', header: w.name, sort: 'name', cell: ({ name }) => name, text: ({ name }) => name },
  {
    id: 'kind',
    header: w.kind,
    cell: ({ kind }) => labelOf('planning_resource.kind', kind),
    text: ({ kind }) => kind,
  },
  {
    id: 'capacity',
    header: w.capacity,
    isNumeric: true,
    cell: ({ capacity }) => capacity,
    text: ({ capacity }) => capacity,
  },
  {
    id: 'turnaround',
    header: w.turnaround,
    isNumeric: true,
    isWide: true,
    cell: ({ turnaroundMinutes }) => turnaroundMinutes,
    text: ({ turnaroundMinutes }) => turnaroundMinutes,
  },
  {
    id: 'status',
    header: w.status,
    cell: ({ status }) => <StateBadge of={resourceStates} state={status} />,
    text: ({ status }) => status,
  },
]
const filters: Filter[] = [
  { id: 'kind', label: w.kind, options: optionsOf('planning_resource.kind') },
  { id: 'status', label: w.status, options: optionsOf('planning_resource.status') },
]

/** The rooms, simulators and other things that can be booked. */
export default function ResourceList() {
  const can = useCan()
  const [editing, setEditing] = useState<Bookable | null>(null)
  return (
    <>
      <RecordList
        id="planning-resources"
        subject="planning_resource"
        words={w}
        back={{ to: '/schedule', label: w.back }}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/planning/resources', { query })}
        rowName={({ name }) => name}
        create={
          can('createPlanningResource') && {
            dialog: (onClose) => (
              <FieldDialog
                write="POST /api/v1/planning/resources"
                title={w.create}
                submitLabel={w.submit}
                done={w.created}
                changes={['planning_resource']}
                fields={[
                  { name: 'name', label: w.name },
                  { name: 'kind', label: w.kind },
                  { name: 'capacity', label: w.capacity, initial: '1' },
                  { name: 'turnaroundMinutes', label: w.turnaround, initial: '0' },
                ]}
                onClose={onClose}
              />
            ),
          }
        }
        {...(can('updatePlanningResource') ? { onOpen: setEditing, onEdit: setEditing } : {})}
      />
      {editing ? (
        <FieldDialog
          write="PATCH /api/v1/planning/resources/{id}"
          path={{ id: editing.id }}
          record={editing}
          title={w.edit}
          submitLabel={w.save}
          done={w.saved}
          changes={['planning_resource']}
          fields={[
            { name: 'name', label: w.name },
            { name: 'kind', label: w.kind },
            { name: 'capacity', label: w.capacity },
            { name: 'turnaroundMinutes', label: w.turnaround },
            { name: 'status', label: w.status },
          ]}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </>
  )
}
