import { invalidRequest, problem } from '#platform/kernel/problem.ts'

const noSuchTime = problem('no_such_local_time', 400, {
  meaning: 'The clock skips this time on that day, or shows it twice',
  fix: 'Take one of the times that the message names, or send `offset` for a time that the clock shows twice.',
})

/**
 * The instant at which the clock of a place shows a time.
 * @throws Problem if the clock skips it, or shows it twice and no offset says which.
 */
export function instantAt(day: string, time: string, timezone: string, offset: string | null): Date {
  const local = Temporal.PlainDateTime.from(`${day}T${time}`)
  const earlier = local.toZonedDateTime(timezone, { disambiguation: 'earlier' })
  const later = local.toZonedDateTime(timezone, { disambiguation: 'later' })
  const shows = (at: Temporal.ZonedDateTime) => at.toPlainTime().toString({ smallestUnit: 'minute' })
  const detail = (message: string) => ({ details: [{ field: 'startLocalTime', message, on: day }] })
  if (!earlier.toPlainDateTime().equals(local)) {
    const message = `the clock skips ${time} on ${day} in ${timezone}: take ${shows(earlier)} or ${shows(later)}`
    throw noSuchTime(`startLocalTime: ${message}`, detail(message))
  }
  if (earlier.epochMilliseconds === later.epochMilliseconds) return new Date(earlier.epochMilliseconds)
  const chosen = [earlier, later].find((at) => at.offset === offset)
  if (!chosen) {
    const message = `the clock shows ${time} twice on ${day} in ${timezone}: send offset ${earlier.offset} or ${later.offset}`
    throw noSuchTime(`startLocalTime: ${message}`, detail(message))
  }
  return new Date(chosen.epochMilliseconds)
}

/** @throws Problem for an end of the series before its start. */
export function requireDays(days: readonly string[], rule: string): void {
  if (days.length === 0)
    throw invalidRequest('The series has no days: its rule ends before it begins', {
      details: [{ field: 'rule', message: `${rule} has no day from startsOn on` }],
    })
}
