import { t } from './strings.ts'
import { instantAt } from './zone.ts'

const w = t.form

/** "09:30" → 570 */
const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/** "09:30" and 90 minutes later, on the same day. */
export function laterBy(clock: string, minutes: number): string {
  const end = Math.min(minutesOf(clock) + minutes, 23 * 60 + 59)
  return `${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`
}

/** The instant of a time of day in the zone. A time that the clock skips has none, and the form refuses it. */
export function instantOf(day: string, clock: string, timezone: string): string {
  const at = instantAt(day, minutesOf(clock), timezone)
  return at === null ? '' : new Date(at).toISOString()
}

export function clockError(day: string, clock: string, timezone: string): string | null {
  if (clock === '') return w.required
  return day !== '' && instantAt(day, minutesOf(clock), timezone) === null ? w.noSuchTime : null
}

export function endError(
  { day, from, untilDay }: { day: string; from: string; untilDay: string },
  clock: string,
  timezone: string,
): string | null {
  const error = clockError(untilDay, clock, timezone)
  if (error !== null || from === '' || day === '' || untilDay === '') return error
  return instantOf(untilDay, clock, timezone) <= instantOf(day, from, timezone) ? w.endBefore : null
}
