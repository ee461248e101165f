import { Button } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { SecondFactorWanted } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { CodeFields, givenOf, noCodes } from './CodeFields.tsx'
import classes from './mfa.module.css'
import { askPasskey } from './passkey.ts'
import { t } from './strings.ts'

/** The second step of a sign-in, after the password. */
export function SecondStep({
  wanted,
  onDone,
  onBack,
}: {
  wanted: SecondFactorWanted
  onDone: () => Promise<void>
  onBack: () => void
}) {
  const [failed, setFailed] = useState<string | null>(null)
  const challenge = { challenge_token: wanted.challengeToken }
  const hasApp = wanted.methods.includes('totp')
  const record = useRecordForm({
    initial: { ...noCodes, isBackup: !hasApp },
    send: async (values) => {
      await post('/api/auth/mfa', { body: { ...challenge, ...givenOf(values) } })
      await onDone()
    },
  })
  const confirm = async (options: object) => {
    setFailed(null)
    try {
      const passkey = await askPasskey(options)
      await post('/api/auth/mfa', { body: { ...challenge, passkey } })
      await onDone()
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error))
    }
  }
  const { passkeyOptions } = wanted
  return (
    <div className={classes.way}>
      {passkeyOptions ? (
        <Button size="sm" variant="default" onClick={() => void confirm(passkeyOptions)}>
          {t.usePasskey}
        </Button>
      ) : null}
      {failed ? <Notice tone="red">{failed}</Notice> : null}
      {hasApp ? null : <p className="dim">{t.second.passkeyOnly}</p>}
      <Form record={record} submitLabel={t.second.submit}>
        <CodeFields form={record.form} hasApp={hasApp} autoFocus />
      </Form>
      <button type="button" className={classes.plain} onClick={onBack}>
        {t.second.back}
      </button>
    </div>
  )
}
