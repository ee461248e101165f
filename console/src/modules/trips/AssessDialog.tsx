import { Modal, Textarea } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { FieldGroup } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { s } from '../../strings.ts'
import { riskBands } from './kind.ts'
import { type RiskForm, scoreOf, sections } from './riskFormRow.ts'
import { t } from './strings.ts'
import classes from './trips.module.css'

const w = t.risk
/** What is assessed: a trip or a booking. */
export type Assessed = { tripId: string } | { sessionId: string }
type Props = { of: Assessed; onClose: () => void }

/** Answers the questions of the flight risk form that is in use. On a phone it fills the screen. */
export function AssessDialog({ of, onClose }: Props) {
  const isPhone = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const forms = useQuery({
    queryKey: ['frat_form'],
    queryFn: () => get('/api/v1/ops/frat/forms', { query: { page_size: 1 } }),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={w.assess}
      fullScreen={isPhone}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Loaded query={forms}>
        {({ items: [form] }) =>
          form ? (
            <Questions riskForm={form} of={of} onClose={onClose} />
          ) : (
            <EmptyState title={w.noForm} hint={w.noFormHint} />
          )
        }
      </Loaded>
    </Modal>
  )
}

function Questions({ riskForm, of, onClose }: Props & { riskForm: RiskForm }) {
  const { questions } = riskForm
  const record = useRecordForm({
    initial: { isSo: questions.map(() => false), mitigation: '' },
    send: ({ isSo, mitigation }) =>
      post('/api/v1/ops/frat/assessments', {
        body: {
          ...of,
          answers: questions.map(({ key }, index) => ({ key, answer: isSo[index] ?? false })),
          ...(mitigation.trim() ? { mitigation: mitigation.trim() } : {}),
        },
      }),
    done: ({ score, band }) => w.assessed(score, labelOf('frat_assessment.band', band).toLowerCase()),
    changes: ['frat_assessment', 'trip', 'planning_session'],
    onDone: onClose,
  })
  const { form } = record
  const { score, band } = scoreOf(riskForm, form.values.isSo)
  return (
    <Form record={record} submitLabel={w.submit} onCancel={onClose}>
      <p className="dim">{w.tick}</p>
      {sections.map((section) => {
        const own = questions.flatMap((question, index) =>
          question.section === section ? [{ ...question, index }] : [],
        )
        return own.length === 0 ? null : (
          <FieldGroup key={section} title={labelOf('frat_form.questions.section', section)}>
            {own.map(({ key, text, index }) => (
              <Checkbox
                key={key}
                className={classes.answer}
                label={text}
                {...form.getInputProps(`isSo.${index}`, { type: 'checkbox' })}
              />
            ))}
          </FieldGroup>
        )
      })}
      <p role="status" className={classes.score}>
        {w.scoreNow(score)} <StateBadge of={riskBands} state={band} />
      </p>
      {band === 'red' ? <p className="dim">{w.redHint}</p> : null}
      <Textarea label={w.mitigation} autosize minRows={2} {...form.getInputProps('mitigation')} />
    </Form>
  )
}
