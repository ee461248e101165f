import { Autocomplete, Modal, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { ServiceOrder } from '#api/types.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { noParty, OrderParty, partyOf } from './OrderParty.tsx'
import { o } from './orderStrings.ts'
import { products, serviceUnitOptions } from './orderWords.tsx'

const w = o.form
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']
type Props = {
  movement?: { id: string; tailNumber: string | null }
  bookingId?: string
  onClose: () => void
  onSaved?: (order: ServiceOrder) => void
}

/** Orders a service for a movement, a booking or a tail number. */
export function ServiceOrderDialog({ movement, bookingId, onClose, onSaved }: Props) {
  const can = useCan()
  const rates = useQuery({
    queryKey: ['fbo_rate', 'items'],
    queryFn: () => get('/api/v1/fbo/rates', { query: { page_size: 100 } }),
    enabled: can('listFboRates'),
  })
  const items = [...new Set((rates.data?.items ?? []).map((rate) => rate.item))].filter(
    (item) => !(products as readonly string[]).includes(item),
  )
  const record = useRecordForm({
    initial: {
      item: '',
      quantity: '1',
      unit: 'each' as ServiceOrder['unit'],
      ...noParty(movement?.tailNumber),
    },
    send: ({ item, quantity, unit, ...party }) =>
      post('/api/v1/fbo/service-orders', {
        body: {
          item: item.trim(),
          unit,
          quantity: numberOf(quantity) as number,
          ...(movement ? { movementId: movement.id } : {}),
          ...(bookingId ? { bookingId } : {}),
          ...partyOf(party),
        },
      }),
    done: w.created,
    changes: ['service_order', 'movement'],
    onDone: (saved) => {
      onClose()
      onSaved?.(saved)
    },
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.serviceTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.createService} onCancel={onClose}>
        <Autocomplete
          label={w.item}
          data={items}
          description={w.itemHint}
          inputWrapperOrder={below}
          data-autofocus
          {...form.getInputProps('item')}
          onChange={(item) => {
            const rate = rates.data?.items.find((priced) => priced.item === item)
            form.setFieldValue('item', item)
            if (rate && serviceUnitOptions.some(({ value }) => value === rate.unit))
              form.setFieldValue('unit', rate.unit as ServiceOrder['unit'])
          }}
        />
        <FieldRow>
          <TextInput label={w.quantity} inputMode="decimal" {...form.getInputProps('quantity')} />
          <Select
            label={w.unit}
            data={serviceUnitOptions}
            allowDeselect={false}
            {...form.getInputProps('unit')}
          />
        </FieldRow>
        <OrderParty form={form} />
      </Form>
    </Modal>
  )
}
