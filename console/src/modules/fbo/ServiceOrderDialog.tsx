import { Autocomplete, Modal, Select, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import type { ServiceOrder } from '#api/types.ts'
import { useCan } from '#shell/session.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { showDone } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { parseQuantity } from './money.ts'
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
  const queryClient = useQueryClient()
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
    validate: {
      item: required(w.item),
      quantity: (text) => (parseQuantity(text) === null ? w.badNumber : null),
    },
    send: async ({ item, quantity, unit, ...party }) => {
      const saved = await post('/api/v1/fbo/service-orders', {
        body: {
          item: item.trim(),
          unit,
          quantity: parseQuantity(quantity) ?? 1,
          ...(movement ? { movementId: movement.id } : {}),
          ...(bookingId ? { bookingId } : {}),
          ...partyOf(party),
        },
      })
      showDone(w.created)
      await Promise.all(
        ['service_order', 'movement'].map((subject) =>
          queryClient.invalidateQueries({ queryKey: [subject] }),
        ),
      )
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
