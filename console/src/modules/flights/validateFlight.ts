import { hoursError } from '#ui/form/HoursField.tsx'
import { clockError } from '#ui/form/TimeField.tsx'
import { required } from '#ui/form/useRecordForm.ts'
import { parseHours } from '#ui/hours.ts'
import type { FlightForm } from './flightForm.ts'
import { t } from './strings.ts'

const w = t.form
const count = (text: string) => (/^\d{0,3}$/.test(text.trim()) ? null : w.count)
const decimal = (text: string) => (/^\d*(?:[.,]\d+)?$/.test(text.trim()) ? null : w.number)
const clockNeeded = (label: string) => (text: string) => required(label)(text) ?? clockError(text)

const hoursAfter = (start: string, end: string) => {
  const from = parseHours(start)
  const to = parseHours(end)
  return hoursError(end) ?? (from !== null && to !== null && to < from ? w.backwards : null)
}

/** The checks that need no server. The server decides. */
export const validateFlight = {
  aircraftId: required(w.aircraft),
  fromAirport: required(w.from),
  toAirport: required(w.to),
  date: required(w.date),
  crew: { crewId: (id: string | null) => (id ? null : w.noPerson) },
  offBlockAt: clockNeeded(w.off),
  onBlockAt: clockNeeded(w.on),
  takeOffAt: clockError,
  landingAt: clockError,
  hobbsOutHundredths: hoursError,
  tachOutHundredths: hoursError,
  hobbsInHundredths: (text: string, form: FlightForm) => hoursAfter(form.hobbsOutHundredths, text),
  tachInHundredths: (text: string, form: FlightForm) => hoursAfter(form.tachOutHundredths, text),
  dayTakeOffs: count,
  nightTakeOffs: count,
  dayLandings: count,
  nightLandings: count,
  dayFullStopLandings: count,
  nightFullStopLandings: count,
  approaches: count,
  holds: count,
  fuelQuantity: decimal,
  oilQuarts: decimal,
}
