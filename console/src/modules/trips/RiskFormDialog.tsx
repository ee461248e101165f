import { Button, Modal, Select, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { post } from '#api/client.ts'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { IconPlus } from '#ui/icons.ts'
import { s } from '../../strings.ts'
import { emptyQuestion, type QuestionRow, questionRows, questionsOf, type RiskForm } from './riskFormRow.ts'
import { t } from './strings.ts'

const w = t.riskForm

/** The next version of the form, which begins as the one in use. */
export function RiskFormDialog({ riskForm, onClose }: { riskForm: RiskForm | null; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      questions: riskForm ? questionRows(riskForm.questions) : [emptyQuestion('pilot')],
      yellowAt: String(riskForm?.yellowAt ?? 15),
      redAt: String(riskForm?.redAt ?? 25),
    },
    send: ({ questions, yellowAt, redAt }) =>
      post('/api/v1/ops/frat/forms', {
        body: {
          questions: questionsOf(questions),
          yellowAt: numberOf(yellowAt) ?? Number.NaN,
          redAt: numberOf(redAt) ?? Number.NaN,
        },
      }),
    done: ({ version }) => w.published(version),
    changes: ['frat_form'],
    onDone: onClose,
  })
  const { form } = record
  const { questions } = form.values
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={w.edit((riskForm?.version ?? 0) + 1)}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.publish} onCancel={onClose}>
        <p className="dim">{w.editHint}</p>
        {questions.map((question, at) => (
          <QuestionFields
            key={question.key ?? `new ${at}`}
            position={at + 1}
            field={(name) => form.getInputProps(`questions.${at}.${name}`)}
            onRemove={questions.length > 1 ? () => form.removeListItem('questions', at) : null}
          />
        ))}
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            form.insertListItem('questions', emptyQuestion(questions.at(-1)?.section ?? 'pilot'))
          }
        >
          {w.addQuestion}
        </Button>
        <FieldRow>
          <TextInput label={w.yellowAt} inputMode="numeric" {...form.getInputProps('yellowAt')} />
          <TextInput label={w.redAt} inputMode="numeric" {...form.getInputProps('redAt')} />
        </FieldRow>
      </Form>
    </Modal>
  )
}

type QuestionProps = {
  position: number
  field: (name: keyof QuestionRow) => object
  onRemove: (() => void) | null
}

function QuestionFields({ position, field, onRemove }: QuestionProps) {
  return (
    <FieldGroup title={w.question(position)}>
      <TextInput label={w.text} {...field('text')} />
      <FieldRow>
        <Select
          label={w.section}
          data={optionsOf('frat_form.questions.section')}
          allowDeselect={false}
          {...field('section')}
        />
        <TextInput label={w.weight} inputMode="numeric" {...field('weight')} />
      </FieldRow>
      {onRemove ? (
        <Button variant="subtle" size="compact-sm" onClick={onRemove}>
          {w.removeQuestion(position)}
        </Button>
      ) : null}
    </FieldGroup>
  )
}
