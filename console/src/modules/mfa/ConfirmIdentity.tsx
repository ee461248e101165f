import { Button, Modal, PasswordInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { openSignOut } from '#shell/openSignOut.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { s } from '../../strings.ts'
import { CodeFields, givenOf, noCodes } from './CodeFields.tsx'
import classes from './mfa.module.css'
import { askPasskey } from './passkey.ts'
import { t } from './strings.ts'

const w = t.identity
const readWays = () => get('/api/user/reauthenticate')
type Ways = Awaited<ReturnType<typeof readWays>>

/** Asks for the password (and a code) or a passkey, on top of the action that needs it. */
export default function ConfirmIdentity({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const ways = useQuery({ queryKey: ['reauthenticate'], queryFn: readWays, staleTime: 0, gcTime: 0 })
  return (
    <Modal opened onClose={onClose} title={w.title} zIndex={400} closeButtonProps={{ 'aria-label': s.close }}>
      <div className={classes.way}>
        <p className="dim">{w.hint}</p>
        <Loaded query={ways}>{(data) => <Confirm ways={data} onDone={onDone} onClose={onClose} />}</Loaded>
      </div>
    </Modal>
  )
}

function Confirm({ ways, onDone, onClose }: { ways: Ways; onDone: () => void; onClose: () => void }) {
  const [failed, setFailed] = useState<string | null>(null)
  const record = useRecordForm({
    initial: { password: '', ...noCodes },
    send: async ({ password, ...codes }) => {
      await post('/api/user/reauthenticate', {
        body: { password, ...(ways.code ? givenOf(codes) : {}) },
      })
      onDone()
    },
  })
  const confirm = async (options: object) => {
    setFailed(null)
    try {
      const passkey = await askPasskey(options)
      await post('/api/user/reauthenticate', { body: { passkey } })
      onDone()
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error))
    }
  }
  const signOut = () => {
    onClose()
    openSignOut()
  }
  const { passkey_options: options } = ways
  if (!ways.password && !options)
    return (
      <>
        <p>{w.noWay}</p>
        <Button onClick={signOut}>{w.signOut}</Button>
      </>
    )
  return (
    <>
      {options ? (
        <Button size="sm" variant="default" onClick={() => void confirm(options)}>
          {t.usePasskey}
        </Button>
      ) : null}
      {failed ? <Notice tone="red">{failed}</Notice> : null}
      {ways.password ? (
        <Form record={record} submitLabel={w.submit} onCancel={onClose}>
          <PasswordInput
            label={t.password}
            autoComplete="current-password"
            data-autofocus
            {...record.form.getInputProps('password')}
          />
          {ways.code ? <CodeFields form={record.form} /> : null}
        </Form>
      ) : null}
    </>
  )
}
