import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { bodies } from '#api/bodies.ts'
import type { BodySchema } from '#api/checkBody.ts'
import { patch, post, put } from '#api/client.ts'
import { sentence } from '#api/sentence.ts'
import { s } from '../../strings.ts'
import { Checkbox } from '../Checkbox.ts'
import { MultiSelect } from '../MultiSelect.ts'
import { type FieldKind, type FieldValue, fieldKind, sentValue, shownValue } from './bodyField.ts'
import type { FieldDialogProps, FieldSpec, Write } from './FieldDialog.tsx'
import { Form } from './Form.tsx'
import { HoursField } from './HoursField.tsx'
import { RecordField } from './RecordField.tsx'
import { required, useRecordForm } from './useRecordForm.ts'

type Field = Omit<FieldSpec, 'isRequired'> & { kind: FieldKind; schema: BodySchema; isRequired: boolean }
type Values = Record<string, FieldValue>

const senders = { POST: post, PATCH: patch, PUT: put }

function fieldsOf({ write, fields }: FieldDialogProps<Write>): Field[] {
  const body = bodies[write]
  const isChange = write.startsWith('PATCH ')
  return (fields as FieldSpec[]).map((field) => {
    const schema = body?.properties?.[field.name] ?? {}
    return {
      ...field,
      schema,
      // People write hours, and the API takes hundredths of them.
      kind:
        field.kind ??
        (field.name.endsWith('Hundredths') ? 'hours' : fieldKind(schema, field.options !== undefined)),
      // What can be empty can be cleared: in a new record what is optional, in a change what may be null.
      isRequired:
        field.isRequired ??
        (isChange ? ![schema.type].flat().includes('null') : (body?.required?.includes(field.name) ?? false)),
    }
  })
}

/** The form of a `FieldDialog`. */
export default function FieldForm(props: FieldDialogProps<Write>) {
  const { write, path, record: shown, more, title, submitLabel, done, changes, onDone, onClose } = props
  const fields = fieldsOf(props)
  const [method, address] = write.split(' ') as [keyof typeof senders, string]
  const isChange = method === 'PATCH'
  const record = useRecordForm<Values>({
    initial: Object.fromEntries(
      fields.map(({ name, kind, initial }) => {
        const value = (shown as Record<string, unknown> | undefined)?.[name]
        return [name, shownValue(value ?? initial, kind)]
      }),
    ),
    validate: Object.fromEntries(
      (props.fields as FieldSpec[])
        .filter(({ isRequired }) => isRequired)
        .map(({ name, label }) => [name, required(label)]),
    ),
    send: (values) => {
      const sent = fields.flatMap(({ name, kind, schema }) => {
        const value = sentValue(values[name] ?? '', kind, schema)
        // A new record leaves out what is empty; a change clears it.
        return value === null && !isChange ? [] : [[name, value] as const]
      })
      const body = { ...Object.fromEntries(sent), ...more }
      return senders[method](address as never, {
        path,
        body: (props.body ? props.body(body) : body) as never,
        ...(isChange && shown?.version !== undefined ? { version: shown.version } : {}),
      })
    },
    done,
    changes,
    onDone: async (saved) => {
      onClose()
      await onDone?.(saved as never)
    },
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={submitLabel} onCancel={onClose}>
        {fields.map((field, index) => (
          <FieldInput
            key={field.name}
            field={field}
            input={{
              'data-autofocus': index === 0 || undefined,
              ...form.getInputProps(field.name, { type: field.kind === 'checkbox' ? 'checkbox' : 'input' }),
            }}
          />
        ))}
      </Form>
    </Modal>
  )
}

const inputTypes: Record<string, string> = { date: 'date', instant: 'datetime-local' }

function FieldInput({ field, input }: { field: Field; input: object }) {
  const { kind, label, hint, isRequired, schema } = field
  const common = { label, description: hint, ...input }
  const options = field.options ?? optionsIn(schema.items ?? schema)
  if (typeof kind === 'object') return <RecordField kind={kind.record} clearable={!isRequired} {...common} />
  if (kind === 'checkbox') return <Checkbox {...common} />
  if (kind === 'list') return <MultiSelect {...common} data={options} />
  if (kind === 'select')
    return <Select {...common} data={options} allowDeselect={!isRequired} clearable={!isRequired} />
  if (kind === 'area') return <Textarea {...common} autosize minRows={2} />
  if (kind === 'hours') return <HoursField {...common} />
  return (
    <TextInput
      {...common}
      type={inputTypes[kind] ?? 'text'}
      inputMode={kind === 'number' ? 'decimal' : undefined}
    />
  )
}

const optionsIn = ({ enum: values = [], labels = {} }: BodySchema) =>
  values
    .filter((value) => value !== null)
    .map(String)
    .map((value) => ({ value, label: labels[value] ?? sentence(value) }))
