import { PasswordInput } from '@mantine/core'
import { post } from '#api/client.ts'
import { useSession } from '#api/session.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Section } from '#ui/RecordPage.tsx'
import { t } from './strings.ts'

const w = t.password
const empty = { current_password: '', new_password: '', repeat: '' }

export function Password() {
  const { user } = useSession()
  const record = useRecordForm({
    initial: empty,
    validate: {
      repeat: (value, values) => (value === values.new_password ? null : w.differs),
    },
    send: ({ current_password, new_password }) =>
      post('/api/user/password', { body: { current_password, new_password } }),
    done: w.changed,
    changes: ['session'],
    onDone: (): void => record.form.setValues(empty),
  })
  const { form } = record
  return (
    <Section title={w.title}>
      <p className="dim">{w.hint}</p>
      <Form record={record} submitLabel={w.submit}>
        <input type="hidden" autoComplete="username" value={user.email} readOnly />
        <PasswordInput
          label={w.current}
          autoComplete="current-password"
          {...form.getInputProps('current_password')}
        />
        <PasswordInput label={w.wanted} autoComplete="new-password" {...form.getInputProps('new_password')} />
        <PasswordInput label={w.repeat} autoComplete="new-password" {...form.getInputProps('repeat')} />
      </Form>
    </Section>
  )
}
