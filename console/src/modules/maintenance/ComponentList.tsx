import { Button } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { ComponentMove } from './ComponentMove.tsx'
import { componentFields, t as w } from './componentWords.ts'

type Component = RecordOf<'component'>

const whereOf = ({ installation }: Component) =>
  installation ? `${installation.aircraftRegistration}, ${installation.position}` : ''

const columns: Column<Component>[] = [
  {
    id: 'part',
    header: w.part,
    sort: 'partNumber',
    cell: (row) => row.partNumber,
    text: (row) => row.partNumber,
  },
  { id: 'serial', header: w.serial, cell: (row) => row.serialNumber, text: (row) => row.serialNumber },
  {
    id: 'kind',
    header: w.kind,
    cell: (row) => labelOf('component.kind', row.kind),
    text: (row) => row.kind,
    isWide: true,
  },
  {
    id: 'where',
    header: w.where,
    cell: (row) =>
      row.installation ? (
        <AppLink to={`/aircraft/${row.installation.aircraftId}`}>{whereOf(row)}</AppLink>
      ) : null,
    text: whereOf,
  },
]
const filters: Filter[] = [
  { id: 'kind', label: w.kind, options: optionsOf('component.kind') },
  { id: 'aircraft', label: w.aircraft, kind: 'text' },
]

/** Parts with times of their own, and where each is installed. */
export default function ComponentList() {
  const can = useCan()
  const [chosen, setChosen] = useState<Component | null>(null)
  return (
    <>
      <RecordList<Component>
        id="components"
        subject="component"
        words={w}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/maintenance/components', { query })}
        rowName={(row) => row.partNumber}
        rowLink={(row) => `/maintenance/components/${row.id}`}
        rowActions={(row) =>
          can('installComponent') ? (
            <Button size="compact-sm" variant="default" onClick={() => setChosen(row)}>
              {row.installation ? w.remove : w.install}
            </Button>
          ) : null
        }
        create={
          can('createComponent') && {
            dialog: (onClose) => (
              <FieldDialog
                write="POST /api/v1/maintenance/components"
                title={w.create}
                submitLabel={w.create}
                done={w.created}
                changes={['component']}
                fields={componentFields}
                onClose={onClose}
              />
            ),
          }
        }
      />
      {chosen ? <ComponentMove component={chosen} onClose={() => setChosen(null)} /> : null}
    </>
  )
}
