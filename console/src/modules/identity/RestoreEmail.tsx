import { post } from '#api/client.ts'
import { NewPassword } from './ResetPassword.tsx'
import { t } from './strings.ts'

/** Takes an account back after somebody else changed its address. */
export default function RestoreEmail() {
  const send = (token: string, password: string) =>
    post('/api/v1/auth/email/restore', { body: { token, password } })
  return <NewPassword words={t.restore} send={send} />
}
