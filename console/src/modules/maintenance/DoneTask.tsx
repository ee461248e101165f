import { Modal, Textarea, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { s } from '../../strings.ts'
import { FindingFields, findingsOf, findingValues } from './FindingFields.tsx'
import { t } from './squawkStrings.ts'

const w = t.order
type Order = RecordOf<'work_order'>

/** Marks a task as done of which the law asks more than that. */
export function DoneTask({
  order,
  task,
  onClose,
}: {
  order: Order
  task: Order['tasks'][number]
  onClose: () => void
}) {
  const asksMethod = task.asks.includes('method')
  const record = useRecordForm({
    initial: {
      method: task.method ?? '',
      referenceData: task.referenceData ?? '',
      findings: findingValues(task.findings),
    },
    validate: asksMethod ? { method: required(w.method) } : {},
    send: ({ method, referenceData, findings }) => {
      const found = findingsOf(findings, task.asks)
      return post('/api/v1/maintenance/work-orders/{id}/tasks/{taskId}/done', {
        path: { id: order.id, taskId: task.id },
        body: {
          ...(method.trim() ? { method: method.trim() } : {}),
          ...(referenceData.trim() ? { referenceData: referenceData.trim() } : {}),
          ...(found ? { findings: found } : {}),
        },
      })
    },
    done: w.moved,
    changes: ['work_order'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={task.title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.done} onCancel={onClose}>
        {task.asksHint ? <Notice tone="info">{task.asksHint}</Notice> : null}
        <FindingFields form={form} asked={task.asks} />
        {asksMethod ? (
          <Textarea label={w.method} autosize minRows={2} {...form.getInputProps('method')} />
        ) : null}
        <TextInput label={w.reference} {...form.getInputProps('referenceData')} />
      </Form>
    </Modal>
  )
}
