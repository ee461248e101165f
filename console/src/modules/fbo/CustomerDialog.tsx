import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { patch, post } from '#api/client.ts'
import type { FboCustomer } from '#api/types.ts'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { d } from './tradeStrings.ts'

const w = d.customers
const split = (text: string) => text.split(/[\s,;]+/).filter(Boolean)
const text = (value: string) => value.trim() || null
type Props = { customer?: FboCustomer; onClose: () => void; onSaved?: (customer: FboCustomer) => void }

/** Creates or updates a customer. It edits the first contact; other contacts stay unchanged. */
export function CustomerDialog({ customer, onClose, onSaved }: Props) {
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
      contactName: (name, { contactEmail, contactPhone, contactRole }) =>
        contactEmail || contactPhone || contactRole ? required(w.contactName)(name) : null,
    },
    names: {
      'contacts.name': 'contactName',
      'contacts.role': 'contactRole',
      'contacts.email': 'contactEmail',
      'contacts.phone': 'contactPhone',
    },
    send: (values) => {
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
      return customer
        ? patch('/api/v1/fbo/customers/{id}', {
            path: { id: customer.id },
            body,
            version: customer.version,
          })
        : post('/api/v1/fbo/customers', { body })
    },
    done: (saved) => w.saved(saved.company),
    changes: ['fbo_customer'],
    onDone: (saved) => {
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
          data={optionsOf('fbo_customer.status')}
          allowDeselect={false}
          {...form.getInputProps('status')}
        />
      </Form>
    </Modal>
  )
}
