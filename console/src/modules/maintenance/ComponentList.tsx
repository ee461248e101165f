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

type Component = RecordOf<'component'>

const w = {
  title: 'Components',
  hint: 'Engines, propellers and other parts with times of their own.',
  create: 'Add component',
  created: 'Component added',
  empty: 'No components yet',
  emptyHint: 'Add the engine and the propeller, then install them on their aircraft.',
  part: 'Part number',
  serial: 'Serial number',
  kind: 'Kind',
  manufacturer: 'Manufacturer',
  overhaul: 'Overhaul',
  life: 'Life limit',
  where: 'Installed on',
  aircraft: 'Aircraft',
  position: 'Position',
  tsn: 'Time since new',
  tso: 'Time since overhaul',
  install: 'Install component',
  installed: 'Component installed',
  remove: 'Remove component',
  removed: 'Component removed',
  reason: 'Reason',
}
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
  const close = () => setChosen(null)
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
                fields={[
                  { name: 'kind', label: w.kind },
                  { name: 'partNumber', label: w.part },
                  { name: 'serialNumber', label: w.serial },
                  { name: 'manufacturer', label: w.manufacturer },
                  { name: 'overhaulHundredths', label: w.overhaul },
                  { name: 'lifeLimitHundredths', label: w.life },
                ]}
                onClose={onClose}
              />
            ),
          }
        }
      />
      {chosen && !chosen.installation ? (
        <FieldDialog
          write="POST /api/v1/maintenance/components/{id}/install"
          path={{ id: chosen.id }}
          title={w.install}
          submitLabel={w.install}
          done={w.installed}
          changes={['component']}
          fields={[
            { name: 'aircraftId', label: w.aircraft },
            { name: 'position', label: w.position },
            { name: 'tsnAtInstallHundredths', label: w.tsn },
            { name: 'tsoAtInstallHundredths', label: w.tso },
          ]}
          onClose={close}
        />
      ) : null}
      {chosen?.installation ? (
        <FieldDialog
          write="POST /api/v1/maintenance/components/{id}/remove"
          path={{ id: chosen.id }}
          title={w.remove}
          submitLabel={w.remove}
          done={w.removed}
          changes={['component']}
          fields={[{ name: 'removalReason', label: w.reason }]}
          onClose={close}
        />
      ) : null}
    </>
  )
}
