import { cut, type Parsed } from './value.ts'

/** A time of day, as a cell states it. */
export type Clock = {
  hour: number
  minute: number
  second: number
  // 24:00 is the midnight at the end of the day.
  isNextDay: boolean
  // `Z` or an offset; `local` for L and LT; null where the cell says nothing.
  zone: string | null
}

const ZONE = String.raw`z|utc|zulu|gmt|l|lt|lcl|local|[+-]\d{2}:?\d{2}`
const CLOCK = new RegExp(
  String.raw`^(\d{1,2})[:h](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?\s*(${ZONE})?$`,
  'i',
)
// Two digits before the point: 1.30 is rather an hour and 18 minutes.
const POINTED = new RegExp(String.raw`^(\d{2})\.(\d{2})\s*(${ZONE})?$`, 'i')
// A spreadsheet drops the zero of 0905.
const MILITARY = new RegExp(String.raw`^(\d{1,2})(\d{2})\s*(${ZONE})?$`, 'i')
const ZONE_IN_BRACKETS = new RegExp(String.raw`\s*[([](${ZONE})[)\]]$`, 'i')
// The days before the first day of a spreadsheet's calendar stand for no date.
const NO_DATE = /^(?:0?1\/0?0\/(?:19)?00|30[/.]12[/.](?:18)?99|12\/30\/(?:18)?99|1899-12-3[01])\s+/
// The part of a day, as a spreadsheet keeps a time.
const PART_OF_DAY = /^0?[.,](\d+)$/

/** The time of day of a cell that holds nothing else. */
export function readClock(cell: string): Parsed<Clock> {
  const text = bareZone(cell.trim()).replace(NO_DATE, '')
  const part = PART_OF_DAY.exec(text)
  if (part) return { value: ofSeconds(Math.round(Number(`0.${part[1]}`) * 86_400)) }
  const match = CLOCK.exec(text)
  const [, hours, minutes, zone] = POINTED.exec(text) ?? MILITARY.exec(text) ?? []
  const half = match?.[4]?.toLowerCase()
  let hour = Number(match?.[1] ?? hours ?? Number.NaN)
  const minute = Number(match?.[2] ?? minutes ?? Number.NaN)
  const second = Number(match?.[3] ?? 0)
  if (half && hour >= 1 && hour <= 12) hour = (hour % 12) + (half === 'p' ? 12 : 0)
  else if (half) hour = Number.NaN
  if (!(hour <= 24 && minute < 60 && second < 60))
    return { problem: `“${cut(cell.trim())}” is not a time of day: write it as 13:45` }
  const isNextDay = hour === 24
  return { value: { hour: hour % 24, minute, second, isNextDay, zone: zoneOf(match?.[5] ?? zone) } }
}

/** Splits a cell that holds a date and a time of day. The time is empty where there is only a date. */
export function splitDateTime(cell: string): { date: string; time: string } {
  const text = bareZone(cell.trim())
  const match = DATE_AND_TIME.exec(text)
  const [, date = '', time = ''] = match ?? []
  // "4 March 2026" ends in four digits that are a year and no clock.
  const isClock = time.includes(':') || time.includes('.') || /\d{4}[-/.]\d|\d[-/.]\d{4}|^\d{8}$/.test(date)
  return match && isClock ? { date, time } : { date: text, time: '' }
}

const DATE_AND_TIME = new RegExp(
  String.raw`^(.*?\d)(?:[T,]|\s)\s*(\d{1,2}:\d{2}.*|\d{2}\.\d{2}(?:\s*(?:${ZONE}))?|\d{4}\s*(?:${ZONE})?)$`,
  'i',
)

/** A time of day from the seconds since midnight. */
export function ofSeconds(seconds: number): Clock {
  const inDay = seconds % 86_400
  return {
    hour: Math.floor(inDay / 3600),
    minute: Math.floor(inDay / 60) % 60,
    second: inDay % 60,
    isNextDay: seconds >= 86_400,
    zone: null,
  }
}

const bareZone = (text: string) => text.replace(ZONE_IN_BRACKETS, ' $1')

function zoneOf(zone: string | undefined): string | null {
  if (!zone) return null
  if (/^[+-]/.test(zone)) return zone.replace(/^(.\d\d):?/, '$1:')
  return /^l/i.test(zone) ? 'local' : 'Z'
}
