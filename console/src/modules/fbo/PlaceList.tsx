import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get, patch, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { FboUnit } from '#api/types.ts'
import { FieldRow, Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { s } from '../../strings.ts'
import { b } from './bookingStrings.ts'
import { placeStates } from './kind.ts'

const w = b.units
const limits = [
  ['maxWingspanFt', w.maxWingspan],
  ['maxLengthFt', w.maxLength],
  ['maxHeightFt', w.maxHeight],
] as const
const columns: Column<FboUnit>[] = [
  { id: 'name', header: w.name, sort: 'name', cell: (unit) => unit.name, text: (unit) => unit.name },
  {
    id: 'kind',
    header: w.kind,
    cell: (unit) => labelOf('fbo_unit.kind', unit.kind),
    text: (unit) => unit.kind,
  },
  ...limits.map(
    ([field, header]): Column<FboUnit> => ({
      id: field,
      header,
      unit: b.form.ft,
      isNumeric: true,
      isWide: true,
      cell: (unit) => unit[field],
      text: (unit) => unit[field],
    }),
  ),
  {
    id: 'status',
    header: w.status,
    cell: (unit) => <StateBadge of={placeStates} state={unit.status} />,
    text: (unit) => unit.status,
  },
]

/** The hangar bays, tie-downs and ramp spots that can be booked. */
export default function PlaceList() {
  const can = useCan()
  const [editing, setEditing] = useState<FboUnit | 'new' | null>(null)
  return (
    <>
      <RecordList
        id="fbo-units"
        subject="fbo_unit"
        words={{ ...w, empty: b.list.noUnits, emptyHint: b.list.noUnitsHint }}
        back={{ to: '/fbo/bookings', label: b.list.title }}
        columns={columns}
        load={(query) => get('/api/v1/fbo/units', { query })}
        rowName={(unit) => unit.name}
        create={can('createFboUnit') && { open: () => setEditing('new') }}
        {...(can('updateFboUnit') ? { onOpen: setEditing, onEdit: setEditing } : {})}
      />
      {editing ? (
        <PlaceDialog unit={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      ) : null}
    </>
  )
}

function PlaceDialog({ unit, onClose }: { unit: FboUnit | null; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      name: unit?.name ?? '',
      kind: unit?.kind ?? ('hangar' as FboUnit['kind']),
      maxWingspanFt: unit?.maxWingspanFt ? String(unit.maxWingspanFt) : '',
      maxLengthFt: unit?.maxLengthFt ? String(unit.maxLengthFt) : '',
      maxHeightFt: unit?.maxHeightFt ? String(unit.maxHeightFt) : '',
      status: unit?.status ?? ('active' as FboUnit['status']),
      notes: unit?.notes ?? '',
    },
    send: ({ name, kind, status, notes, ...sizes }) => {
      const body = {
        name: name.trim(),
        kind,
        status,
        notes: notes.trim() || null,
        maxWingspanFt: numberOf(sizes.maxWingspanFt),
        maxLengthFt: numberOf(sizes.maxLengthFt),
        maxHeightFt: numberOf(sizes.maxHeightFt),
      }
      return unit
        ? patch('/api/v1/fbo/units/{id}', { path: { id: unit.id }, body, version: unit.version })
        : post('/api/v1/fbo/units', { body })
    },
    done: (saved) => w.saved(saved.name),
    changes: ['fbo_unit'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal
      opened
      onClose={onClose}
      title={unit ? w.edit : w.create}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={unit ? w.save : w.submit} onCancel={onClose}>
        <TextInput label={w.name} data-autofocus {...form.getInputProps('name')} />
        <FieldRow>
          <Select
            label={w.kind}
            data={optionsOf('fbo_unit.kind')}
            allowDeselect={false}
            {...form.getInputProps('kind')}
          />
          <Select
            label={w.status}
            data={optionsOf('fbo_unit.status')}
            allowDeselect={false}
            {...form.getInputProps('status')}
          />
        </FieldRow>
        <FieldRow>
          {limits.map(([field, label]) => (
            <TextInput
              key={field}
              label={label}
              inputMode="decimal"
              rightSection={<Unit>{b.form.ft}</Unit>}
              {...form.getInputProps(field)}
            />
          ))}
        </FieldRow>
        <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
      </Form>
    </Modal>
  )
}
