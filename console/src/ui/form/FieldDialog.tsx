import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { s, sentence } from '../../strings.ts'
import { Form } from './Form.tsx'
import { required, useRecordForm } from './useRecordForm.ts'

export type FieldSpec = {
  name: string
  label: string
  kind?: 'text' | 'area' | 'date' | 'instant' | 'number' | 'select'
  options?: { value: string; label: string }[]
  isRequired?: boolean
  hint?: string
  initial?: string
}

type Props = {
  title: string
  submitLabel: string
  fields: FieldSpec[]
  done: string
  /** The subject types whose lists and records this changes. */
  changes: string[]
  /** Receives the values. Empty fields are left out on create, and null on update. */
  send: (values: Record<string, string | number | null>) => Promise<unknown>
  isChange?: boolean
  onClose: () => void
}

/** A dialog to create or update a record of plain fields. */
export function FieldDialog(props: Props) {
  const { title, submitLabel, fields, done, changes, send, isChange = false, onClose } = props
  const record = useRecordForm<Record<string, string>>({
    initial: Object.fromEntries(fields.map(({ name, initial }) => [name, initial ?? ''])),
    validate: Object.fromEntries(
      fields.filter(({ isRequired }) => isRequired).map(({ name, label }) => [name, required(label)]),
    ),
    send: async (typed) => {
      const values: Record<string, string | number | null> = {}
      for (const { name, kind } of fields) {
        const text = (typed[name] ?? '').trim()
        if (text === '') {
          if (isChange) values[name] = null
        } else if (kind === 'number') values[name] = Number(text.replace(',', '.'))
        else if (kind === 'instant') values[name] = new Date(`${text}Z`).toISOString()
        else values[name] = text
      }
      await send(values)
    },
    done,
    changes,
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={submitLabel} onCancel={onClose}>
        {fields.map((field, index) => {
          const common = {
            label: field.label,
            description: field.hint,
            'data-autofocus': index === 0 || undefined,
            ...form.getInputProps(field.name),
          }
          if (field.kind === 'select')
            return (
              <Select
                key={field.name}
                {...common}
                data={field.options ?? []}
                allowDeselect={!field.isRequired}
                clearable={!field.isRequired}
              />
            )
          if (field.kind === 'area') return <Textarea key={field.name} {...common} autosize minRows={2} />
          const types = { date: 'date', instant: 'datetime-local', number: 'text', text: 'text' }
          return (
            <TextInput
              key={field.name}
              {...common}
              type={types[field.kind ?? 'text']}
              inputMode={field.kind === 'number' ? 'decimal' : undefined}
            />
          )
        })}
      </Form>
    </Modal>
  )
}

/** API values as options, with readable labels. */
export const words = (values: readonly string[]) => values.map((value) => ({ value, label: sentence(value) }))

/** The entries of a dictionary as options. */
export const choices = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
