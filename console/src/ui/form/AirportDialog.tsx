import { Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { post } from '#api/client.ts'
import type { Airport } from '#api/types.ts'
import { s } from '../../strings.ts'
import { showDone } from '../useAction.ts'
import { FieldRow, Unit } from './FieldGroup.tsx'
import { Form } from './Form.tsx'
import { required, useRecordForm } from './useRecordForm.ts'

const w = s.airport
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']
const degrees = (most: number, message: string) => (text: string) => {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && Math.abs(value) <= most ? null : message
}
/** Four characters are an ICAO code; a shorter or longer code is a local one. */
const codeField = (code: string) => (/^[A-Z]{4}$/.test(code) ? { icao: code } : { localCode: code })

type Props = { code: string; onClose: () => void; onSaved: (airport: Airport) => void }

/** Adds an airport that neither Apron nor the workspace knows. */
export default function AirportDialog({ code, onClose, onSaved }: Props) {
  const queryClient = useQueryClient()
  const record = useRecordForm({
    initial: { code, name: '', country: '', latitude: '', longitude: '' },
    validate: {
      code: required(w.code),
      name: required(w.name),
      country: (text) => (/^[A-Za-z]{2}$/.test(text.trim()) ? null : w.badCountry),
      latitude: degrees(90, w.badLatitude),
      longitude: degrees(180, w.badLongitude),
    },
    send: async (values) => {
      const number = (text: string) => Number(text.trim().replace(',', '.'))
      const airport = await post('/api/v1/ops/airports', {
        body: {
          ...codeField(values.code.trim().toUpperCase()),
          name: values.name.trim(),
          country: values.country.trim().toUpperCase(),
          latitude: number(values.latitude),
          longitude: number(values.longitude),
        },
      })
      showDone(w.created(values.code))
      await queryClient.invalidateQueries({ queryKey: ['airport'] })
      onSaved(airport)
      onClose()
    },
  })
  const { form } = record
  // Stop the submit event here. It would also submit the form that opened this dialog.
  return (
    <div onSubmit={(event) => event.stopPropagation()}>
      <Modal opened onClose={onClose} title={w.title} closeButtonProps={{ 'aria-label': s.close }}>
        <Form record={record} submitLabel={w.create} onCancel={onClose}>
          <TextInput
            label={w.code}
            description={w.codeHint}
            inputWrapperOrder={below}
            {...form.getInputProps('code')}
          />
          <TextInput label={w.name} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label={w.country}
            description={w.countryHint}
            inputWrapperOrder={below}
            {...form.getInputProps('country')}
          />
          <FieldRow>
            <TextInput
              label={w.latitude}
              inputMode="decimal"
              rightSection={<Unit>{w.degrees}</Unit>}
              {...form.getInputProps('latitude')}
            />
            <TextInput
              label={w.longitude}
              inputMode="decimal"
              rightSection={<Unit>{w.degrees}</Unit>}
              {...form.getInputProps('longitude')}
            />
          </FieldRow>
        </Form>
      </Modal>
    </div>
  )
}
