import { Modal, Textarea, TextInput } from '@mantine/core'
import { post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useSession } from '#api/session.ts'
import type { MaintenanceCompletion, MaintenanceItem } from '#api/types.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { HoursField, hoursError, meterError } from '#ui/form/HoursField.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { formatMeter, parseHours } from '#ui/hours.ts'
import { Notice } from '#ui/Notice.tsx'
import { s } from '../../strings.ts'
import { dueText, meterValueOf } from './dueWords.tsx'
import { FindingFields, findingsOf, findingValues } from './FindingFields.tsx'
import { t } from './strings.ts'

const w = t.complete
const meters = ['hobbs', 'tach', 'air', 'cycles'] as const

/** Records that an item was done, or corrects the entry named by `corrects`. */
export function Complete({
  item,
  corrects,
  onClose,
}: {
  item: MaintenanceItem
  corrects?: MaintenanceCompletion
  onClose: () => void
}) {
  const { user } = useSession()
  const shownMeters = meters.filter((meter) => item.limits.some((limit) => limit.counter === meter))
  const lastValueOf = (meter: (typeof meters)[number]) => {
    const hundredths = corrects ? corrects[`${meter}Hundredths`] : meterValueOf(item, meter)
    return hundredths === null ? '' : formatMeter(meter, hundredths)
  }
  const record = useRecordForm({
    initial: {
      doneOn:
        corrects?.doneOn ?? new Intl.DateTimeFormat('en-CA', { timeZone: item.zone }).format(new Date()),
      hobbsHundredths: lastValueOf('hobbs'),
      tachHundredths: lastValueOf('tach'),
      airHundredths: lastValueOf('air'),
      cyclesHundredths: lastValueOf('cycles'),
      performedBy: corrects?.performedBy ?? user.displayName,
      certificateKind: corrects?.certificateKind ?? '',
      certificateNumber: corrects?.certificateNumber ?? '',
      findings: findingValues(corrects?.findings),
      reference: corrects?.reference ?? '',
      note: '',
    },
    validate: {
      hobbsHundredths: hoursError,
      tachHundredths: hoursError,
      airHundredths: hoursError,
      cyclesHundredths: (text) => meterError('cycles', text),
      note: corrects ? required(w.why) : undefined,
    },
    send: ({
      doneOn,
      performedBy,
      certificateKind,
      certificateNumber,
      findings,
      reference,
      note,
      ...shown
    }) => {
      const found = findingsOf(findings, item.completionFields)
      const meterValues = Object.fromEntries(
        shownMeters.flatMap((meter) => {
          const value = parseHours(shown[`${meter}Hundredths`])
          return value === null ? [] : [[`${meter}Hundredths`, value]]
        }),
      )
      return post('/api/v1/maintenance/items/{id}/complete', {
        path: { id: item.id },
        body: {
          doneOn,
          ...meterValues,
          performedBy: performedBy.trim(),
          ...(certificateKind.trim() ? { certificateKind: certificateKind.trim() } : {}),
          ...(found ? { findings: found } : {}),
          ...(certificateNumber.trim() ? { certificateNumber: certificateNumber.trim() } : {}),
          ...(reference.trim() ? { reference: reference.trim() } : {}),
          ...(note.trim() ? { note: note.trim() } : {}),
          ...(corrects ? { corrects: corrects.id } : {}),
        },
      })
    },
    done: (saved) => (saved.isActive ? w.done(saved.title, dueText(saved)) : w.doneOnce(saved.title)),
    changes: ['maintenance_item'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal
      opened
      onClose={onClose}
      title={corrects ? w.correctTitle(item.title) : w.title(item.title)}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        {corrects ? <p className="dim">{w.correctHint}</p> : null}
        {item.alsoCompletes.includes('hundred_hour') ? <p className="dim">{w.alsoCompletes}</p> : null}
        {item.completionHint ? <Notice tone="info">{item.completionHint}</Notice> : null}
        <TextInput label={w.doneOn} type="date" {...form.getInputProps('doneOn')} />
        {shownMeters.map((meter) => (
          <HoursField
            key={meter}
            meter={meter}
            label={w.stood(labelOf('MaintenanceLimit.counter', meter))}
            description={w.stoodHint}
            {...form.getInputProps(`${meter}Hundredths`)}
          />
        ))}
        <FindingFields form={form} asked={item.completionFields} />
        <TextInput label={w.performedBy} {...form.getInputProps('performedBy')} />
        <FieldRow>
          <TextInput
            label={w.certificateKind}
            placeholder={w.certificateKinds}
            {...form.getInputProps('certificateKind')}
          />
          <TextInput label={w.certificate} {...form.getInputProps('certificateNumber')} />
        </FieldRow>
        <TextInput label={w.reference} description={w.referenceHint} {...form.getInputProps('reference')} />
        <Textarea label={corrects ? w.why : w.note} autosize minRows={2} {...form.getInputProps('note')} />
      </Form>
    </Modal>
  )
}
