import { Modal, TextInput } from '@mantine/core'
import { get, patch, post } from '#api/client.ts'
import type { Passkey } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import classes from './mfa.module.css'
import { deviceName, makePasskey } from './passkey.ts'
import { t } from './strings.ts'
import { useFactorsChanged } from './TwoFactor.tsx'

const w = t.passkeys

export function AddPasskey({
  onDone,
  onClose,
}: {
  /** Called with the backup codes that come with the first factor. */
  onDone: (backupCodes: string[] | null) => void
  onClose: () => void
}) {
  const changed = useFactorsChanged()
  const record = useRecordForm({
    initial: { name: deviceName() },
    send: async ({ name }) => {
      const { options } = await get('/api/user/passkeys/options')
      const passkey = await makePasskey(options)
      return post('/api/user/passkeys', { body: { name, passkey } })
    },
    done: (added) => w.addDone(added.name),
    onDone: async (added) => {
      onDone(added.backup_codes)
      await changed()
    },
  })
  return (
    <Modal opened onClose={onClose} title={w.addTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <div className={classes.way}>
        <p className="dim">{w.addHint}</p>
        <Form record={record} submitLabel={w.add} onCancel={onClose}>
          <TextInput
            label={w.name}
            description={w.nameHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data-autofocus
            {...record.form.getInputProps('name')}
          />
        </Form>
      </div>
    </Modal>
  )
}

export function RenamePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const changed = useFactorsChanged()
  const record = useRecordForm({
    initial: { name: passkey.name },
    send: (body) => patch('/api/user/passkeys/{id}', { path: { id: passkey.id }, body }),
    done: w.renamed,
    onDone: async () => {
      onClose()
      await changed()
    },
  })
  return (
    <Modal opened onClose={onClose} title={w.renameTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.renameTitle} onCancel={onClose}>
        <TextInput label={w.name} data-autofocus {...record.form.getInputProps('name')} />
      </Form>
    </Modal>
  )
}
