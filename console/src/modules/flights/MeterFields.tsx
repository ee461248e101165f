import type { UseFormReturnType } from '@mantine/form'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { HoursField } from '#ui/form/HoursField.tsx'
import { dialRan, formatHours, parseHours } from '#ui/hours.ts'
import type { FlightForm } from './flightForm.ts'
import classes from './flights.module.css'
import { t } from './strings.ts'

const w = t.form
const below: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

function flown(name: string, from: string, to: string) {
  const start = parseHours(from)
  const end = parseHours(to)
  const ran = start === null || end === null ? -1 : dialRan(start, end)
  return ran < 0 ? null : w.flown(name, formatHours(ran))
}

/** Hobbs and tach, out and in, and the hours between them. `sources` says where the start values come from. */
export function MeterFields({
  form,
  sources,
}: {
  form: UseFormReturnType<FlightForm>
  sources: { hobbs: string | undefined; tach: string | undefined }
}) {
  const { hobbsOutHundredths, hobbsInHundredths, tachOutHundredths, tachInHundredths } = form.values
  const sums = [
    flown(t.page.hobbs, hobbsOutHundredths, hobbsInHundredths),
    flown(t.page.tach, tachOutHundredths, tachInHundredths),
  ].filter(Boolean)
  return (
    <FieldGroup title={w.meters}>
      <FieldRow>
        <HoursField
          label={w.hobbsOut}
          description={sources.hobbs}
          inputWrapperOrder={below}
          {...form.getInputProps('hobbsOutHundredths')}
        />
        <HoursField label={w.hobbsIn} {...form.getInputProps('hobbsInHundredths')} />
        <HoursField
          label={w.tachOut}
          description={sources.tach}
          inputWrapperOrder={below}
          {...form.getInputProps('tachOutHundredths')}
        />
        <HoursField label={w.tachIn} {...form.getInputProps('tachInHundredths')} />
      </FieldRow>
      {sums.length > 0 ? (
        <p className={classes.sum}>
          {sums.map((sum) => (
            <b key={sum}>{sum}</b>
          ))}
        </p>
      ) : null}
    </FieldGroup>
  )
}
