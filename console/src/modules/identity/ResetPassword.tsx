import { Anchor, PasswordInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { ApiError } from '#api/error.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { PublicPage } from '#ui/PublicPage.tsx'
import { useParam } from '#ui/place.ts'
import { t } from './strings.ts'

const w = t.reset

export default function ResetPassword() {
  const token = useParam('token')
  const navigate = useNavigate()
  const [isInvalid, setInvalid] = useState(false)
  const record = useRecordForm({
    initial: { password: '', repeat: '' },
    validate: {
      repeat: (value, values) => (value === values.password ? null : w.differs),
    },
    send: ({ password }) =>
      post('/api/v1/auth/password/reset', { body: { token, password } }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ApiError && error.code === 'link_invalid') return false
          throw error
        },
      ),
    done: (isReset) => (isReset ? w.done : null),
    onDone: (isReset) => (isReset ? navigate({ to: '/sign-in' }) : setInvalid(true)),
  })
  const { form } = record

  if (isInvalid) {
    return (
      <PublicPage title={w.invalid} hint={w.invalidHint}>
        <Anchor component={Link} to="/forgot-password" inherit>
          {w.again}
        </Anchor>
      </PublicPage>
    )
  }
  return (
    <PublicPage title={w.title} hint={w.hint}>
      <Form record={record} submitLabel={w.submit}>
        <PasswordInput
          label={w.password}
          autoComplete="new-password"
          autoFocus
          {...form.getInputProps('password')}
        />
        <PasswordInput label={w.repeat} autoComplete="new-password" {...form.getInputProps('repeat')} />
      </Form>
    </PublicPage>
  )
}
