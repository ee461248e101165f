import { Modal, PasswordInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { post } from '#api/client.ts'
import type { Member } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { tellDone } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.handOver

/** The one role that only its holder gives away. */
export function HandOverDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const queryClient = useQueryClient()
  const record = useRecordForm({
    initial: { currentPassword: '' },
    validate: { currentPassword: required(w.password) },
    send: async (body) => {
      await post('/api/v1/admin/members/{id}/hand-over', { path: { id: member.id }, body })
      tellDone(w.done(member.displayName))
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['member'] }),
        queryClient.invalidateQueries({ queryKey: ['session'] }),
      ])
      onClose()
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={w.title(member.displayName)}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <Notice tone="amber">{w.text(member.displayName)}</Notice>
        <PasswordInput
          label={w.password}
          autoComplete="current-password"
          data-autofocus
          {...record.form.getInputProps('currentPassword')}
        />
      </Form>
    </Modal>
  )
}
