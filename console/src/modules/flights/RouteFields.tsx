import { TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { AirportField } from '#ui/form/AirportField.tsx'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { TimeField } from '#ui/form/TimeField.tsx'
import { formatMinutes } from '#ui/time.ts'
import { clockFields, clocksOf, type FlightForm } from './flightForm.ts'
import classes from './flights.module.css'
import { t } from './strings.ts'

const w = t.form
const labels = { offBlockAt: w.off, takeOffAt: w.takeOff, landingAt: w.landing, onBlockAt: w.on }
const span = (from: number | null, to: number | null) =>
  from === null || to === null ? '–' : formatMinutes(to - from)

/** From, to and the four times. Durations update while you type. */
export function RouteFields({ form }: { form: UseFormReturnType<FlightForm> }) {
  const clocks = clocksOf(form.values)
  return (
    <FieldGroup title={w.route}>
      <FieldRow>
        <AirportField size="sm" label={w.from} {...form.getInputProps('fromAirport')} />
        <AirportField size="sm" label={w.to} {...form.getInputProps('toAirport')} />
        <TextInput label={w.date} type="date" {...form.getInputProps('date')} />
      </FieldRow>
      <FieldRow>
        {clockFields.map((field) => (
          <TimeField
            key={field}
            label={labels[field]}
            description={(clocks[field] ?? 0) >= 24 * 60 ? w.nextDay : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.getInputProps(field)}
          />
        ))}
      </FieldRow>
      <p className={classes.sum}>
        <span>
          {w.blockTime} <b>{span(clocks.offBlockAt, clocks.onBlockAt)}</b>
        </span>
        <span>
          {w.airTime} <b>{span(clocks.takeOffAt, clocks.landingAt)}</b>
        </span>
        <span className="dim">{w.timesHint}</span>
      </p>
    </FieldGroup>
  )
}
