import { combineInstant, instant, isTimeOfDay } from '#platform/importing/date.ts'
import { type Parsed, type Reading, readingFor } from '#platform/importing/value.ts'
import type { FlightRow } from './flight-import-field.ts'
import type { PlaceholderTimes } from './flight-import-placeholder.ts'

const TIMES = ['offBlock', 'takeOff', 'landing', 'onBlock'] as const
const TITLES = { offBlock: 'Off block', takeOff: 'Take-off', landing: 'Landing', onBlock: 'On block' }
type TimeField = (typeof TIMES)[number]

type Context = {
  reading: Reading
  now: Date
  zoneOf: (airport: string) => string | null
  placeholders: PlaceholderTimes
}

/**
 * Makes moments of the times of a row. A time of day alone is completed by the row's date. An arrival before the
 * departure is the next day only where that was chosen for the file: a typing error looks the same.
 */
export function checkTimes(row: FlightRow, context: Context): void {
  const { values, problems } = row
  const written = TIMES.filter((field) => values[field] !== null)
  let before: { field: TimeField; at: number } | null = null
  for (const field of written) {
    const moment = momentOf(row, field, context, before?.at ?? null)
    values[field] = moment.value
    if (moment.value === null) {
      if (moment.problem) problems.push({ field, message: moment.problem, ...moment.answer })
      continue
    }
    const at = Date.parse(moment.value)
    if (before && at < before.at)
      problems.push({
        field,
        message: `${TITLES[field]} ${clock(at)} is before ${TITLES[before.field].toLowerCase()} ${clock(before.at)} (UTC). Fix the time, give the date of arrival in its own column, or choose “next day” for such rows`,
        option: 'pastMidnight',
      })
    before = { field, at }
  }
  if (written.every((field) => values[field] !== null)) completeBlock(row, context)
  if (values.onBlock !== null && Date.parse(values.onBlock) > context.now.getTime())
    problems.push({
      field: 'onBlock',
      message: `${values.onBlock} lies in the future: only what was flown is imported`,
    })
}

/** The day of the flight as the row writes it, before the zone of its times is known. */
export function dayOf({ values }: FlightRow, reading: Reading): string | null {
  const cell = values.offBlock ?? values.onBlock
  if (values.date !== null || cell === null || isTimeOfDay(cell)) return values.date
  const parsed = instant(cell, reading)
  return 'value' in parsed ? parsed.value.slice(0, 10) : null
}

type Moment = { value: string | null; problem?: string; answer?: { option?: string } }

function momentOf(row: FlightRow, field: TimeField, context: Context, after: number | null): Moment {
  const { values, problems } = row
  const cell = values[field] ?? ''
  const zoned = zonedReading(row, field, context)
  if ('problem' in zoned) return { value: null, ...zoned }
  if (!isTimeOfDay(cell)) return ofParsed(instant(cell, zoned.value))
  const isArrival = field === 'onBlock' || field === 'landing'
  const day = isArrival ? (values.arrivalDate ?? values.date) : values.date
  if (day === null) {
    const isNamed = problems.some((problem) => problem.field === 'date' || problem.field === 'arrivalDate')
    const problem = `“${cell}” has no date: write it as 2026-03-04 13:45, or choose the column that holds the date`
    return { value: null, ...(isNamed ? {} : { problem }) }
  }
  const moment = combineInstant(day, cell, zoned.value)
  const isEarly = 'value' in moment && after !== null && Date.parse(moment.value) < after
  const mayRoll = context.reading.options.pastMidnight === 'next_day' && !(isArrival && values.arrivalDate)
  if (!isEarly || !mayRoll) return ofParsed(moment)
  return ofParsed(combineInstant(Temporal.PlainDate.from(day).add({ days: 1 }).toString(), cell, zoned.value))
}

const ofParsed = (parsed: Parsed<string>): Moment =>
  'value' in parsed
    ? parsed
    : { value: null, problem: parsed.problem, answer: parsed.option ? { option: parsed.option } : {} }

// A time that is local at its airport is read in that airport's zone.
function zonedReading({ values }: FlightRow, field: TimeField, context: Context): Parsed<Reading> {
  const reading = readingFor(context.reading, field)
  if (reading.timeZone !== 'airport' && reading.localTimeZone !== 'airport') return { value: reading }
  const isArrival = field === 'onBlock' || field === 'landing'
  const airport = isArrival ? values.toAirport : values.fromAirport
  const zone = airport === null ? null : context.zoneOf(airport)
  if (zone === null && reading.timeZone === 'airport')
    return {
      problem: `The time zone of ${airport ?? 'the airport'} is not known: set it there, or choose a zone for the file`,
      option: 'timeZone',
    }
  const atAirport = (name: string | undefined) => (name === 'airport' ? (zone ?? 'UTC') : name)
  return {
    value: {
      ...reading,
      timeZone: atAirport(reading.timeZone) ?? 'UTC',
      localTimeZone: atAirport(reading.localTimeZone) ?? reading.timeZone,
    },
  }
}

// A file may lack the block times: then the take-off and the landing stand for them, or the length of the flight.
function completeBlock(row: FlightRow, { reading, now, zoneOf, placeholders }: Context): void {
  const { values, problems } = row
  values.offBlock ??= values.takeOff
  values.onBlock ??= values.landing
  if (values.offBlock !== null && values.onBlock !== null) return
  const minutes = lengthOf(values)
  if (minutes === null || minutes <= 0) {
    const field = values.offBlock === null ? 'offBlock' : 'onBlock'
    problems.push({
      field,
      message: `${TITLES[field]} is missing: give the times of the flight, or its length by hobbs or total time`,
    })
    return
  }
  const moved = (moment: string, by: number) => Temporal.Instant.from(moment).add({ minutes: by }).toString()
  if (values.offBlock !== null) values.onBlock = moved(values.offBlock, minutes)
  else if (values.onBlock !== null) values.offBlock = moved(values.onBlock, -minutes)
  else {
    if (values.date === null && problems.some(({ field }) => field === 'date')) return
    if (values.date === null)
      problems.push({ field: 'date', message: 'The date is missing: every row needs it' })
    else placeholders.place(row, { date: values.date, minutes, zone: zoneFor(row, reading, zoneOf), now })
  }
}

function zoneFor({ values }: FlightRow, { timeZone }: Reading, zoneOf: Context['zoneOf']): string {
  if (timeZone !== 'airport') return timeZone
  return (values.fromAirport && zoneOf(values.fromAirport)) || 'UTC'
}

function lengthOf({ hobbsOut, hobbsIn, totalTime }: FlightRow['values']): number | null {
  if (hobbsOut !== null && hobbsIn !== null && hobbsIn > hobbsOut)
    return Math.round(((hobbsIn - hobbsOut) * 60) / 100)
  return totalTime
}

function clock(at: number) {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}
