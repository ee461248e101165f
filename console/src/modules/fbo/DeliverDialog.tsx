import { Modal, Select, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import type { FuelOrder } from '#api/types.ts'
import { FieldRow, Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { formatNumber } from '#ui/region.ts'
import { s } from '../../strings.ts'
import { o } from './orderStrings.ts'
import { fuelName, fuelUnitOptions } from './orderWords.tsx'

const w = o.deliver

/** Records the measured uplift. After that, the order is final. */
export function DeliverDialog({ order, onClose }: { order: FuelOrder; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      quantity: order.quantity === null ? '' : String(order.quantity),
      unit: order.unit,
      densityKgPerL: order.densityKgPerL === null ? '' : String(order.densityKgPerL),
      ticketNumber: '',
    },
    send: ({ quantity, unit, densityKgPerL, ticketNumber }) =>
      post('/api/v1/fbo/fuel-orders/{id}/deliver', {
        path: { id: order.id },
        version: order.version,
        body: {
          quantity: numberOf(quantity) as number,
          unit,
          densityKgPerL: numberOf(densityKgPerL) ?? undefined,
          ...(ticketNumber.trim() ? { ticketNumber: ticketNumber.trim() } : {}),
        },
      }),
    done: (done) => w.done(formatNumber(done.upliftKg ?? 0)),
    changes: ['fuel_order', 'movement'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal
      opened
      onClose={onClose}
      title={w.title(fuelName(order))}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <FieldRow>
          <TextInput
            label={w.quantity}
            inputMode="decimal"
            data-autofocus
            {...form.getInputProps('quantity')}
          />
          <Select
            label={w.unit}
            data={fuelUnitOptions}
            allowDeselect={false}
            {...form.getInputProps('unit')}
          />
        </FieldRow>
        <TextInput
          label={w.density}
          inputMode="decimal"
          description={w.densityHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          rightSectionWidth={48}
          rightSection={<Unit>{w.densityUnit}</Unit>}
          {...form.getInputProps('densityKgPerL')}
        />
        <TextInput label={w.ticket} {...form.getInputProps('ticketNumber')} />
      </Form>
    </Modal>
  )
}
