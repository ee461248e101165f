import { Modal, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.risk
type RiskForm = RecordOf<'frat_form'>
type Props = { tripId: string; onClose: () => void }

/** Answers the questions of the flight risk form that is in use. */
export function AssessDialog({ tripId, onClose }: Props) {
  const forms = useQuery({
    queryKey: ['frat_form'],
    queryFn: () => get('/api/v1/ops/frat/forms', { query: { page_size: 1 } }),
  })
  return (
    <Modal opened onClose={onClose} title={w.assess} closeButtonProps={{ 'aria-label': s.close }}>
      <Loaded query={forms}>
        {({ items: [form] }) =>
          form ? (
            <Questions riskForm={form} tripId={tripId} onClose={onClose} />
          ) : (
            <EmptyState title={w.noForm} hint={w.noFormHint} />
          )
        }
      </Loaded>
    </Modal>
  )
}

function Questions({ riskForm, tripId, onClose }: Props & { riskForm: RiskForm }) {
  const { questions } = riskForm
  const record = useRecordForm({
    initial: { isSo: questions.map(() => false), mitigation: '' },
    send: ({ isSo, mitigation }) =>
      post('/api/v1/ops/frat/assessments', {
        body: {
          tripId,
          answers: questions.map(({ key }, index) => ({ key, answer: isSo[index] ?? false })),
          ...(mitigation.trim() ? { mitigation: mitigation.trim() } : {}),
        },
      }),
    done: ({ score, band }) => w.assessed(score, labelOf('frat_assessment.band', band).toLowerCase()),
    changes: ['frat_assessment', 'trip'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Form record={record} submitLabel={w.submit} onCancel={onClose}>
      {questions.map(({ key, text }, index) => (
        <Checkbox key={key} label={text} {...form.getInputProps(`isSo.${index}`, { type: 'checkbox' })} />
      ))}
      <Textarea label={w.mitigation} autosize minRows={2} {...form.getInputProps('mitigation')} />
    </Form>
  )
}
