import { Modal, Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { showDone } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { isCurrency, parseRate } from './money.ts'
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
  const queryClient = useQueryClient()
  const record = useRecordForm({
    initial: { unit: unit as string, unitRateMinor: '', currency: 'USD' },
    validate: {
      unitRateMinor: (text) => (parseRate(text, 'USD') === null ? w.badRate : null),
      currency: (text) => (isCurrency(text) ? null : w.badCurrency),
    },
    send: async (values) => {
      const currency = values.currency.trim().toUpperCase()
      const rate = parseRate(values.unitRateMinor, currency)
      if (!rate) return
      await send({
        unit: values.unit as Unit,
        unitRateMinor: rate.priceMinor,
        perQuantity: rate.perQuantity,
        currency,
      })
      showDone(w.done)
      await Promise.all(
        ['fuel_order', 'service_order', 'timeline'].map((subject) =>
          queryClient.invalidateQueries({ queryKey: [subject] }),
        ),
      )
      onClose()
    },
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
