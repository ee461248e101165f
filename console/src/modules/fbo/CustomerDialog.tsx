import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { patch, post } from '#api/client.ts'
import type { FboCustomer } from '#api/types.ts'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { showDone } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { d } from './tradeStrings.ts'

const w = d.customers
const split = (text: string) => text.split(/[\s,;]+/).filter(Boolean)
const tailsError = (text: string) =>
  split(text).every((tail) => /^[A-Za-z0-9][A-Za-z0-9-]{1,11}$/.test(tail)) ? null : w.badTails
const text = (value: string) => value.trim() || null
type Props = { customer?: FboCustomer; onClose: () => void; onSaved?: (customer: FboCustomer) => void }

/** Creates or updates a customer. It edits the first contact; other contacts stay unchanged. */
export function CustomerDialog({ customer, onClose, onSaved }: Props) {
  const queryClient = useQueryClient()
  const [first, ...others] = customer?.contacts ?? []
  const record = useRecordForm({
    initial: {
      company: customer?.company ?? '',
      tails: customer?.tails.join(' ') ?? '',
      contactName: first?.name ?? '',
      contactRole: first?.role ?? '',
      contactEmail: first?.email ?? '',
      contactPhone: first?.phone ?? '',
      billingAddress: customer?.billingAddress ?? '',
      notes: customer?.notes ?? '',
      status: customer?.status ?? ('active' as FboCustomer['status']),
    },
    validate: {
      company: required(w.company),
      tails: tailsError,
      contactName: (name, { contactEmail, contactPhone, contactRole }) =>
        contactEmail || contactPhone || contactRole ? required(w.contactName)(name) : null,
    },
    send: async (values) => {
      const contact = {
        name: values.contactName.trim(),
        role: text(values.contactRole),
        email: text(values.contactEmail),
        phone: text(values.contactPhone),
      }
      const body = {
        company: values.company.trim(),
        tails: split(values.tails),
        contacts: contact.name ? [contact, ...others] : others,
        billingAddress: text(values.billingAddress),
        notes: text(values.notes),
        status: values.status,
      }
      const saved = customer
        ? await patch('/api/v1/fbo/customers/{id}', {
            path: { id: customer.id },
            body,
            version: customer.version,
          })
        : await post('/api/v1/fbo/customers', { body })
      showDone(w.saved(saved.company))
      await queryClient.invalidateQueries({ queryKey: ['fbo_customer'] })
      onClose()
      onSaved?.(saved)
    },
  })
  const { form } = record
  return (
    <Modal
      opened
      onClose={onClose}
      title={customer ? w.editTitle : w.create}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={customer ? w.save : w.submit} onCancel={onClose}>
        <TextInput label={w.company} data-autofocus {...form.getInputProps('company')} />
        <TextInput
          label={w.tails}
          description={w.tailsHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoCapitalize="characters"
          {...form.getInputProps('tails')}
        />
        <FieldGroup title={w.contact}>
          <FieldRow>
            <TextInput label={w.contactName} {...form.getInputProps('contactName')} />
            <TextInput label={w.contactRole} {...form.getInputProps('contactRole')} />
          </FieldRow>
          <FieldRow>
            <TextInput label={w.contactEmail} type="email" {...form.getInputProps('contactEmail')} />
            <TextInput label={w.contactPhone} type="tel" {...form.getInputProps('contactPhone')} />
          </FieldRow>
        </FieldGroup>
        <Textarea label={w.billing} autosize minRows={2} {...form.getInputProps('billingAddress')} />
        <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
        <Select
          label={w.status}
          data={Object.entries(w.statuses).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          {...form.getInputProps('status')}
        />
      </Form>
    </Modal>
  )
}
