import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { encode } from 'uqr'
import { post } from '#api/client.ts'
import type { MfaEnrollment } from '#api/types.ts'
import { CopyButton } from '#ui/CopyButton.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import classes from './mfa.module.css'
import { t } from './strings.ts'

const w = t.app

/** Shows the secret for the authenticator app, and checks the first code. */
export function SetUpApp({
  enrollment,
  onDone,
  onClose,
}: {
  enrollment: MfaEnrollment
  onDone: (backupCodes: string[]) => void
  onClose: () => void
}) {
  const record = useRecordForm({
    initial: { code: '' },
    send: async ({ code }) => {
      const { backup_codes } = await post('/api/user/mfa/verify', {
        body: { enrollment_id: enrollment.enrollment_id, code },
      })
      onDone(backup_codes)
    },
  })
  return (
    <Modal opened onClose={onClose} title={w.setUpTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <div className={classes.way}>
        <p>{w.scan}</p>
        <div className={classes.setUp}>
          <QrCode text={enrollment.otpauth_uri} />
          <div className={classes.secret}>
            <span className="dim">{w.secret}</span>
            <code>{enrollment.secret}</code>
            <CopyButton variant="default" text={enrollment.secret} label={w.copySecret} />
          </div>
        </div>
        <Form record={record} submitLabel={w.verify} onCancel={onClose}>
          <TextInput
            label={t.code}
            description={t.codeHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            data-autofocus
            {...record.form.getInputProps('code')}
          />
        </Form>
      </div>
    </Modal>
  )
}

/** Drawn here, so that the secret is not sent to any service. */
function QrCode({ text }: { text: string }) {
  const [{ size, data }] = useState(() => encode(text, { border: 2 }))
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg className={classes.qr} viewBox={`0 0 ${size} ${size}`} role="img" shapeRendering="crispEdges">
      <title>{w.qr}</title>
      <path d={path} fill="currentColor" />
    </svg>
  )
}
