import type { BodyOf } from '#api/answer.ts'
import type { MaintenanceItem, MaintenanceLimit } from '#api/types.ts'
import { numberOf } from '#ui/form/number.ts'
import { formatMeter, parseHours } from '#ui/hours.ts'

type Body = BodyOf<'POST', '/api/v1/maintenance/items'>
type Limit = Body['limits'][number]
export type CalendarUnit = 'intervalCalendarMonths' | 'intervalMonths' | 'intervalDays'
export const calendarUnits: CalendarUnit[] = ['intervalCalendarMonths', 'intervalMonths', 'intervalDays']

export type ToleranceUnit = 'toleranceDays' | 'toleranceMonths'
export const toleranceUnits: ToleranceUnit[] = ['toleranceDays', 'toleranceMonths']

export type ItemForm = {
  aircraftId: string | null
  title: string
  kind: MaintenanceItem['kind']
  reference: string
  notes: string
  anchor: MaintenanceItem['anchor']
  lastDoneOn: string
  every: string
  unit: CalendarUnit
  warningDays: string
  tolerance: string
  toleranceUnit: ToleranceUnit
  dueOn: string
  meter: string
  intervalHundredths: string
  warningHundredths: string
  toleranceHundredths: string
  lastDoneHundredths: string
  dueAtHundredths: string
}

/** How long before a limit it becomes upcoming, where nobody says so. */
const defaultWarnings = { hours: '10.0', cycles: '50' }
export const warningFor = (meter: string, warning: string) =>
  Object.values(defaultWarnings).includes(warning)
    ? defaultWarnings[meter === 'cycles' ? 'cycles' : 'hours']
    : warning

export const emptyItem = (aircraftId: string | null): ItemForm => ({
  aircraftId,
  title: '',
  kind: 'inspection',
  reference: '',
  notes: '',
  anchor: 'from_completion',
  lastDoneOn: '',
  every: '',
  unit: 'intervalCalendarMonths',
  warningDays: '30',
  tolerance: '0',
  toleranceUnit: 'toleranceDays',
  dueOn: '',
  meter: '',
  intervalHundredths: '',
  warningHundredths: defaultWarnings.hours,
  toleranceHundredths: '0.0',
  lastDoneHundredths: '',
  dueAtHundredths: '',
})

const shown = (counter: string, value: number | null | undefined) =>
  value == null ? '' : formatMeter(counter, value)
const calendarOf = (item: MaintenanceItem) => item.limits.find((limit) => limit.counter === 'calendar')
// The form has one meter. Other limits of the item stay unchanged.
const meterOf = (item: MaintenanceItem) => item.limits.find((limit) => limit.counter !== 'calendar')

export function formOf(item: MaintenanceItem): ItemForm {
  const empty = emptyItem(item.aircraftId)
  const [calendar, meter] = [calendarOf(item), meterOf(item)]
  const value = (field: 'interval' | 'warning' | 'tolerance' | 'lastDone' | 'dueAt') =>
    meter ? shown(meter.counter, meter[`${field}Hundredths`]) : ''
  const unit = calendarUnits.find((name) => calendar?.[name] != null) ?? empty.unit
  return {
    ...empty,
    title: item.title,
    kind: item.kind,
    reference: item.reference ?? '',
    notes: item.notes ?? '',
    anchor: item.anchor,
    lastDoneOn: item.lastDoneOn ?? '',
    every: calendar?.[unit] == null ? '' : String(calendar[unit]),
    unit,
    warningDays: calendar ? String(calendar.warningDays ?? 0) : empty.warningDays,
    tolerance: calendar ? String(calendar.toleranceMonths ?? calendar.toleranceDays ?? 0) : empty.tolerance,
    toleranceUnit: calendar?.toleranceMonths ? 'toleranceMonths' : 'toleranceDays',
    // A value computed from the interval is computed again. A one-time due value was entered.
    dueOn: calendar && calendar[unit] == null ? (calendar.dueOn ?? '') : '',
    meter: meter?.counter ?? '',
    intervalHundredths: value('interval'),
    warningHundredths: meter ? value('warning') : empty.warningHundredths,
    toleranceHundredths: meter ? value('tolerance') : empty.toleranceHundredths,
    lastDoneHundredths: value('lastDone'),
    dueAtHundredths: meter && meter.intervalHundredths === null ? value('dueAt') : '',
  }
}

const orNull = (text: string) => text.trim() || null

const kept = (limit: MaintenanceLimit): Limit => {
  const { state, remainingHundredths, remainingDays, projectedOn, missing, ...rest } = limit
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)) as Limit
}

// No tolerance has no unit.
const toleranceOf = ({ tolerance, toleranceUnit }: ItemForm) =>
  Number(numberOf(tolerance)) === 0 ? { toleranceDays: 0 } : { [toleranceUnit]: numberOf(tolerance) }

export function limitsOf(form: ItemForm, item?: MaintenanceItem): Limit[] {
  const limits: Limit[] = []
  const isDone = item !== undefined && item.lastCompletionId !== null
  if (form.every.trim() || form.dueOn)
    limits.push({
      counter: 'calendar',
      ...(form.every.trim() ? { [form.unit]: numberOf(form.every) } : {}),
      warningDays: numberOf(form.warningDays),
      ...toleranceOf(form),
      ...(form.dueOn ? { dueOn: form.dueOn } : {}),
    })
  const due = parseHours(form.dueAtHundredths)
  if (form.meter)
    limits.push({
      counter: form.meter as 'tach',
      intervalHundredths: parseHours(form.intervalHundredths),
      warningHundredths: parseHours(form.warningHundredths),
      toleranceHundredths: parseHours(form.toleranceHundredths),
      ...(isDone ? {} : { lastDoneHundredths: parseHours(form.lastDoneHundredths) }),
      ...(due === null ? {} : { dueAtHundredths: due }),
    })
  const shown = item && [calendarOf(item)?.counter, meterOf(item)?.counter]
  const others = item?.limits.filter(
    (limit) => !shown?.includes(limit.counter) && limit.counter !== form.meter,
  )
  return [...limits, ...(others ?? []).map(kept)]
}

export function bodyOf(form: ItemForm, item?: MaintenanceItem) {
  return {
    title: form.title.trim(),
    kind: form.kind,
    reference: orNull(form.reference),
    notes: orNull(form.notes),
    anchor: form.anchor,
    // After a completion, the history has the date. Correct a wrong entry there.
    ...(item !== undefined && item.lastCompletionId !== null ? {} : { lastDoneOn: form.lastDoneOn || null }),
    limits: limitsOf(form, item),
  }
}
