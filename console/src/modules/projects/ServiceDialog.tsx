import { Modal, Select, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { post } from '#api/client.ts'
import type { Service } from '#api/types.ts'
import { AirportField } from '#ui/form/AirportField.tsx'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.service

export function ServiceDialog({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const record = useRecordForm({
    initial: { name: '', kind: 'survey' as Service['kind'], aircraftType: '', base: '' },
    send: ({ name, kind, aircraftType, base }) =>
      post('/api/projects/{id}/services', {
        path: { id: projectId },
        body: {
          name: name.trim(),
          kind,
          ...(aircraftType.trim() ? { aircraftType: aircraftType.trim().toUpperCase() } : {}),
          ...(base.trim() ? { base: base.trim() } : {}),
        },
      }),
    done: (service) => w.created(service.name),
    changes: ['service', 'project'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.create} onCancel={onClose}>
        <TextInput label={w.name} data-autofocus {...form.getInputProps('name')} />
        <Select
          label={w.kind}
          allowDeselect={false}
          data={optionsOf('service.kind')}
          {...form.getInputProps('kind')}
        />
        <FieldRow>
          <TextInput label={w.aircraftType} {...form.getInputProps('aircraftType')} />
          <AirportField size="sm" label={w.base} {...form.getInputProps('base')} />
        </FieldRow>
      </Form>
    </Modal>
  )
}
