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
  const { isSimulator } = form.values
  const label = (field: (typeof clockFields)[number]) =>
    isSimulator ? (field === 'offBlockAt' ? w.sessionStart : w.sessionEnd) : labels[field]
  const isShown = (field: (typeof clockFields)[number]) =>
    !isSimulator || field === 'offBlockAt' || field === 'onBlockAt'
  return (
    <FieldGroup title={isSimulator ? w.session : w.route}>
      <FieldRow>
        {isSimulator ? null : (
          <>
            <AirportField size="sm" label={w.from} {...form.getInputProps('fromAirport')} />
            <AirportField size="sm" label={w.to} {...form.getInputProps('toAirport')} />
          </>
        )}
        <TextInput label={w.date} type="date" {...form.getInputProps('date')} />
      </FieldRow>
      <FieldRow>
        {clockFields.filter(isShown).map((field) => (
          <TimeField
            key={field}
            label={label(field)}
            description={(clocks[field] ?? 0) >= 24 * 60 ? w.nextDay : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.getInputProps(field)}
          />
        ))}
      </FieldRow>
      <p className={classes.sum}>
        <span>
          {isSimulator ? w.sessionTime : w.blockTime} <b>{span(clocks.offBlockAt, clocks.onBlockAt)}</b>
        </span>
        {isSimulator ? null : (
          <span>
            {w.airTime} <b>{span(clocks.takeOffAt, clocks.landingAt)}</b>
          </span>
        )}
        <span className="dim">{w.timesHint}</span>
      </p>
    </FieldGroup>
  )
}
