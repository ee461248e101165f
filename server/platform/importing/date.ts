import { ofSeconds, readClock, splitDateTime } from './clock.ts'
import { cut, type Parse, type Parsed, type Reading } from './value.ts'

export type DateOrder = 'ymd' | 'dmy' | 'mdy'

// Examples of what the dates seen so far can only mean, or null.
export type DateClues = { dayFirst: string | null; monthFirst: string | null; unclear: string | null }

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const YEAR_FIRST = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})$/
const YEAR_LAST = /^(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})$/
const DAY_AND_NAME = /^(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([a-z]{3,9})[-/., ]*(\d{4}|\d{2})$/i
const NAME_AND_DAY = /^([a-z]{3,9})[. ]*(\d{1,2})(?:st|nd|rd|th)?[, ]+(\d{4})$/i
// 1 Jan 2000 is day 36526 in spreadsheets, 31 Dec 2099 day 73050.
const DAY_NUMBER = /^([34567]\d{4})(?:[.,](\d+))?$/
const DAY_ZERO = Temporal.PlainDate.from('1899-12-30')

export function noteDate(clues: DateClues, cell: string) {
  const match = YEAR_LAST.exec(splitDateTime(cell).date)
  if (!match) return
  const [first, second] = [Number(match[1]), Number(match[3])]
  if (first > 12 && second <= 12) clues.dayFirst ??= cell
  else if (second > 12 && first <= 12) clues.monthFirst ??= cell
  else if (first !== second) clues.unclear ??= cell
}

// The order that all dates of a file agree with; null where they show none, or contradict each other.
export function dateOrderOf({ dayFirst, monthFirst, unclear }: DateClues): DateOrder | null {
  if (dayFirst !== null && monthFirst !== null) return null
  if (dayFirst !== null) return 'dmy'
  if (monthFirst !== null) return 'mdy'
  return unclear === null ? 'ymd' : null
}

// A calendar date, as YYYY-MM-DD.
export const date: Parse<string> = (cell, { dateOrder }) => {
  const { date: day, time } = splitDateTime(cell)
  if (time !== '' && !isMidnight(time))
    return { problem: `“${cut(cell)}” has a time of day: write the date alone` }
  const parsed = readDate(day, dateOrder)
  return 'problem' in parsed ? parsed : { value: parsed.value.toString() }
}

// A moment, as an ISO instant with Z. A clock time without an offset is local in the file's zone.
export const instant: Parse<string> = (cell, reading) => {
  const { date: day, time } = splitDateTime(cell)
  const number = DAY_NUMBER.exec(cell.trim())
  if (number?.[2]) {
    const { hour, minute, second, isNextDay } = ofSeconds(Math.round(Number(`0.${number[2]}`) * 86_400))
    const midnight = dayOfNumber(number[1]).add({ days: isNextDay ? 1 : 0 })
    return resolveLocal(midnight.toPlainDateTime({ hour, minute, second }), reading.timeZone)
  }
  if (time === '') return { problem: `“${cut(cell)}” has no time of day: write it as 2026-03-04 13:45` }
  return readInstant(day, time, reading)
}

// A moment whose date and time of day stand in two columns.
export function combineInstant(day: string, time: string, reading: Reading): Parsed<string> {
  return readInstant(splitDateTime(day).date, time, reading)
}

/** Whether a cell is a time of day alone, which a date has to complete. */
export function isTimeOfDay(cell: string): boolean {
  return 'value' in readClock(cell)
}

// A time of day, kept as written until a date completes it.
export const timeOfDay: Parse<string> = (cell) => {
  const clock = readClock(cell)
  return 'problem' in clock ? clock : { value: cell }
}

function readInstant(day: string, time: string, reading: Reading): Parsed<string> {
  const calendar = readDate(day, reading.dateOrder)
  if ('problem' in calendar) return calendar
  const clock = readClock(time)
  if ('problem' in clock) return clock
  const { hour, minute, second, isNextDay, zone } = clock.value
  const local = calendar.value.add({ days: isNextDay ? 1 : 0 }).toPlainDateTime({ hour, minute, second })
  if (zone === 'local') return resolveLocal(local, reading.localTimeZone ?? reading.timeZone)
  if (zone) return { value: Temporal.Instant.from(`${local.toString()}${zone}`).toString() }
  return resolveLocal(local, reading.timeZone)
}

function isMidnight(time: string) {
  const clock = readClock(time)
  return 'value' in clock && clock.value.hour + clock.value.minute + clock.value.second === 0
}

const dayOfNumber = (number = '0') => DAY_ZERO.add({ days: Number(number) })

// Twice a year a wall clock skips an hour or repeats one; guessing would move a flight by an hour.
function resolveLocal(local: Temporal.PlainDateTime, timeZone: string): Parsed<string> {
  const earlier = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  const later = local.toZonedDateTime(timeZone, { disambiguation: 'later' })
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { value: earlier.toInstant().toString() }
  const at = `${local.toPlainTime().toString({ smallestUnit: 'minute' })} on ${sayDate(local)}`
  const fix = 'write this time in UTC, with a Z behind it'
  if (later.toPlainDateTime().equals(local)) {
    return { problem: `${at} happened twice in ${timeZone}, when the clocks went back: ${fix}` }
  }
  return { problem: `${at} never happened in ${timeZone}, when the clocks went forward: ${fix}` }
}

function readDate(cell: string, order: DateOrder | null): Parsed<Temporal.PlainDate> {
  const text = cell.trim()
  const number = DAY_NUMBER.exec(text)
  if (number && Number(number[2] ?? 0) > 0)
    return { problem: `“${cut(text)}” has a time of day: write the date alone` }
  if (number) return { value: dayOfNumber(number[1]) }
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst) return toDate(text, Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]))
  const dayAndName = DAY_AND_NAME.exec(text)
  if (dayAndName) return toDate(text, fullYear(dayAndName[3]), monthOf(dayAndName[2]), Number(dayAndName[1]))
  const nameAndDay = NAME_AND_DAY.exec(text)
  if (nameAndDay) return toDate(text, fullYear(nameAndDay[3]), monthOf(nameAndDay[1]), Number(nameAndDay[2]))
  const yearLast = YEAR_LAST.exec(text)
  if (!yearLast) return { problem: `“${cut(text)}” is not a date: write it as 2026-03-04` }
  const [first, second, year] = [Number(yearLast[1]), Number(yearLast[3]), fullYear(yearLast[4])]
  if (order === 'dmy' || (order !== 'mdy' && (first > 12 || first === second)))
    return toDate(text, year, second, first, order)
  if (order === 'mdy' || second > 12) return toDate(text, year, first, second, order)
  return {
    problem: `“${text}” is ${sayDay(first, second)} or ${sayDay(second, first)}: say whether this file's dates have the day or the month first`,
    option: 'dateOrder',
  }
}

