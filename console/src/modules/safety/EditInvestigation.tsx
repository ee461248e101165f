import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { patch } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { InvestigationInFull } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { MemberField } from './MemberField.tsx'
import { t } from './strings.ts'

const w = t.investigations
type Props = { investigation: InvestigationInFull; onClose: () => void }

/** The steps of a method: as filled in, or empty. */
const stepsOf = (method: keyof typeof w.steps | null, filled: InvestigationInFull['methodData']) =>
  filled.length > 0 ? filled : method ? w.steps[method].map((heading) => ({ heading, text: '' })) : []

export function EditInvestigation({ investigation, onClose }: Props) {
  const can = useCan()
  const record = useRecordForm({
    initial: {
      title: investigation.title,
      leadMemberId: investigation.leadMemberId,
      narrative: investigation.narrative ?? '',
      method: investigation.method as string | null,
      steps: stepsOf(investigation.method, investigation.methodData),
      preliminaryReport: investigation.preliminaryReport ?? '',
    },
    send: ({ steps, narrative, preliminaryReport, leadMemberId, method, ...rest }) =>
      patch('/api/v1/sms/investigations/{id}', {
        path: { id: investigation.id },
        body: {
          ...rest,
          method: method as typeof investigation.method,
          narrative: narrative.trim() || null,
          preliminaryReport: preliminaryReport.trim() || null,
          methodData: steps,
          // Only safety managers choose the lead.
          ...(leadMemberId === investigation.leadMemberId ? {} : { leadMemberId }),
        },
        version: investigation.version,
      }),
    done: w.saved,
    changes: ['investigation'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.edit} size="lg" closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.save} onCancel={onClose}>
        <TextInput label={w.what} {...form.getInputProps('title')} />
        {can('listAssignees') ? <MemberField label={w.lead} {...form.getInputProps('leadMemberId')} /> : null}
        <Textarea
          label={w.narrative}
          data-autofocus
          autosize
          minRows={4}
          {...form.getInputProps('narrative')}
        />
        <Select
          label={w.method}
          data={optionsOf('investigation.method')}
          {...form.getInputProps('method')}
          onChange={(method) => {
            form.setFieldValue('method', method)
            form.setFieldValue('steps', stepsOf(method as keyof typeof w.steps | null, []))
          }}
        />
        {form.values.steps.map((step, index) => (
          <Textarea
            key={step.heading}
            label={step.heading}
            autosize
            minRows={1}
            {...form.getInputProps(`steps.${index}.text`)}
          />
        ))}
        <Textarea
          label={w.preliminaryReport}
          autosize
          minRows={2}
          {...form.getInputProps('preliminaryReport')}
        />
      </Form>
    </Modal>
  )
}
