import { dayIn, formatClock, parseClock } from '#ui/time.ts'

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/**
 * The instant that a UTC time of day means on a local day of the base. In Denver, 01:30Z on the 21st is on
 * the 22nd in UTC. On a day with a clock change there may be no such instant; then the UTC day is used.
 */
export function instantOn(day: string, clock: string, timeZone: string): string | null {
  const minutes = parseClock(clock)
  if (minutes === null) return null
  const candidates = [0, -1, 1].map(
    (shift) => new Date(Date.parse(`${addDays(day, shift)}T00:00:00Z`) + minutes * 60_000),
  )
  const instant = candidates.find((at) => dayIn(at, timeZone) === day) ?? candidates[0]
  return instant ? instant.toISOString() : null
}

export const clockOf = (iso: string | null): string => {
  if (iso === null) return ''
  const at = new Date(iso)
  return formatClock(at.getUTCHours() * 60 + at.getUTCMinutes())
}

/** "14:05" in a time zone. */
export const clockIn = (iso: string | Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(iso))
