import { dateFormat } from '#ui/region.ts'

/** The calendar day some days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
  formats.set(timeZone, format)
  return format
}

const quarterMs = 900_000
/** Per zone, how far the wall's clock is from UTC in a quarter of an hour: clocks change only between two of them. */
const offsets = new Map<string, number>()

/** What the clock on the wall shows, as if it were UTC. A board asks it thousands of times. */
function wallOf(at: number, timeZone: string): number {
  const quarter = Math.floor(at / quarterMs)
  const key = `${quarter} ${timeZone}`
  const known = offsets.get(key)
  if (known !== undefined) return at + known
  const offset = readWall(quarter * quarterMs, timeZone) - quarter * quarterMs
  if (offsets.size > 20_000) offsets.clear()
  offsets.set(key, offset)
  return at + offset
}

function readWall(at: number, timeZone: string): number {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second)
}

/** The instant at which the clock on the wall shows a time. Null: the clock skips it. If it shows it twice, the first. */
export function instantAt(day: string, minutes: number, timeZone: string): number | null {
  const wall = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000
  const offsets = [wall - 86_400_000, wall + 86_400_000].map((near) => wallOf(near, timeZone) - near)
  const instants = offsets.map((offset) => wall - offset).filter((at) => wallOf(at, timeZone) === wall)
  return instants.length > 0 ? Math.min(...instants) : null
}

/** When a day begins. Where midnight is skipped, the day begins an hour later. */
export const startOfDay = (day: string, timeZone: string): number =>
  instantAt(day, 0, timeZone) ?? instantAt(day, 60, timeZone) ?? Date.parse(`${day}T00:00:00Z`)

/** "09:30" in a zone. */
export function clockOf(at: number, timeZone: string): string {
  return new Date(wallOf(at, timeZone)).toISOString().slice(11, 16)
}

/** "Tue 9 Mar" */
export const dayName = (day: string): string =>
  dateFormat({ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  )

export const weekday = (at: number, timeZone: string): string =>
  dateFormat({ weekday: 'short', timeZone: 'UTC' }).format(new Date(wallOf(at, timeZone)))
