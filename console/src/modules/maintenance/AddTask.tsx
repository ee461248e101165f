import { Modal, Select, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Form } from '#ui/form/Form.tsx'
import { type Option, RecordSelect } from '#ui/form/RecordSelect.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { t } from './squawkStrings.ts'

const w = t.order
type Order = RecordOf<'work_order'>
type Source = Order['tasks'][number]['source']
type Find = (order: Order, search: string) => Promise<Option[]>

const page_size = 30
const searched = (search: string) => (search ? { search } : {})
/** The records of the aircraft that a task may come from. */
const finders: Record<
  Exclude<Source, 'free'>,
  { subject: Parameters<typeof RecordSelect>[0]['subject']; find: Find }
> = {
  item: {
    subject: 'maintenance_item',
    find: async ({ aircraftRegistration: aircraft }, search) => {
      const { items } = await get('/api/v1/maintenance/items', {
        query: { aircraft, page_size, ...searched(search) },
      })
      return items.map(({ id, title }) => ({ value: id, label: title }))
    },
  },
  squawk: {
    subject: 'squawk',
    find: async ({ aircraftRegistration: aircraft }, search) => {
      const { items } = await get('/api/v1/maintenance/squawks', {
        query: { aircraft, open: true, page_size, ...searched(search) },
      })
      return items.map(({ id, number, title }) => ({ value: id, label: `${number} ${title}` }))
    },
  },
  directive: {
    subject: 'directive',
    find: async (_order, search) => {
      const { items } = await get('/api/v1/maintenance/directives', {
        query: { page_size, ...searched(search) },
      })
      return items.map(({ id, authority, number, title }) => ({
        value: id,
        label: `${authority} ${number} ${title}`,
      }))
    },
  },
  component: {
    subject: 'component',
    find: async (_order, search) => {
      const { items } = await get('/api/v1/maintenance/components', {
        query: { page_size, ...searched(search) },
      })
      return items.map(({ id, partNumber, serialNumber, installation }) => ({
        value: id,
        label: [partNumber, serialNumber, installation && `(${installation.aircraftRegistration})`]
          .filter(Boolean)
          .join(' '),
      }))
    },
  },
}

/** Adds a task from a due item, squawk, directive or component, or one of its own. */
export function AddTask({ order, onClose }: { order: Order; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      source: 'free' as Source,
      sourceId: '',
      title: '',
      referenceData: '',
      isRequiredInspection: false,
      componentWork: 'inspection',
      componentPosition: '',
    },
    send: ({
      source,
      sourceId,
      title,
      referenceData,
      isRequiredInspection,
      componentWork,
      componentPosition,
    }) =>
      post('/api/v1/maintenance/work-orders/{id}/tasks', {
        path: { id: order.id },
        body: {
          source,
          isRequiredInspection,
          ...(sourceId ? { sourceId } : {}),
          ...(title.trim() ? { title: title.trim() } : {}),
          ...(referenceData.trim() ? { referenceData: referenceData.trim() } : {}),
          ...(source === 'component' ? { componentWork: componentWork as 'inspection' } : {}),
          ...(componentWork === 'installation' && source === 'component'
            ? { componentPosition: componentPosition.trim() }
            : {}),
        },
      }),
    done: w.moved,
    changes: ['work_order'],
    onDone: onClose,
  })
  const { form } = record
  const { source, componentWork } = form.values
  return (
    <Modal opened onClose={onClose} title={w.addTask} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.addTask} onCancel={onClose}>
        <Select
          label={w.source}
          data={optionsOf('WorkOrderTask.source')}
          allowDeselect={false}
          {...form.getInputProps('source')}
          onChange={(value) => form.setValues({ source: value as Source, sourceId: '' })}
        />
        {source === 'free' ? null : (
          <RecordSelect
            key={source}
            label={w.sourceLabel[source]}
            subject={finders[source].subject}
            find={(search) => finders[source].find(order, search)}
            byId={async (id) => ({ value: id, label: id })}
            {...form.getInputProps('sourceId')}
          />
        )}
        {source === 'component' ? (
          <Select
            label={w.componentWork}
            data={optionsOf('WorkOrderTask.componentWork')}
            allowDeselect={false}
            {...form.getInputProps('componentWork')}
          />
        ) : null}
        {source === 'component' && componentWork === 'installation' ? (
          <TextInput
            label={w.position}
            description={w.positionHint}
            {...form.getInputProps('componentPosition')}
          />
        ) : null}
        <TextInput
          label={w.taskTitle}
          description={source === 'free' ? undefined : w.taskTitleHint}
          {...form.getInputProps('title')}
        />
        <TextInput label={w.reference} {...form.getInputProps('referenceData')} />
        <Checkbox
          label={w.inspection}
          {...form.getInputProps('isRequiredInspection', { type: 'checkbox' })}
        />
      </Form>
    </Modal>
  )
}
