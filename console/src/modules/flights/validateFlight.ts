import { hoursError } from '#ui/form/HoursField.tsx'
import { clockError } from '#ui/form/TimeField.tsx'
import { required } from '#ui/form/useRecordForm.ts'
import { dialRan, parseHours } from '#ui/hours.ts'
import type { FlightForm } from './flightForm.ts'
import { t } from './strings.ts'

const w = t.form
const clockNeeded = (label: string) => (text: string) => required(label)(text) ?? clockError(text)

const hoursAfter = (start: string, end: string) => {
  const from = parseHours(start)
  const to = parseHours(end)
  return hoursError(end) ?? (from !== null && to !== null && dialRan(from, to) < 0 ? w.backwards : null)
}

/** The checks that the contract can't make: how a clock or a meter is typed, and their order. */
export const validateFlight = {
  date: required(w.date),
  offBlockAt: clockNeeded(w.off),
  onBlockAt: clockNeeded(w.on),
  takeOffAt: clockError,
  landingAt: clockError,
  hobbsOutHundredths: hoursError,
  tachOutHundredths: hoursError,
  hobbsInHundredths: (text: string, form: FlightForm) => hoursAfter(form.hobbsOutHundredths, text),
  tachInHundredths: (text: string, form: FlightForm) => hoursAfter(form.tachOutHundredths, text),
}
