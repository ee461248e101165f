import { Autocomplete, Modal, Select, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import type { FboRate } from '#api/types.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { parseRate } from '#ui/money.ts'
import { s } from '../../strings.ts'
import { fuelUnitOptions, products, serviceUnitOptions } from './orderWords.tsx'
import { d } from './tradeStrings.ts'

const w = d.rates
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

/** Sets the price of an item from a date. */
export function RateDialog({ today, onClose }: { today: string; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      item: '',
      contractId: null as string | null,
      priceMinor: '',
      currency: 'USD',
      unit: 'us_gal' as FboRate['unit'],
      validFrom: today,
      validTo: '',
    },
    validate: {
      priceMinor: (text) => (parseRate(text, 'USD') === null ? w.badPrice : null),
    },
    send: ({ item, contractId, priceMinor, currency, unit, validFrom, validTo }) => {
      const code = currency.trim().toUpperCase()
      const rate = parseRate(priceMinor, code)
      if (!rate) throw new Error(w.badPrice)
      return post('/api/v1/fbo/rates', {
        body: {
          item: item.trim(),
          contractId,
          ...rate,
          currency: code,
          unit,
          validFrom,
          validTo: validTo || null,
        },
      })
    },
    done: (saved) => w.created(saved.item),
    changes: ['fbo_rate'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.create} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <Autocomplete
          label={w.item}
          data={[...products]}
          description={w.itemHint}
          inputWrapperOrder={below}
          data-autofocus
          {...form.getInputProps('item')}
        />
        <RecordField
          kind="fbo_contract"
          label={w.list}
          placeholder={w.retail}
          clearable
          {...form.getInputProps('contractId')}
        />
        <FieldRow>
          <TextInput label={w.price} inputMode="decimal" {...form.getInputProps('priceMinor')} />
          <TextInput
            label={w.currency}
            maxLength={3}
            autoCapitalize="characters"
            {...form.getInputProps('currency')}
          />
          <Select
            label={w.unit}
            data={[...fuelUnitOptions, ...serviceUnitOptions]}
            allowDeselect={false}
            {...form.getInputProps('unit')}
          />
        </FieldRow>
        <FieldRow>
          <TextInput label={w.from} type="date" {...form.getInputProps('validFrom')} />
          <TextInput
            label={w.to}
            type="date"
            description={w.toHint}
            inputWrapperOrder={below}
            {...form.getInputProps('validTo')}
          />
        </FieldRow>
      </Form>
    </Modal>
  )
}
