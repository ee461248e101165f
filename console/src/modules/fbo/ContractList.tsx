import { Modal, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { get, patch, post } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import type { FboContract } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldRow, Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column } from '#ui/table/column.ts'
import { dayIn } from '#ui/time.ts'
import { s } from '../../strings.ts'
import { d } from './tradeStrings.ts'

const w = d.contracts
const percent = (contract: FboContract) => contract.discountBasisPoints / 100
const columns: Column<FboContract>[] = [
  { id: 'name', header: w.name, cell: (contract) => contract.name, text: (contract) => contract.name },
  {
    id: 'customer',
    header: w.customer,
    cell: (contract) => (
      <AppLink to={`/fbo/customers/${contract.customerId}`}>{contract.customerName}</AppLink>
    ),
    text: (contract) => contract.customerName,
  },
  {
    id: 'discount',
    header: w.discount,
    unit: w.percent,
    isNumeric: true,
    cell: (contract) => percent(contract) || '',
    text: percent,
  },
  {
    id: 'from',
    header: w.from,
    sort: 'startsOn',
    cell: (contract) => <DateOf on={contract.startsOn} />,
    text: (contract) => contract.startsOn,
    isWide: true,
  },
  {
    id: 'to',
    header: w.to,
    cell: (contract) => <DateOf on={contract.endsOn} />,
    text: (contract) => contract.endsOn,
    isWide: true,
  },
]

/** The contracts with customers. */
export default function ContractList() {
  const can = useCan()
  const [editing, setEditing] = useState<FboContract | null>(null)
  return (
    <>
      <RecordList
        id="fbo-contracts"
        subject="fbo_contract"
        words={w}
        columns={columns}
        filters={[{ id: 'on', label: w.on, kind: 'date' }]}
        load={(query) => get('/api/v1/fbo/contracts', { query })}
        rowName={(contract) => contract.name}
        {...(can('updateFboContract') ? { onOpen: setEditing, onEdit: setEditing } : {})}
        create={
          can('createFboContract') && {
            dialog: (onClose) => <ContractDialog contract={null} onClose={onClose} />,
          }
        }
      />
      {editing ? <ContractDialog contract={editing} onClose={() => setEditing(null)} /> : null}
    </>
  )
}

const discountError = (text: string) =>
  text.trim() === '' ||
  (/^\d{1,3}(?:[.,]\d{1,2})?$/.test(text.trim()) && Number(text.replace(',', '.')) <= 100)
    ? null
    : w.badDiscount

function ContractDialog({ contract, onClose }: { contract: FboContract | null; onClose: () => void }) {
  const { workspace } = useSession()
  const record = useRecordForm({
    initial: {
      customerId: contract?.customerId ?? (null as string | null),
      name: contract?.name ?? '',
      startsOn: contract?.startsOn ?? dayIn(new Date(), workspace.timezone),
      endsOn: contract?.endsOn ?? '',
      discountBasisPoints: contract ? String(percent(contract)) : '',
      notes: contract?.notes ?? '',
    },
    validate: {
      endsOn: (ends, { startsOn }) => (ends && ends < startsOn ? w.endBefore : null),
      discountBasisPoints: discountError,
    },
    send: ({ customerId, name, startsOn, endsOn, discountBasisPoints, notes }) => {
      const body = {
        name: name.trim(),
        startsOn,
        endsOn: endsOn || null,
        discountBasisPoints: Math.round(Number(discountBasisPoints.replace(',', '.') || 0) * 100),
        notes: notes.trim() || null,
      }
      return contract
        ? patch('/api/v1/fbo/contracts/{id}', {
            path: { id: contract.id },
            body,
            version: contract.version,
          })
        : post('/api/v1/fbo/contracts', { body: { ...body, customerId: customerId ?? '' } })
    },
    done: (saved) => w.saved(saved.name),
    changes: ['fbo_contract'],
    onDone: onClose,
  })
  const { form } = record
  const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']
  return (
    <Modal
      opened
      onClose={onClose}
      title={contract ? w.edit : w.create}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={contract ? w.save : w.submit} onCancel={onClose}>
        <RecordField
          kind="fbo_customer"
          label={w.customer}
          disabled={contract !== null}
          {...form.getInputProps('customerId')}
        />
        <TextInput label={w.name} {...form.getInputProps('name')} />
        <FieldRow>
          <TextInput label={w.from} type="date" {...form.getInputProps('startsOn')} />
          <TextInput
            label={w.to}
            type="date"
            description={w.toHint}
            inputWrapperOrder={below}
            {...form.getInputProps('endsOn')}
          />
        </FieldRow>
        <TextInput
          label={w.discount}
          inputMode="decimal"
          description={w.discountHint}
          inputWrapperOrder={below}
          rightSection={<Unit>{w.percent}</Unit>}
          {...form.getInputProps('discountBasisPoints')}
        />
        <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
      </Form>
    </Modal>
  )
}
