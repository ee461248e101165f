import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { HoursField, hoursError } from '#ui/form/HoursField.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { parseHours } from '#ui/hours.ts'
import { s } from '../../strings.ts'
import { t } from './directiveStrings.ts'

const w = t.decide
type Decision = RecordOf<'directive_applicability'>
type Body = Parameters<typeof send>[1]

const send = (
  id: string,
  body: {
    aircraftId?: string
    componentId?: string
    status: Decision['status']
    reason?: string
    method?: string
    compliedOn?: string
    certificateKind?: string
    certificateNumber?: string
    limits?: { counter: 'calendar' | 'tach'; intervalMonths?: number; intervalHundredths?: number }[]
  },
) => post('/api/v1/maintenance/directives/{id}/applicability', { path: { id }, body })

/** Decides whether a directive applies to an aircraft or a component, and how it was complied with. */
export function DecideDirective({
  directiveId,
  title,
  of,
  earlier,
  onClose,
}: {
  directiveId: string
  title: string
  /** Without either, the component is chosen here. */
  of: { aircraftId?: string; componentId?: string }
  earlier?: Decision | undefined
  onClose: () => void
}) {
  const isChosen = of.aircraftId !== undefined || of.componentId !== undefined
  const record = useRecordForm({
    initial: {
      componentId: '',
      status: (earlier?.status ?? 'open') as Decision['status'],
      reason: earlier?.reason ?? '',
      method: '',
      compliedOn: '',
      certificateKind: '',
      certificateNumber: '',
      months: '',
      hours: '',
      meter: 'tach',
    },
    names: { limits: 'months' },
    validate: {
      hours: hoursError,
      ...(isChosen ? {} : { componentId: required(w.component) }),
    },
    send: (values) => {
      const { status, reason, method, compliedOn, certificateKind, certificateNumber, months } = values
      const isDone = status === 'complied' || status === 'recurring'
      const hundredths = parseHours(values.hours)
      const limits = [
        ...(Number(months) > 0 ? [{ counter: 'calendar' as const, intervalMonths: Number(months) }] : []),
        ...(hundredths ? [{ counter: values.meter as 'tach', intervalHundredths: hundredths }] : []),
      ]
      const filled = (name: keyof Body, text: string) => (text.trim() ? { [name]: text.trim() } : {})
      return send(directiveId, {
        ...(isChosen ? of : { componentId: values.componentId }),
        status,
        ...(status === 'not_applicable' ? filled('reason', reason) : {}),
        ...(isDone
          ? {
              ...filled('method', method),
              ...filled('compliedOn', compliedOn),
              ...filled('certificateKind', certificateKind),
              ...filled('certificateNumber', certificateNumber),
            }
          : {}),
        ...(status === 'recurring' && limits.length > 0 ? { limits } : {}),
      })
    },
    done: w.done,
    changes: ['directive', 'directive_applicability', 'maintenance_item'],
    onDone: onClose,
  })
  const { form } = record
  const { status } = form.values
  const isDone = status === 'complied' || status === 'recurring'
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={t.page.decide} onCancel={onClose}>
        {isChosen ? null : (
          <RecordField kind="component" label={w.component} {...form.getInputProps('componentId')} />
        )}
        <Select
          label={w.status}
          data={optionsOf('directive_applicability.status')}
          allowDeselect={false}
          {...form.getInputProps('status')}
        />
        {status === 'not_applicable' ? (
          <Textarea
            label={w.reason}
            description={w.reasonHint}
            autosize
            minRows={2}
            {...form.getInputProps('reason')}
          />
        ) : null}
        {isDone ? (
          <>
            <Textarea
              label={w.method}
              description={w.methodHint}
              autosize
              minRows={2}
              {...form.getInputProps('method')}
            />
            <TextInput label={w.on} type="date" {...form.getInputProps('compliedOn')} />
            <FieldRow>
              <TextInput label={w.certificateKind} {...form.getInputProps('certificateKind')} />
              <TextInput label={w.certificateNumber} {...form.getInputProps('certificateNumber')} />
            </FieldRow>
          </>
        ) : null}
        {status === 'recurring' ? (
          <>
            <p className="dim">{w.recurs}</p>
            <FieldRow>
              <TextInput label={w.months} inputMode="numeric" {...form.getInputProps('months')} />
              <HoursField label={w.hours} {...form.getInputProps('hours')} />
              <Select
                label={w.meter}
                data={optionsOf('MaintenanceLimit.counter').filter(({ value }) =>
                  ['tach', 'hobbs', 'air'].includes(value),
                )}
                allowDeselect={false}
                {...form.getInputProps('meter')}
              />
            </FieldRow>
          </>
        ) : null}
      </Form>
    </Modal>
  )
}
