import { Modal } from '@mantine/core'
import { patch } from '#api/client.ts'
import type { Member } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { RolePicker } from '#ui/form/RolePicker.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.members

/** The roles of one member. */
export function RolesDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const record = useRecordForm({
    initial: { roles: member.roles },
    send: (body) =>
      patch('/api/v1/admin/members/{id}', { path: { id: member.id }, body, version: member.version }),
    done: w.rolesSaved,
    changes: ['member', 'session'],
    onDone: onClose,
  })
  const roles = record.form.getInputProps('roles')
  return (
    <Modal
      opened
      onClose={onClose}
      title={w.rolesOf(member.displayName)}
      size="lg"
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.saveRoles} onCancel={onClose}>
        {member.roles.includes('account_owner') ? <Notice tone="info">{w.owner}</Notice> : null}
        <RolePicker value={roles.value} onChange={roles.onChange} error={roles.error} />
      </Form>
    </Modal>
  )
}
