import { Modal, Select, Stack, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { post } from '#api/client.ts'
import type { Aircraft, Reading } from '#api/types.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { HoursField, meterError } from '#ui/form/HoursField.tsx'
import { clockError, TimeField } from '#ui/form/TimeField.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { parseHours } from '#ui/hours.ts'
import { Radio } from '#ui/Radio.ts'
import { instantOf, parseClock, utcToday } from '#ui/time.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.reading
const kinds = optionsOf('recordReading.kind')
const valueNeeded = (label: string, kind: string, text: string) =>
  required(label)(text) ?? meterError(kind, text)

/** Records a reading, corrects a wrong one, or starts a new meter. */
export function RecordReading({ aircraft, onClose }: { aircraft: Aircraft; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      entry: 'reading' as Reading['entry'],
      kind: 'hobbs' as Reading['kind'],
      readingHundredths: '',
      newReadingHundredths: '0.0',
      reason: '',
      readAt: utcToday(),
      readAtTime: '',
    },
    validate: {
      readingHundredths: (text, { kind }) => valueNeeded(w.shows, kind, text),
      newReadingHundredths: (text, { entry, kind }) =>
        entry === 'replacement' ? valueNeeded(w.newShows, kind, text) : null,
      reason: (text, { entry }) => (entry === 'reading' ? null : required(w.reason)(text)),
      // A date without its time would be read as now.
      readAtTime: (text, { readAt }) =>
        text.trim() === '' && readAt !== utcToday() ? w.timeNeeded : clockError(text),
    },
    send: ({ entry, kind, readingHundredths, newReadingHundredths, reason, readAt, readAtTime }) => {
      const clock = parseClock(readAtTime)
      return post('/api/v1/ops/aircraft/{id}/readings', {
        path: { id: aircraft.id },
        body: {
          kind,
          entry,
          readingHundredths: parseHours(readingHundredths) ?? 0,
          ...(entry === 'replacement' ? { newReadingHundredths: parseHours(newReadingHundredths) ?? 0 } : {}),
          ...(reason.trim() ? { reason: reason.trim() } : {}),
          ...(clock === null ? {} : { readAt: instantOf(readAt, clock) }),
        },
      })
    },
    done: w.done,
    changes: ['aircraft'],
    onDone: onClose,
  })
  const { form } = record
  const { entry } = form.values

  return (
    <Modal
      opened
      onClose={onClose}
      title={w.title(aircraft.registration)}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <Radio.Group label={w.entry} {...form.getInputProps('entry')}>
          <Stack gap={6} mt={6}>
            <Radio value="reading" label={w.reading} description={w.readingHint} />
            <Radio value="adjustment" label={w.adjustment} description={w.adjustmentHint} />
            <Radio value="replacement" label={w.replacement} description={w.replacementHint} />
          </Stack>
        </Radio.Group>
        <FieldRow>
          <Select label={w.kind} data={kinds} allowDeselect={false} {...form.getInputProps('kind')} />
          <HoursField
            label={entry === 'replacement' ? w.removedAt : w.shows}
            meter={form.values.kind}
            {...form.getInputProps('readingHundredths')}
          />
          {entry === 'replacement' ? (
            <HoursField
              label={w.newShows}
              meter={form.values.kind}
              {...form.getInputProps('newReadingHundredths')}
            />
          ) : null}
        </FieldRow>
        {entry === 'reading' ? null : <TextInput label={w.reason} {...form.getInputProps('reason')} />}
        <FieldRow>
          <TextInput label={w.date} type="date" {...form.getInputProps('readAt')} />
          <TimeField label={w.time} {...form.getInputProps('readAtTime')} />
        </FieldRow>
      </Form>
    </Modal>
  )
}