function toDate(
  text: string,
  year: number,
  month: number,
  day: number,
  order: DateOrder | null = null,
): Parsed<Temporal.PlainDate> {
  if (month < 1 || month > 12) {
    const read =
      order === 'dmy' ? ', read with the day first' : order === 'mdy' ? ', read with the month first' : ''
    return { problem: `“${text}” has no such month${read}: write it as ${year}-MM-DD` }
  }
  const first = new Temporal.PlainDate(year, month, 1)
  if (day < 1 || day > first.daysInMonth)
    return {
      problem: `“${text}” does not exist: ${MONTHS[month - 1]?.replace(/^./, (letter) => letter.toUpperCase())} ${year} has ${first.daysInMonth} days`,
    }
  if (year < 1900 || year > 2199) return { problem: `“${text}” is in the year ${year}: check the year` }
  return { value: first.with({ day }) }
}

function fullYear(text = '') {
  const year = Number(text)
  return text.length > 2 ? year : year < 70 ? 2000 + year : 1900 + year
}

function monthOf(name = '') {
  return MONTHS.findIndex((month) => month.startsWith(name.toLowerCase())) + 1
}

function sayDay(day: number, month: number) {
  return `${day} ${MONTHS[month - 1]?.replace(/^./, (letter) => letter.toUpperCase())}`
}

function sayDate({ day, month, year }: Temporal.PlainDateTime) {
  return `${sayDay(day, month)} ${year}`
}
