// Which days a series falls on: the part of RFC 5545 (RRULE) that schedules of people need.

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
type Weekday = (typeof weekdays)[number]

export interface Recurrence {
  freq: 'DAILY' | 'WEEKLY' | 'MONTHLY'
  interval: number
  /** With `nth` the first, second or last (-1) of the month; null: every one. */
  byDay: readonly { day: Weekday; nth: number | null }[]
  count: number | null
  /** The last possible day, `YYYY-MM-DD`. */
  until: string | null
}

export type Parsed = { rule: Recurrence } | { part: string; message: string }

const fault = (part: string, message: string): Parsed => ({ part, message })

/** Reads a rule such as `FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10`, or names the part that is outside of what is supported. */
export function parseRecurrence(text: string): Parsed {
  const parts = new Map<string, string>()
  for (const part of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [name = '', value] = part.split('=')
    if (!['FREQ', 'INTERVAL', 'BYDAY', 'COUNT', 'UNTIL'].includes(name) || !value)
      return fault(part, `"${part}" is not supported: use FREQ, INTERVAL, BYDAY, COUNT and UNTIL`)
    if (parts.has(name)) return fault(part, `${name} stands there twice`)
    parts.set(name, value)
  }
  const freq = parts.get('FREQ')
  if (freq !== 'DAILY' && freq !== 'WEEKLY' && freq !== 'MONTHLY')
    return fault(`FREQ=${freq ?? ''}`, 'FREQ has to be DAILY, WEEKLY or MONTHLY')
  const interval = wholeOf(parts.get('INTERVAL') ?? '1', 99)
  if (interval === null) return fault(`INTERVAL=${parts.get('INTERVAL')}`, 'INTERVAL has to be from 1 to 99')
  const count = parts.has('COUNT') ? wholeOf(parts.get('COUNT') ?? '', 400) : null
  if (parts.has('COUNT') && count === null)
    return fault(`COUNT=${parts.get('COUNT')}`, 'COUNT has to be from 1 to 400')
  const until = untilOf(parts.get('UNTIL'))
  if (until === undefined)
    return fault(`UNTIL=${parts.get('UNTIL')}`, 'UNTIL has to be a day such as 20270531')
  if (count !== null && until !== null) return fault('UNTIL', 'COUNT and UNTIL exclude each other')
  const byDay = byDayOf(parts.get('BYDAY'), freq)
  if (byDay === null)
    return fault(
      `BYDAY=${parts.get('BYDAY')}`,
      'BYDAY takes days such as MO,WE; with FREQ=MONTHLY also 2TU, the second Tuesday, and -1FR, the last Friday',
    )
  return { rule: { freq, interval, byDay, count, until } }
}

function wholeOf(text: string, most: number): number | null {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= most ? value : null
}

function untilOf(text: string | undefined): string | null | undefined {
  if (text === undefined) return null
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})(?:T\d{6}Z?)?$/.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  return year !== undefined && dateOf(epochDay(date)) === date ? date : undefined
}

function byDayOf(text: string | undefined, freq: Recurrence['freq']): Recurrence['byDay'] | null {
  if (text === undefined) return []
  const days = text.split(',').map((entry) => {
    const [, nth, day] = /^(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$/.exec(entry) ?? []
    if (day === undefined || (nth !== undefined && freq !== 'MONTHLY')) return null
    return { day: day as Weekday, nth: nth === undefined ? null : Number(nth) }
  })
  return days.some((entry) => entry === null) ? null : (days as Recurrence['byDay'])
}

/** The days of a series from its first day to a last one, in order. */
export function daysOf(rule: Recurrence, startsOn: string, lastDay: string): string[] {
  const first = epochDay(startsOn)
  const last = Math.min(
    epochDay(lastDay),
    rule.until === null ? Number.POSITIVE_INFINITY : epochDay(rule.until),
  )
  const days: string[] = []
  for (let day = first; day <= last && days.length < (rule.count ?? 400); day++)
    if (fallsOn(rule, first, day)) days.push(dateOf(day))
  return days
}

function fallsOn(rule: Recurrence, first: number, day: number): boolean {
  const isDay = (weekday: number) => rule.byDay.some(({ day: name }) => weekdays.indexOf(name) === weekday)
  switch (rule.freq) {
    case 'DAILY':
      return (day - first) % rule.interval === 0 && (rule.byDay.length === 0 || isDay(weekdayOf(day)))
    case 'WEEKLY': {
      const weeks = (mondayOf(day) - mondayOf(first)) / 7
      const isWanted = rule.byDay.length === 0 ? weekdayOf(day) === weekdayOf(first) : isDay(weekdayOf(day))
      return weeks % rule.interval === 0 && isWanted
    }
    case 'MONTHLY': {
      const [at, from] = [partsOf(day), partsOf(first)]
      if (((at.year - from.year) * 12 + at.month - from.month) % rule.interval !== 0) return false
      if (rule.byDay.length === 0) return at.day === from.day
      return rule.byDay.some(
        ({ day: name, nth }) => weekdays.indexOf(name) === weekdayOf(day) && (nth === null || isNth(nth, at)),
      )
    }
  }
}

function isNth(nth: number, { year, month, day }: { year: number; month: number; day: number }): boolean {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return nth > 0 ? Math.ceil(day / 7) === nth : Math.ceil((length - day + 1) / 7) === -nth
}

const epochDay = (date: string) => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000)
const dateOf = (day: number) => {
  const date = new Date(day * 86_400_000)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10)
}
/** 0 is Monday: 1 January 1970 was a Thursday. */
const weekdayOf = (day: number) => (((day + 3) % 7) + 7) % 7
const mondayOf = (day: number) => day - weekdayOf(day)
function partsOf(day: number) {
  const [year = 0, month = 0, dayOfMonth = 0] = dateOf(day).split('-').map(Number)
  return { year, month, day: dayOfMonth }
}
