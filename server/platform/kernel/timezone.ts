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
