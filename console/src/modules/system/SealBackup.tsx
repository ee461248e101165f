import { Modal, PasswordInput } from '@mantine/core'
import { post } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.backups

/** Starts a backup that is encrypted with a passphrase. */
export function SealBackup({ onClose }: { onClose: () => void }) {
  const record = useRecordForm({
    initial: { passphrase: '', repeat: '' },
    validate: { repeat: (repeat, values) => (repeat === values.passphrase ? null : w.differs) },
    send: ({ passphrase }) => post('/api/system/backups', { body: { passphrase } }),
    done: w.started,
    changes: ['backup'],
    onDone: onClose,
  })
  return (
    <Modal opened onClose={onClose} title={w.sealTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.seal} onCancel={onClose}>
        <p>{w.sealHint}</p>
        <PasswordInput
          label={w.passphrase}
          description={w.passphraseHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          {...record.form.getInputProps('passphrase')}
        />
        <PasswordInput
          label={w.repeat}
          autoComplete="new-password"
          {...record.form.getInputProps('repeat')}
        />
      </Form>
    </Modal>
  )
}
