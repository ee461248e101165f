import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import type { BodyOf } from '#api/answer.ts'
import { optionsOf } from '#api/choice.ts'
import { post } from '#api/client.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { MemberField } from './MemberField.tsx'
import { t } from './strings.ts'

const w = t.actions
const choices = (all: Record<string, string>) =>
  Object.entries(all).map(([value, label]) => ({ value, label }))
type Body = BodyOf<'POST', '/api/v1/sms/cpas'>
type Props = {
  links?: { reportId?: string; investigationId?: string; findingId?: string }
  /** Values to start with. */
  initial?: { title?: string; dueOn?: string }
  /** How to create the action, if it comes from another record. */
  createAction?: (body: Body) => Promise<{ id: string; code: string }>
  onClose: () => void
  onCreated?: (id: string) => void
}

const createCpa = (body: Body) => post('/api/v1/sms/cpas', { body })

export function NewAction({ links = {}, initial = {}, createAction = createCpa, onClose, onCreated }: Props) {
  const record = useRecordForm({
    initial: {
      title: initial.title ?? '',
      description: '',
      kind: 'corrective',
      priority: 'medium',
      ownerMemberId: null as string | null,
      verifierMemberId: null as string | null,
      dueOn: initial.dueOn ?? '',
    },
    send: ({ title, description, kind, priority, dueOn, ...people }) =>
      createAction({
        ...links,
        ...people,
        title: title.trim(),
        kind: kind as 'corrective',
        priority: priority as 'low',
        ...(description.trim() ? { description: description.trim() } : {}),
        ...(dueOn ? { dueOn } : {}),
      }),
    done: ({ code }) => w.created(code),
    changes: ['cpa'],
    onDone: ({ id }) => {
      onClose()
      onCreated?.(id)
    },
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.create} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.save} onCancel={onClose}>
        <TextInput label={w.what} data-autofocus {...form.getInputProps('title')} />
        <Textarea label={w.description} autosize minRows={2} {...form.getInputProps('description')} />
        <FieldRow>
          <Select
            label={w.kind}
            data={optionsOf('cpa.kind')}
            allowDeselect={false}
            {...form.getInputProps('kind')}
          />
          <Select
            label={w.priority}
            data={choices(w.priorities)}
            allowDeselect={false}
            {...form.getInputProps('priority')}
          />
        </FieldRow>
        <MemberField label={w.owner} {...form.getInputProps('ownerMemberId')} />
        <MemberField label={w.verifier} {...form.getInputProps('verifierMemberId')} />
        <TextInput label={w.due} description={w.dueHint} type="date" {...form.getInputProps('dueOn')} />
      </Form>
    </Modal>
  )
}
