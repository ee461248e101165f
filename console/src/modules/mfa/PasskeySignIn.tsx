import { Button } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { IconFingerprint } from '#ui/icons.ts'
import { Notice } from '#ui/Notice.tsx'
import { askPasskey, whyNoPasskey } from './passkey.ts'
import { t } from './strings.ts'

/** The button to sign in without a name and password, shown if passkeys work here. */
export function PasskeySignIn({ onDone }: { onDone: () => Promise<void> }) {
  const [failed, setFailed] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  if (whyNoPasskey()) return null
  const signIn = async () => {
    setFailed(null)
    setBusy(true)
    try {
      const { options } = await post('/api/auth/passkey/options')
      const passkey = await askPasskey(options)
      await post('/api/auth/passkey', { body: { passkey } })
      await onDone()
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  return (
    <>
      <Button
        size="sm"
        variant="default"
        loading={isBusy}
        leftSection={<IconFingerprint size={16} aria-hidden />}
        onClick={() => void signIn()}
      >
        {t.passkeys.signIn}
      </Button>
      {failed ? <Notice tone="red">{failed}</Notice> : null}
    </>
  )
}
