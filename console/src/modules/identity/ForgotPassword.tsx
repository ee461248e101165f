import { TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { t } from './strings.ts'

const w = t.forgot

/** Shows the same text whether the address has an account or not. */
export default function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string | null>(null)
  const record = useRecordForm({
    initial: { email: '' },
    send: async ({ email }) => {
      await post('/api/v1/auth/password/forgot', { body: { email } })
      setSentTo(email.trim())
    },
  })
  return (
    <PublicPage title={w.title} hint={sentTo ? undefined : w.hint}>
      {sentTo ? (
        <Notice tone="info" title={w.sent}>
          {w.sentHint(sentTo)}
        </Notice>
      ) : (
        <Form record={record} submitLabel={w.submit}>
          <TextInput
            label={w.email}
            type="email"
            autoComplete="username"
            autoFocus
            {...record.form.getInputProps('email')}
          />
        </Form>
      )}
      <Link to={'/sign-in' as string}>{w.back}</Link>
    </PublicPage>
  )
}
