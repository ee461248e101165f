export type TimePreference = 'utc' | 'local'

const pad = (number: number) => String(number).padStart(2, '0')
const months = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2026, month, 1)),
  ),
)

/** "21 Nov 14:05Z", with the year when it is not this one. */
function inUtc(at: Date): string {
  const year = at.getUTCFullYear() === new Date().getUTCFullYear() ? '' : ` ${at.getUTCFullYear()}`
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]}${year} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}Z`
}

/** "21 Nov 09:05 EST": local time always says which. */
function inLocal(at: Date): string {
  const year = at.getFullYear() === new Date().getFullYear() ? '' : ` ${at.getFullYear()}`
  const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')
  return `${at.getDate()} ${months[at.getMonth()]}${year} ${pad(at.getHours())}:${pad(at.getMinutes())} ${zone?.value ?? ''}`.trim()
}

export const formatInstant = (iso: string, preference: TimePreference): string => {
  const at = new Date(iso)
  return preference === 'utc' ? inUtc(at) : inLocal(at)
}

/** A calendar date ("2026-11-21") as "21 Nov 2026", in no zone at all. */
export function formatDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number)
  return `${day} ${months[(month ?? 1) - 1]} ${year}`
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** "2 min ago", "in 12 days". */
export function formatRelative(iso: string, now = Date.now()): string {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000)
  const words = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto', style: 'short' })
  for (const [unit, size] of steps)
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit)
  return words.format(seconds, 'second')
}

/** 85 → "1:25" */
export const formatMinutes = (minutes: number): string => `${Math.floor(minutes / 60)}:${pad(minutes % 60)}`

/** "1405", "14:05", "14:05Z", "905" → minutes after midnight UTC; null when it is no time of day. */
export function parseClock(text: string): number | null {
  const parts = /^(\d{1,2}):?(\d{2})\s*[zZ]?$/.exec(text.trim())
  if (!parts) return null
  const hours = Number(parts[1])
  const minutes = Number(parts[2])
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null
}

export const formatClock = (minutes: number): string =>
  `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}Z`

/** Today's date in UTC, as a date field wants it. */
export const utcToday = (): string => new Date().toISOString().slice(0, 10)

export const instantOf = (date: string, clockMinutes: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + clockMinutes * 60_000).toISOString()
