import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { Profile } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import classes from './account.module.css'
import { t } from './strings.ts'

const w = t.email

export function Email({ profile }: { profile: Profile }) {
  const [isChanging, setChanging] = useState(false)
  const again = useAction({
    run: () => post('/api/user/email/verification'),
    done: w.sent,
    changes: ['user'],
  })
  return (
    <Section title={w.title}>
      <div className={classes.line}>
        <strong>{profile.email}</strong>
        <span className="dim">{profile.email_verified ? w.verified : w.unverified}</span>
        <Button variant="default" onClick={() => setChanging(true)}>
          {w.change}
        </Button>
      </div>
      {profile.pending_email ? <Notice tone="info">{w.pending(profile.pending_email)}</Notice> : null}
      {profile.email_verified || profile.pending_email ? null : (
        <Notice tone="info">
          <div className={classes.line}>
            {w.unverifiedHint}
            <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
              {w.send}
            </Button>
          </div>
        </Notice>
      )}
      {isChanging ? <ChangeEmail onClose={() => setChanging(false)} /> : null}
    </Section>
  )
}

function ChangeEmail({ onClose }: { onClose: () => void }) {
  const record = useRecordForm({
    initial: { email: '', current_password: '' },
    send: (body) => post('/api/user/email', { body }),
    done: (_saved, body) => w.linkSent(body.email),
    changes: ['user'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.dialog} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <p>{w.dialogHint}</p>
        <TextInput
          label={w.wanted}
          type="email"
          autoComplete="email"
          data-autofocus
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={w.password}
          autoComplete="current-password"
          {...form.getInputProps('current_password')}
        />
      </Form>
    </Modal>
  )
}
