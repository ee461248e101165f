import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { refresh } from '#api/refresh.ts'
import type { Mfa, MfaEnrollment } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { showRefusal } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { BackupCodes } from './BackupCodes.tsx'
import classes from './mfa.module.css'
import { SetUpApp } from './SetUpApp.tsx'
import { t } from './strings.ts'

const w = t.app
const fewCodes = 3

export const mfaQuery = { queryKey: ['mfa'], queryFn: () => get('/api/user/mfa') }

/** What depends on two-factor being on: this section, the passkeys and the banner. */
export function useFactorsChanged() {
  const queryClient = useQueryClient()
  return () => refresh(queryClient, ['mfa', 'passkey', 'session'])
}

export function TwoFactor() {
  const mfa = useQuery(mfaQuery)
  return (
    <Section
      title={w.title}
      actions={
        mfa.data ? (
          <StatusBadge tone={mfa.data.enabled ? 'green' : 'neutral'}>
            {mfa.data.enabled ? w.on : w.off}
          </StatusBadge>
        ) : null
      }
    >
      <p className="dim">{w.hint}</p>
      <Loaded query={mfa}>{(data) => <State mfa={data} />}</Loaded>
    </Section>
  )
}

type Open =
  | { what: 'set-up'; enrollment: MfaEnrollment }
  | { what: 'codes'; codes: string[] }
  | { what: 'regenerate' | 'disable' }
  | null

function State({ mfa }: { mfa: Mfa }) {
  const [open, setOpen] = useState<Open>(null)
  const changed = useFactorsChanged()
  const close = () => setOpen(null)
  const hasApp = mfa.methods.includes('totp')
  const left = mfa.backup_codes_remaining

  const start = async () => {
    try {
      const enrollment = await post('/api/user/mfa/enable', { body: { method: 'totp' } })
      setOpen({ what: 'set-up', enrollment })
    } catch (error) {
      showRefusal(error)
    }
  }
  const show = async (codes: string[]) => {
    setOpen({ what: 'codes', codes })
    await changed()
  }

  return (
    <>
      {mfa.enabled ? (
        <div className={classes.facts}>
          <span>
            {w.methods}{' '}
            <b>{mfa.methods.map((method) => (method === 'totp' ? w.byApp : w.byPasskey)).join(', ')}</b>
          </span>
          <span>
            {w.left} <b>{left}</b>
          </span>
        </div>
      ) : null}
      {mfa.enabled && left <= fewCodes ? <Notice tone="amber">{w.few(left)}</Notice> : null}
      <div className={classes.buttons}>
        {hasApp ? null : (
          <Button variant={mfa.enabled ? 'default' : undefined} onClick={() => void start()}>
            {mfa.enabled ? w.addApp : w.enable}
          </Button>
        )}
        {mfa.enabled ? (
          <Button variant="default" onClick={() => setOpen({ what: 'regenerate' })}>
            {w.newCodes}
          </Button>
        ) : null}
        {hasApp ? (
          <Button variant="default" color="red" onClick={() => setOpen({ what: 'disable' })}>
            {mfa.methods.length > 1 ? w.removeApp : w.disable}
          </Button>
        ) : null}
      </div>
      {open?.what === 'set-up' ? (
        <SetUpApp enrollment={open.enrollment} onDone={(codes) => void show(codes)} onClose={close} />
      ) : null}
      {open?.what === 'codes' ? <BackupCodes codes={open.codes} onClose={close} /> : null}
      {open?.what === 'regenerate' ? (
        <ConfirmDialog
          title={w.newCodesTitle}
          confirm={w.newCodesConfirm}
          onConfirm={async () => {
            const { backup_codes } = await post('/api/user/mfa/backup-codes')
            await show(backup_codes)
          }}
          // A panel that replaced the dialog stays open when the dialog closes.
          onClose={() => setOpen((now) => (now?.what === 'regenerate' ? null : now))}
        >
          {w.newCodesText}
        </ConfirmDialog>
      ) : null}
      {open?.what === 'disable' ? <Disable hasPasskeys={mfa.methods.length > 1} onClose={close} /> : null}
    </>
  )
}

function Disable({ hasPasskeys, onClose }: { hasPasskeys: boolean; onClose: () => void }) {
  const changed = useFactorsChanged()
  const record = useRecordForm({
    initial: { password: '', code: '' },
    send: (body) => post('/api/user/mfa/disable', { body }),
    done: w.disabled,
    onDone: async () => {
      onClose()
      await changed()
    },
  })
  const { form } = record
  const verb = hasPasskeys ? w.removeApp : w.disable
  return (
    <Modal opened onClose={onClose} title={verb} closeButtonProps={{ 'aria-label': s.close }}>
      <div className={classes.way}>
        <p>{w.disableText}</p>
        {hasPasskeys ? <p className="dim">{w.disableKeeps}</p> : null}
        <Form record={record} submitLabel={verb} onCancel={onClose}>
          <PasswordInput
            label={t.password}
            autoComplete="current-password"
            data-autofocus
            {...form.getInputProps('password')}
          />
          <TextInput label={w.anyCode} autoComplete="one-time-code" {...form.getInputProps('code')} />
        </Form>
      </div>
    </Modal>
  )
}
