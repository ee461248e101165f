import { labelOf } from '#api/label.ts'
import type { DueItem, MaintenanceItem, MaintenanceLimit } from '#api/types.ts'
import { meterText } from '#ui/hours.ts'
import { StatusBadge, type Tone } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { t } from './strings.ts'

// OK is the normal case. Green is reserved for a whole aircraft.
const tones: Record<DueItem['state'], Tone> = {
  overdue: 'red',
  due: 'amber',
  upcoming: 'amber',
  insufficient_data: 'neutral',
  ok: 'neutral',
}

export function DueBadge({ item }: { item: Pick<DueItem, 'state'> & { isActive?: boolean } }) {
  if (item.isActive === false) return <StatusBadge tone="neutral">{t.retired}</StatusBadge>
  return <StatusBadge tone={tones[item.state]}>{labelOf('maintenance_item.state', item.state)}</StatusBadge>
}

type Rest = Pick<MaintenanceLimit, 'remainingHundredths' | 'remainingDays'> & {
  bindingCounter: DueItem['bindingCounter']
}

/** "6.4 h over", "12 cycles", "12 days"; empty if unknown. */
export function remainingText(rest: Rest): string {
  const { remainingHundredths: left, remainingDays: days, bindingCounter } = rest
  const w = t.remaining
  if (left !== null) {
    const amount = meterText(bindingCounter ?? 'hobbs', Math.abs(left))
    return left < 0 ? w.over(amount) : amount
  }
  if (days !== null) return days < 0 ? w.daysOver(-days) : days === 0 ? w.today : w.days(days)
  return ''
}

type Due = Pick<DueItem, 'dueOn' | 'dueAtHundredths'> & { bindingCounter: DueItem['bindingCounter'] }

/** "30 Nov 2026", "2100.0 h tach", "12000 cycles". */
export function dueText({ dueOn, dueAtHundredths, bindingCounter }: Due): string {
  if (bindingCounter === 'calendar') return dueOn === null ? '' : formatDate(dueOn)
  if (bindingCounter === null || dueAtHundredths === null) return ''
  if (bindingCounter === 'cycles') return meterText(bindingCounter, dueAtHundredths)
  return `${meterText(bindingCounter, dueAtHundredths)} ${labelOf('maintenance_item.bindingCounter', bindingCounter).toLowerCase()}`
}

export function intervalText(limit: MaintenanceLimit): string {
  const w = t.interval
  if (limit.intervalHundredths !== null) return meterText(limit.counter, limit.intervalHundredths)
  if (limit.intervalCalendarMonths !== null) return w.calendarMonths(limit.intervalCalendarMonths)
  if (limit.intervalMonths !== null) return w.months(limit.intervalMonths)
  if (limit.intervalDays !== null) return w.days(limit.intervalDays)
  return t.page.once
}

/** Why the state of a limit is unknown. */
export function missingText({ missing, counter }: MaintenanceLimit): string {
  if (missing === null) return ''
  return missing === 'meter'
    ? t.remaining.meter(labelOf('MaintenanceLimit.counter', counter).toLowerCase())
    : t.remaining.last_done
}

/** The value of a meter, if the item's limits give it. */
export function meterValueOf(item: MaintenanceItem, counter: MaintenanceLimit['counter']): number | null {
  const limit = item.limits.find((each) => each.counter === counter)
  if (!limit || limit.dueAtHundredths === null || limit.remainingHundredths === null) return null
  return limit.dueAtHundredths - limit.remainingHundredths
}
