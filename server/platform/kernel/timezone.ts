import { invalidRequest } from './problem.ts'
import { Recent } from './recent.ts'

// To make a formatter takes longer than many uses of it. There are about 600 zones, and each may be written in any case.
const formats = new Recent<Intl.DateTimeFormat>(1_000)

/** @throws RangeError if there is no such zone. */
function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: timezone,
  })
  formats.set(timezone, format)
  return format
}

/** @throws Problem 400 if the IANA database does not list the zone. */
export function checkTimezone(timezone: string, field = 'timezone'): void {
  try {
    formatOf(timezone)
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
  return formatOf(timezone).format(instant).replace(',', '')
}
