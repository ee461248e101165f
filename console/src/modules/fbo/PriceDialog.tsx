import { Modal, Select, TextInput } from '@mantine/core'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { parseRate } from '#ui/money.ts'
import { s } from '../../strings.ts'
import { o } from './orderStrings.ts'

const w = o.pricing
export type TypedPrice<Unit> = { unit: Unit; unitRateMinor: number; perQuantity: number; currency: string }
type Props<Unit extends string> = {
  units: { value: Unit; label: string }[]
  unit: Unit
  send: (price: TypedPrice<Unit>) => Promise<unknown>
  onClose: () => void
}

/** Sets the price of an order that was done while no price was in force. */
export function PriceDialog<Unit extends string>({ units, unit, send, onClose }: Props<Unit>) {
  const record = useRecordForm({
    initial: { unit: unit as string, unitRateMinor: '', currency: 'USD' },
    validate: {
      unitRateMinor: (text) => (parseRate(text, 'USD') === null ? w.badRate : null),
    },
    send: (values) => {
      const currency = values.currency.trim().toUpperCase()
      const rate = parseRate(values.unitRateMinor, currency)
      if (!rate) throw new Error(w.badRate)
      return send({
        unit: values.unit as Unit,
        unitRateMinor: rate.priceMinor,
        perQuantity: rate.perQuantity,
        currency,
      })
    },
    done: w.done,
    changes: ['fuel_order', 'service_order'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <FieldRow>
          <TextInput
            label={w.rate}
            inputMode="decimal"
            data-autofocus
            {...form.getInputProps('unitRateMinor')}
          />
          <TextInput
            label={w.currency}
            maxLength={3}
            autoCapitalize="characters"
            {...form.getInputProps('currency')}
          />
          <Select label={w.unit} data={units} allowDeselect={false} {...form.getInputProps('unit')} />
        </FieldRow>
        <p className="dim">{w.hint}</p>
      </Form>
    </Modal>
  )
}
