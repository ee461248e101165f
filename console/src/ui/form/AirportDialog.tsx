import { Modal, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import type { Airport } from '#api/types.ts'
import { s } from '../../strings.ts'
import { FieldRow, Unit } from './FieldGroup.tsx'
import { Form } from './Form.tsx'
import { numberOf } from './number.ts'
import { required, useRecordForm } from './useRecordForm.ts'

const w = s.airport
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']
/** Four characters are an ICAO code; a shorter or longer code is a local one. */
const codeField = (code: string) => (/^[A-Z]{4}$/.test(code) ? { icao: code } : { localCode: code })

type Props = { code: string; onClose: () => void; onSaved: (airport: Airport) => void }

/** Adds an airport that neither Apron nor the workspace knows. */
export default function AirportDialog({ code, onClose, onSaved }: Props) {
  const record = useRecordForm({
    initial: { code, name: '', country: '', latitude: '', longitude: '' },
    validate: {
      code: required(w.code),
    },
    send: (values) => {
      return post('/api/v1/ops/airports', {
        body: {
          ...codeField(values.code.trim().toUpperCase()),
          name: values.name.trim(),
          country: values.country.trim().toUpperCase(),
          latitude: numberOf(values.latitude) as number,
          longitude: numberOf(values.longitude) as number,
        },
      })
    },
    done: (_saved, values) => w.created(values.code),
    changes: ['airport'],
    onDone: (airport) => {
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
