import { Input, Modal, Select, Textarea, TextInput } from '@mantine/core'
import { put } from '#api/client.ts'
import { useStoredPreference } from '#shell/appearance.ts'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import { s } from '../../strings.ts'
import { knownPreferences } from './knownPreferences.ts'
import { t } from './strings.ts'

const w = t.preferences

export type Preference = { key: string; value: boolean | string | number | undefined }
type Kind = 'string' | 'boolean' | 'number'

const kindOf = (value: Preference['value']): Kind =>
  typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'number' : 'string'

function parse(kind: Kind, text: string): boolean | string | number {
  if (kind === 'boolean') return text === 'true'
  return kind === 'number' ? Number(text.trim()) : text
}

const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text.trim())

/** Adds or changes a preference. For preferences the console knows, it offers only valid values. */
export function PreferenceDialog({
  preference,
  taken,
  onClose,
}: {
  /** null to add one. */
  preference: Preference | null
  taken: readonly Preference[]
  onClose: () => void
}) {
  const keep = useStoredPreference()
  const knownPreference = preference ? knownPreferences[preference.key] : undefined
  const record = useRecordForm({
    initial: {
      key: preference?.key ?? '',
      kind: kindOf(preference?.value) as string,
      value: String(preference?.value ?? knownPreference?.options[0]?.value ?? ''),
    },
    validate: {
      key: (key) =>
        required(w.key)(key) ??
        (!preference && taken.some((other) => other.key === key.trim() && other.value !== undefined)
          ? w.exists
          : null),
      value: (value, { kind }) => (kind === 'number' && !isNumber(value) ? w.noNumber : null),
    },
    send: async ({ key, kind, value }) => {
      const wanted = parse(kind as Kind, value)
      await put('/api/user-preferences/{key}', { path: { key: key.trim() }, body: { value: wanted } })
      keep(key.trim(), wanted)
    },
    done: w.saved,
    onDone: onClose,
  })
  const { form } = record
  const { kind } = form.values
  return (
    <Modal
      opened
      onClose={onClose}
      title={preference ? w.changeOf(preference.key) : w.add}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={preference ? w.save : w.add} onCancel={onClose}>
        {preference ? null : (
          <TextInput
            label={w.key}
            description={w.keyHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder="canvas.snap_to_grid"
            autoCapitalize="none"
            spellCheck={false}
            data-autofocus
            {...form.getInputProps('key')}
          />
        )}
        {knownPreference ? (
          <Choice
            label={knownPreference.label}
            data={knownPreference.options}
            {...form.getInputProps('value')}
          />
        ) : (
          <>
            <Select
              label={w.kind}
              allowDeselect={false}
              data={Object.entries(w.kinds).map(([value, label]) => ({ value, label }))}
              value={kind}
              onChange={(next) =>
                form.setValues({ kind: next ?? 'string', value: next === 'boolean' ? 'true' : '' })
              }
            />
            {kind === 'boolean' ? (
              <Choice
                label={w.value}
                data={[
                  { value: 'true', label: s.yes },
                  { value: 'false', label: s.no },
                ]}
                {...form.getInputProps('value')}
              />
            ) : kind === 'number' ? (
              <TextInput label={w.value} inputMode="decimal" {...form.getInputProps('value')} />
            ) : (
              <Textarea
                label={w.value}
                description={w.valueHint}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                autosize
                minRows={1}
                maxRows={6}
                {...form.getInputProps('value')}
              />
            )}
          </>
        )}
      </Form>
    </Modal>
  )
}

function Choice({
  label,
  data,
  value,
  onChange,
  error,
}: {
  label: string
  data: { value: string; label: string }[]
  value?: string
  onChange?: (value: string) => void
  error?: string
}) {
  return (
    <Input.Wrapper label={label} error={error}>
      <SegmentedControl
        fullWidth
        aria-label={label}
        data={data}
        value={value ?? ''}
        onChange={(next) => onChange?.(next)}
      />
    </Input.Wrapper>
  )
}
