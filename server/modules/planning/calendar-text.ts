// iCalendar (RFC 5545), as much of it as a schedule needs.

export interface CalendarEntry {
  uid: string
  sequence: number
  startsAt: Date
  endsAt: Date
  timezone: string
  changedAt: Date
  status: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED'
  summary: string
  location: string
  description: string
}

/** How often programs are asked to look again. Some look on their own clock, every few hours. */
const refresh = 'PT15M'

/** A calendar as text, with CRLF and lines of at most 75 bytes. */
export function calendarText(name: string, entries: readonly CalendarEntry[]): string {
  const zones = new Map<string, { first: number; last: number }>()
  for (const { timezone, startsAt, endsAt } of entries) {
    const span = zones.get(timezone)
    zones.set(timezone, {
      first: Math.min(startsAt.getTime(), span?.first ?? Number.POSITIVE_INFINITY),
      last: Math.max(endsAt.getTime(), span?.last ?? 0),
    })
  }
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Apron//Schedule//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
    `NAME:${escaped(name)}`,
    `X-PUBLISHED-TTL:${refresh}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${refresh}`,
    ...[...zones].flatMap(([zone, span]) => (isUtc(zone) ? [] : zoneLines(zone, span))),
    ...entries.flatMap(entryLines),
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}

const isUtc = (zone: string) => zone === 'UTC' || zone === 'Etc/UTC'

function entryLines(entry: CalendarEntry): string[] {
  const { uid, sequence, startsAt, endsAt, timezone, changedAt, status, summary } = entry
  const text = (name: string, value: string) => (value === '' ? [] : [`${name}:${escaped(value)}`])
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(changedAt)}`,
    `LAST-MODIFIED:${utc(changedAt)}`,
    `DTSTART${local(startsAt, timezone)}`,
    `DTEND${local(endsAt, timezone)}`,
    `STATUS:${status}`,
    `TRANSP:${status === 'CANCELLED' ? 'TRANSPARENT' : 'OPAQUE'}`,
    ...text('SUMMARY', summary),
    ...text('LOCATION', entry.location),
    ...text('DESCRIPTION', entry.description),
    'END:VEVENT',
  ]
}

/** The rules of a zone for a span of time: every change of its clock, each with its offsets. */
function zoneLines(zone: string, { first, last }: { first: number; last: number }): string[] {
  const begin = Temporal.Instant.fromEpochMilliseconds(first - 86_400_000).toZonedDateTimeISO(zone)
  const end = last + 86_400_000
  const lines = ['BEGIN:VTIMEZONE', `TZID:${zone}`]
  const standard = Math.min(...[1, 7].map((month) => begin.with({ month, day: 1 }).offsetNanoseconds))
  // What holds before the first change in the span begins long before it.
  lines.push(...observance(begin.offsetNanoseconds, begin.offsetNanoseconds, '19700101T000000', standard))
  let at = begin.getTimeZoneTransition('next')
  while (at !== null && at.epochMilliseconds <= end) {
    const before = at.subtract({ nanoseconds: 1 }).offsetNanoseconds
    // By the clock as it was before the change.
    const wall = at.toInstant().toZonedDateTimeISO(offsetName(before)).toPlainDateTime()
    lines.push(...observance(before, at.offsetNanoseconds, stamp(wall), standard))
    at = at.getTimeZoneTransition('next')
  }
  return [...lines, 'END:VTIMEZONE']
}

function observance(from: number, to: number, start: string, standard: number): string[] {
  const kind = to > standard ? 'DAYLIGHT' : 'STANDARD'
  const offset = (nanoseconds: number) => offsetName(nanoseconds).replace(':', '')
  return [
    `BEGIN:${kind}`,
    `DTSTART:${start}`,
    `TZOFFSETFROM:${offset(from)}`,
    `TZOFFSETTO:${offset(to)}`,
    `END:${kind}`,
  ]
}

/** "-07:00" */
function offsetName(nanoseconds: number): string {
  const minutes = Math.round(nanoseconds / 60e9)
  const two = (number: number) => String(number).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

const stamp = (at: Temporal.PlainDateTime) => at.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')
const utc = (at: Date) => `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
const local = (at: Date, zone: string) =>
  isUtc(zone)
    ? `:${utc(at)}`
    : `;TZID=${zone}:${stamp(Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime())}`

const escaped = (text: string) =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|\r|\n/g, '\\n')

/** Lines longer than 75 bytes go on in the next, behind a space; no character is torn apart. */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  for (const character of line) {
    if (Buffer.byteLength(part + character) > (parts.length === 0 ? 75 : 74)) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part].join('\r\n ')
}
