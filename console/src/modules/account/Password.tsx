import { PasswordInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { post } from '#api/client.ts'
import { useSession } from '#shell/session.ts'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { Section } from '#ui/RecordPage.tsx'
import { showDone } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.password
const empty = { current_password: '', new_password: '', repeat: '' }

export function Password() {
  const queryClient = useQueryClient()
  const { user } = useSession()
  const record = useRecordForm({
    initial: empty,
    validate: {
      current_password: required(w.current),
      new_password: required(w.wanted),
      repeat: (value, values) => (value === values.new_password ? null : w.differs),
    },
    send: async ({ current_password, new_password }) => {
      await post('/api/user/password', { body: { current_password, new_password } })
      showDone(w.changed)
      record.form.setValues(empty)
      await queryClient.invalidateQueries({ queryKey: ['session'] })
    },
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
