import { Modal, Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { post } from '#api/client.ts'
import type { FuelOrder } from '#api/types.ts'
import { FieldRow, Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { formatNumber } from '#ui/region.ts'
import { showDone } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { parseQuantity } from './money.ts'
import { o } from './orderStrings.ts'
import { fuelName, fuelUnitOptions } from './orderWords.tsx'

const w = o.deliver
const densityError = (text: string) => {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() === '' || (value >= 0.5 && value <= 1.2) ? null : w.badDensity
}

/** Records the measured uplift. After that, the order is final. */
export function DeliverDialog({ order, onClose }: { order: FuelOrder; onClose: () => void }) {
  const queryClient = useQueryClient()
  const record = useRecordForm({
    initial: {
      quantity: order.quantity === null ? '' : String(order.quantity),
      unit: order.unit,
      densityKgPerL: order.densityKgPerL === null ? '' : String(order.densityKgPerL),
      ticketNumber: '',
    },
    validate: {
      quantity: (text) => (parseQuantity(text) === null ? o.form.badNumber : null),
      densityKgPerL: densityError,
    },
    send: async ({ quantity, unit, densityKgPerL, ticketNumber }) => {
      const done = await post('/api/v1/fbo/fuel-orders/{id}/deliver', {
        path: { id: order.id },
        version: order.version,
        body: {
          quantity: parseQuantity(quantity) ?? 0,
          unit,
          ...(densityKgPerL.trim() ? { densityKgPerL: Number(densityKgPerL.trim().replace(',', '.')) } : {}),
          ...(ticketNumber.trim() ? { ticketNumber: ticketNumber.trim() } : {}),
        },
      })
      showDone(w.done(formatNumber(done.upliftKg ?? 0)))
      await Promise.all(
        ['fuel_order', 'movement', 'timeline'].map((subject) =>
          queryClient.invalidateQueries({ queryKey: [subject] }),
        ),
      )
      onClose()
    },
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
