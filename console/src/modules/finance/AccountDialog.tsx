import { Modal, Select, TextInput } from '@mantine/core'
import type { BodyOf } from '#api/answer.ts'
import { optionsOf } from '#api/choice.ts'
import { post } from '#api/client.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { m } from './strings.ts'

type Body = BodyOf<'POST', '/api/v1/finance/accounts'>
const w = m.accounts
const kindOfHolder = { person: 'crew_member', customer: 'fbo_customer', project: 'project' } as const
const holders = [
  { value: 'person', label: 'Person' },
  { value: 'customer', label: 'Customer' },
  { value: 'project', label: 'Project' },
  { value: 'internal', label: 'Internal' },
]

/** Opens an account for somebody, or an internal one. */
export function AccountDialog({ onClose }: { onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      holderType: 'person',
      holderId: null as string | null,
      name: '',
      kind: 'receivable',
      currency: 'USD',
    },
    names: { 'holder.id': 'holderId', 'holder.type': 'holderType' },
    send: ({ holderType, holderId, name, kind, currency }) =>
      post('/api/v1/finance/accounts', {
        body: {
          holder: { type: holderType, ...(holderId ? { id: holderId } : {}) },
          kind,
          currency: currency.trim().toUpperCase(),
          ...(name.trim() ? { name: name.trim() } : {}),
        } as Body,
      }),
    done: w.created,
    changes: ['finance_account'],
    onDone: onClose,
  })
  const { form } = record
  const { holderType } = form.values
  return (
    <Modal opened onClose={onClose} title={w.create} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <Select
          label={w.kindOfHolder}
          data={holders}
          allowDeselect={false}
          {...form.getInputProps('holderType')}
        />
        {holderType in kindOfHolder ? (
          <RecordField
            key={holderType}
            kind={kindOfHolder[holderType as keyof typeof kindOfHolder]}
            label={w.holder}
            {...form.getInputProps('holderId')}
          />
        ) : null}
        <TextInput label={w.name} description={w.nameHint} {...form.getInputProps('name')} />
        <FieldRow>
          <Select
            label={m.kind}
            data={optionsOf('finance_account.kind')}
            allowDeselect={false}
            {...form.getInputProps('kind')}
          />
          <TextInput label={m.currency} maxLength={3} {...form.getInputProps('currency')} />
        </FieldRow>
      </Form>
    </Modal>
  )
}
