import { changesBetween } from '#platform/events/record.ts'
import type { Change, Emission } from '#platform/kernel/emission.ts'
import { Item, type ItemForm } from './item.ts'
import type { Limit } from './limit.ts'

/** Hundredths of an hour as people write them: 234630 is 2346.30. */
function hoursText(hundredths: number): string {
  const size = Math.abs(hundredths)
  return `${hundredths < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`
}

/** "2346.30 h", or "12 cycles". */
export function meterText(counter: string, hundredths: number): string {
  return counter === 'cycles' ? `${Math.round(hundredths / 100)} cycles` : `${hoursText(hundredths)} h`
}

/** "tach: every 100.00 h, due at 2200.00 h". */
function limitText(limit: Omit<Limit, 'state'>): string {
  const { intervalHundredths, intervalCalendarMonths, intervalMonths, intervalDays } = limit
  const interval =
    intervalHundredths !== null
      ? `every ${meterText(limit.counter, intervalHundredths)}`
      : intervalCalendarMonths !== null
        ? `every ${intervalCalendarMonths} calendar months`
        : intervalMonths !== null
          ? `every ${intervalMonths} months`
          : intervalDays !== null
            ? `every ${intervalDays} days`
            : 'once'
  const due =
    limit.dueOn !== null
      ? `, due ${limit.dueOn}`
      : limit.dueAtHundredths !== null
        ? `, due at ${meterText(limit.counter, limit.dueAtHundredths)}`
        : ''
  return `${limit.counter}: ${interval}${due}`
}

// These follow from the limits and the date, so an audit entry would say nothing new with them.
const derived = new Set([
  'limits',
  'bindingCounter',
  'remainingHundredths',
  'remainingDays',
  'dueAtHundredths',
  'dueOn',
  'projectedOn',
  'zone',
  'assessedAt',
  'lastCompletionId',
])

/** The audit entry of a change to an item, in text that people can read. */
export function auditEntry(type: string, before: ItemForm | null, after: ItemForm): Emission {
  const limits = (item: ItemForm | null) => item?.limits.map(limitText).join('; ') ?? null
  const limitChange: Change[] =
    limits(before) === limits(after)
      ? []
      : [{ field: 'limits', before: limits(before), after: limits(after) }]
  return {
    type,
    subject: { type: Item.name, id: after.id, label: `${after.aircraftRegistration}: ${after.title}` },
    changes: [...changesBetween(before, after, derived), ...limitChange],
  }
}
