import { invalidRequest } from './problem.ts'

/** @throws Problem 400 if the IANA database does not list the zone. */
export function checkTimezone(timezone: string, field = 'timezone'): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
    if (!/^[+-]/.test(timezone)) return
  } catch {
    // Refused below, with the same message as an offset.
  }
  throw invalidRequest(`${field} must be an IANA zone such as America/New_York or UTC`, {
    details: [{ field, message: `"${timezone}" is no IANA zone` }],
  })
}

/** "21 Nov 2026 14:05" in a zone. */
export function localTime(instant: Date, timezone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: timezone,
  })
    .format(instant)
    .replace(',', '')
}
