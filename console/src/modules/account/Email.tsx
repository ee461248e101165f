import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { Profile } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { showDone, useAction } from '#ui/useAction.ts'
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
  const queryClient = useQueryClient()
  const record = useRecordForm({
    initial: { email: '', current_password: '' },
    validate: { email: required(w.wanted), current_password: required(w.password) },
    send: async (body) => {
      await post('/api/user/email', { body })
      showDone(w.linkSent(body.email))
      await queryClient.invalidateQueries({ queryKey: ['user'] })
      onClose()
    },
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
