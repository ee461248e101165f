import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { ProviderLinkWanted } from '#api/types.ts'
import { CodeFields, givenOf, noCodes } from '#modules/mfa/CodeFields.tsx'
import { askPasskey } from '#modules/mfa/passkey.ts'
import { t as m } from '#modules/mfa/strings.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { t } from './strings.ts'

const w = t.link
const noSecondFactor: { code?: string; backup_code?: string } = {}

/** Asks once for the account's own password or passkey before an identity provider may sign it in. */
export function LinkAccount({ wanted, onDone }: { wanted: ProviderLinkWanted; onDone: () => Promise<void> }) {
  const [failed, setFailed] = useState<string | null>(null)
  const { linkToken, passkeyOptions } = wanted
  const record = useRecordForm({
    initial: { password: '', ...noCodes },
    send: async ({ password, ...codes }) => {
      const { backup_code: backupCode, code } = { ...noSecondFactor, ...(wanted.code ? givenOf(codes) : {}) }
      const factor = backupCode ? { backupCode } : code ? { code } : {}
      await post('/api/v1/auth/sso/link', { body: { linkToken, password, ...factor } })
      await onDone()
    },
  })
  const byPasskey = async (options: object) => {
    setFailed(null)
    try {
      await post('/api/v1/auth/sso/link', { body: { linkToken, passkey: await askPasskey(options) } })
      await onDone()
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <PublicPage title={w.title} hint={w.hint(wanted.provider, wanted.email)}>
      {passkeyOptions ? (
        <Button variant="default" onClick={() => void byPasskey(passkeyOptions)}>
          {m.usePasskey}
        </Button>
      ) : null}
      {failed ? <Notice tone="red">{failed}</Notice> : null}
      <Form record={record} submitLabel={w.submit}>
        <input type="hidden" autoComplete="username" value={wanted.email} readOnly />
        <PasswordInput
          label={w.password}
          autoComplete="current-password"
          autoFocus
          {...record.form.getInputProps('password')}
        />
        {wanted.code ? <CodeFields form={record.form} /> : null}
      </Form>
    </PublicPage>
  )
}
