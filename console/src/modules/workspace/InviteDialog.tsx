import { Modal, TextInput } from '@mantine/core'
import { get, post } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import type { Role } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { RolePicker } from '#ui/form/RolePicker.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { useGo } from '#ui/place.ts'
import { showNextStep } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.members
const none: Role[] = []

// Without a mail server nothing is sent, so someone must pass on the link.
const isHeldFor = async (email: string) => {
  const { items } = await get('/api/system/mails', { query: { page_size: 5 } })
  return items.some((mail) => mail.to === email && mail.status === 'held')
}

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const can = useCan()
  const go = useGo()
  const { user } = useSession()
  const record = useRecordForm({
    initial: { email: '', displayName: '', roles: none, crewId: null as string | null },
    send: async ({ email, displayName, roles, crewId }) => {
      await post('/api/v1/admin/invitations', {
        body: { email, roles, ...(displayName ? { displayName } : {}), ...(crewId ? { crewId } : {}) },
      })
      return user.isInstallationOwner && (await isHeldFor(email))
    },
    done: (isHeld, { email }) => (isHeld ? null : w.invited(email)),
    changes: ['invitation'],
    onDone: (isHeld, { email }) => {
      if (isHeld) showNextStep(w.invitationHeld(email), w.openMails, () => void go('/system/mails'))
      onClose()
    },
  })
  const { form } = record
  const roles = form.getInputProps('roles')
  return (
    <Modal
      opened
      onClose={onClose}
      title={w.inviteTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.send} onCancel={onClose}>
        <TextInput
          label={w.email}
          type="email"
          description={w.inviteHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data-autofocus
          {...form.getInputProps('email')}
        />
        <TextInput label={w.name} {...form.getInputProps('displayName')} />
        <RolePicker value={roles.value} onChange={roles.onChange} error={roles.error} />
        {can('listCrew') ? (
          <RecordField
            kind="crew_member"
            label={w.person}
            description={w.personHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            clearable
            {...form.getInputProps('crewId')}
          />
        ) : null}
      </Form>
    </Modal>
  )
}
