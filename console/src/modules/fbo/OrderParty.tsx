import { Textarea, TextInput } from '@mantine/core'
import { useCan } from '#api/session.ts'
import { RecordField } from '#ui/form/RecordField.tsx'
import { o } from './orderStrings.ts'

const w = o.form
type Party = { tailNumber: string; customerId: string | null; notes: string }

export const noParty = (tailNumber?: string | null): Party => ({
  tailNumber: tailNumber ?? '',
  customerId: null,
  notes: '',
})

/** The fields of the ordering party, as the API expects them. */
export const partyOf = ({ tailNumber, customerId, notes }: Party) => ({
  ...(tailNumber.trim() ? { tailNumber: tailNumber.trim() } : {}),
  ...(customerId ? { customerId } : {}),
  ...(notes.trim() ? { notes: notes.trim() } : {}),
})

/** The fields for the customer and tail of an order. */
export function OrderParty({ form }: { form: { getInputProps: (field: keyof Party) => object } }) {
  const can = useCan()
  return (
    <>
      <TextInput label={w.tail} autoCapitalize="characters" {...form.getInputProps('tailNumber')} />
      {can('listFboCustomers') ? (
        <RecordField
          kind="fbo_customer"
          label={w.customer}
          description={w.customerHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          clearable
          {...form.getInputProps('customerId')}
        />
      ) : null}
      <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
    </>
  )
}
