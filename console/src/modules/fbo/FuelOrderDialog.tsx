import { Modal, Select, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import type { FuelOrder } from '#api/types.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { noParty, OrderParty, partyOf } from './OrderParty.tsx'
import { o } from './orderStrings.ts'
import { fuelUnitOptions, products } from './orderWords.tsx'

const w = o.form
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']
type Props = {
  movement?: { id: string; tailNumber: string | null }
  onClose: () => void
  onSaved?: (order: FuelOrder) => void
}

/** Orders fuel for a movement or a tail number. */
export function FuelOrderDialog({ movement, onClose, onSaved }: Props) {
  const record = useRecordForm({
    initial: {
      product: 'Jet A' as FuelOrder['product'],
      quantity: '',
      unit: 'us_gal' as FuelOrder['unit'],
      ...noParty(movement?.tailNumber),
    },
    send: ({ product, quantity, unit, ...party }) =>
      post('/api/v1/fbo/fuel-orders', {
        body: {
          product,
          unit,
          quantity: numberOf(quantity),
          ...(movement ? { movementId: movement.id } : {}),
          ...partyOf(party),
        },
      }),
    done: w.created,
    changes: ['fuel_order', 'movement'],
    onDone: (saved) => {
      onClose()
      onSaved?.(saved)
    },
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.fuelTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.createFuel} onCancel={onClose}>
        <Select
          label={w.product}
          data={[...products]}
          allowDeselect={false}
          data-autofocus
          {...form.getInputProps('product')}
        />
        <FieldRow>
          <TextInput
            label={w.quantity}
            inputMode="decimal"
            description={w.quantityHint}
            inputWrapperOrder={below}
            {...form.getInputProps('quantity')}
          />
          <Select
            label={w.unit}
            data={fuelUnitOptions}
            allowDeselect={false}
            {...form.getInputProps('unit')}
          />
        </FieldRow>
        <OrderParty form={form} />
      </Form>
    </Modal>
  )
}
