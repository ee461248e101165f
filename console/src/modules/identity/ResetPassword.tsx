import { PasswordInput } from '@mantine/core'
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
  const send = (token: string, password: string) =>
    post('/api/v1/auth/password/reset', { body: { token, password } })
  return <NewPassword words={{ ...w, again: { to: '/forgot-password', text: w.again } }} send={send} />
}

interface Words {
  title: string
  hint: string
  submit: string
  done: string
  invalid: string
  invalidHint: string
  again?: { to: string; text: string }
}

/** Chooses a password with the token of a mailed link. */
export function NewPassword({
  words,
  send,
}: {
  words: Words
  send: (token: string, password: string) => Promise<unknown>
}) {
  const token = useParam('token')
  const navigate = useNavigate()
  const [isInvalid, setInvalid] = useState(false)
  const record = useRecordForm({
    initial: { password: '', repeat: '' },
    validate: {
      repeat: (value, values) => (value === values.password ? null : w.differs),
    },
    send: ({ password }) =>
      send(token, password).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ApiError && error.code === 'link_invalid') return false
          throw error
        },
      ),
    done: (isReset) => (isReset ? words.done : null),
    onDone: (isReset) => (isReset ? navigate({ to: '/sign-in' }) : setInvalid(true)),
  })
  const { form } = record

  if (isInvalid) {
    return (
      <PublicPage title={words.invalid} hint={words.invalidHint}>
        {words.again ? <Link to={words.again.to as string}>{words.again.text}</Link> : null}
      </PublicPage>
    )
  }
  return (
    <PublicPage title={words.title} hint={words.hint}>
      <Form record={record} submitLabel={words.submit}>
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
