import { dateFormat, localZone } from './region.ts'

export type TimePreference = 'utc' | 'local'

const pad = (number: number) => String(number).padStart(2, '0')
const isThisYear = (at: Date) => at.getUTCFullYear() === new Date().getUTCFullYear()
const dayAndMonth = { day: 'numeric', month: 'short' } as const
const withYear = { ...dayAndMonth, year: 'numeric' } as const

/** "21 Nov 14:05Z", with the year if it is not the current one. UTC times use the same format for everyone. */
function inUtc(at: Date): string {
  const day = dateFormat({ ...(isThisYear(at) ? dayAndMonth : withYear), timeZone: 'UTC' }).format(at)
  return `${day} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}Z`
}

/** "Nov 21, 09:05 EST": in the time zone of the user's profile, which is always shown. */
function inLocal(at: Date): string {
  return dateFormat({
    ...(isThisYear(at) ? dayAndMonth : withYear),
    hour: '2-digit',
    minute: '2-digit',
    // On every airport a day has 24 hours.
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone: localZone(),
  }).format(at)
}

export const formatInstant = (iso: string, preference: TimePreference): string => {
  const at = new Date(iso)
  return preference === 'utc' ? inUtc(at) : inLocal(at)
}

/** "Nov 21 14:05:07.123Z". */
export function formatExact(iso: string): string {
  const at = new Date(iso)
  return inUtc(at).replace(/[\d:]+Z$/, at.toISOString().slice(11))
}

const noonOf = (date: string) => new Date(`${date}T12:00:00Z`)

/** A calendar date ("2026-11-21") as "21 Nov 2026", without a time zone. */
export const formatDate = (date: string): string =>
  dateFormat({ ...withYear, timeZone: 'UTC' }).format(noonOf(date))

/** The same without the year, if the year is clear: "21 Nov". */
export const formatDay = (date: string): string =>
  dateFormat({ ...dayAndMonth, timeZone: 'UTC' }).format(noonOf(date))

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

/** "1405", "14:05", "14:05Z", "905" → minutes after midnight UTC, or null if it is not a time of day. */
export function parseClock(text: string): number | null {
  const parts = /^(\d{1,2}):?(\d{2})\s*[zZ]?$/.exec(text.trim())
  if (!parts) return null
  const hours = Number(parts[1])
  const minutes = Number(parts[2])
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null
}

export const formatClock = (minutes: number): string =>
  `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}Z`

/** Today's date in UTC, for a date field. */
/** The calendar date of an instant in a zone, as `YYYY-MM-DD`. */
export const dayIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

export const utcToday = (): string => new Date().toISOString().slice(0, 10)

export const instantOf = (date: string, clockMinutes: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + clockMinutes * 60_000).toISOString()

/** The UTC date some days ago. */
export const utcDaysAgo = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
