import { Modal, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { s } from '../../strings.ts'
import { type Item, useChecklist } from './Checklist.tsx'
import { t } from './strings.ts'

const w = t.page
type Trip = RecordOf<'trip'>

/** Confirms what only people can check, waives what may be waived, and releases the trip. */
export function ReleaseDialog({ trip, onClose }: { trip: Trip; onClose: () => void }) {
  const checklist = useChecklist(trip)
  return (
    <Modal
      opened
      onClose={onClose}
      title={moveLabel('trip', 'release')}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Loaded query={checklist}>
        {({ items }) => <ReleaseForm trip={trip} items={items} onClose={onClose} />}
      </Loaded>
    </Modal>
  )
}

type Props = { trip: Trip; items: readonly Item[]; onClose: () => void }

function ReleaseForm({ trip, items, onClose }: Props) {
  const manual = items.filter(({ kind }) => kind === 'manual')
  const red = items.filter(
    ({ kind, state, isWaivable }) => kind === 'automatic' && state === 'red' && isWaivable,
  )
  const record = useRecordForm({
    initial: {
      done: manual.map(() => false),
      reasons: red.map(() => ''),
    },
    send: ({ done, reasons }) =>
      post('/api/v1/ops/trips/{id}/release', {
        path: { id: trip.id },
        body: {
          confirmed: manual.filter((_, index) => done[index]).map(({ key }) => key),
          waivers: red.flatMap(({ key }, index) => {
            const reason = reasons[index]?.trim() ?? ''
            return reason === '' ? [] : [{ key, reason }]
          }),
        },
      }),
    done: (saved) => w.moved(saved.number, labelOf('trip.status', saved.status).toLowerCase()),
    changes: ['trip'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Form record={record} submitLabel={moveLabel('trip', 'release')} onCancel={onClose}>
      {manual.map(({ key, title }, index) => (
        <Checkbox key={key} label={title} {...form.getInputProps(`done.${index}`, { type: 'checkbox' })} />
      ))}
      {red.map(({ key, title, reason }, index) => (
        <TextInput
          key={key}
          label={`${w.waive}: ${title}`}
          description={reason}
          {...form.getInputProps(`reasons.${index}`)}
        />
      ))}
    </Form>
  )
}
