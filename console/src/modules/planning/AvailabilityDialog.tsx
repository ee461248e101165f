import { ActionIcon, Button, Group, Modal, TextInput } from '@mantine/core'
import { valuesOf } from '#api/choice.ts'
import { patch, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { FieldGroup } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { IconPlus, IconX } from '#ui/icons.ts'
import { s } from '../../strings.ts'
import type { Availability } from './AvailabilityList.tsx'
import { hoursOf, hoursText } from './hoursText.ts'
import classes from './people.module.css'
import { t } from './strings.ts'

const w = t.availability
const weekdays = valuesOf('planning_availability.weekly.weekday')
type Weekday = (typeof weekdays)[number]
type Day = { on: string; hours: string }

const hoursError = (text: string) => (hoursOf(text) === null ? w.hoursError : null)

/** Sets the hours of somebody or something, day by day, and the days that differ. */
export function AvailabilityDialog({
  availability,
  onClose,
}: {
  availability?: Availability
  onClose: () => void
}) {
  const ofDay = (weekday: Weekday) =>
    hoursText((availability?.weekly ?? []).filter((hours) => hours.weekday === weekday))
  const record = useRecordForm({
    initial: {
      personId: null as string | null,
      resourceId: null as string | null,
      week: Object.fromEntries(
        weekdays.map((weekday) => [weekday, availability ? ofDay(weekday) : w.usualHours(weekday)]),
      ) as Record<Weekday, string>,
      exceptions: (availability?.exceptions ?? []).map(
        ({ on, hours }): Day => ({ on, hours: hoursText(hours) }),
      ),
    },
    names: { subjectId: 'personId', weekly: 'week' },
    validate: {
      personId: (personId, { resourceId }) =>
        !availability && (personId === null) === (resourceId === null) ? w.oneOf : null,
      week: Object.fromEntries(weekdays.map((weekday) => [weekday, hoursError])),
      exceptions: { hours: hoursError, on: (on) => (on === '' ? w.dayError : null) },
    },
    send: ({ personId, resourceId, week, exceptions }) => {
      const body = {
        weekly: weekdays.flatMap((weekday) =>
          (hoursOf(week[weekday]) ?? []).map((hours) => ({ weekday, ...hours })),
        ),
        exceptions: exceptions.map(({ on, hours }) => ({ on, hours: hoursOf(hours) ?? [] })),
      }
      return availability
        ? patch('/api/v1/planning/availability/{id}', {
            path: { id: availability.id },
            version: availability.version,
            body,
          })
        : post('/api/v1/planning/availability', {
            body: { subjectId: personId ?? resourceId ?? '', ...body },
          })
    },
    done: w.saved,
    changes: ['planning_availability'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal
      opened
      onClose={onClose}
      title={availability ? w.editTitle(availability.subjectName) : w.create}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.save} onCancel={onClose}>
        {availability ? null : (
          <>
            <RecordField kind="crew_member" label={w.person} clearable {...form.getInputProps('personId')} />
            <RecordField
              kind="planning_resource"
              label={w.resource}
              clearable
              {...form.getInputProps('resourceId')}
            />
          </>
        )}
        <FieldGroup title={w.week}>
          <p className="dim">{w.hoursHint}</p>
          {weekdays.map((weekday) => (
            <TextInput
              key={weekday}
              label={labelOf('planning_availability.weekly.weekday', weekday)}
              {...form.getInputProps(`week.${weekday}`)}
            />
          ))}
        </FieldGroup>
        <FieldGroup title={w.exceptions}>
          {form.values.exceptions.map((_, at) => (
            <div key={at} className={classes.person}>
              <TextInput label={w.hours(at + 1)} {...form.getInputProps(`exceptions.${at}.hours`)} />
              <TextInput label={w.day(at + 1)} type="date" {...form.getInputProps(`exceptions.${at}.on`)} />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                mt={22}
                aria-label={w.removeDay(at + 1)}
                onClick={() => form.removeListItem('exceptions', at)}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </div>
          ))}
          <Group>
            <Button
              variant="subtle"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => form.insertListItem('exceptions', { on: '', hours: '' })}
            >
              {w.addDay}
            </Button>
          </Group>
        </FieldGroup>
      </Form>
    </Modal>
  )
}
