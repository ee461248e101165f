import { invalidRequest, ruleBroken } from '#platform/kernel/problem.ts'
import { date, integer, labeled, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { addMonths, daysBetween } from '#rules/calendar.ts'
import { type DueState, dueStates, type Limit as RuleLimit } from '#rules/due-state.ts'
import { type Anchor, type CalendarInterval, nextDueAt, nextDueOn } from '#rules/next-due.ts'

/** The meters that count hours. */
export const hourCounters = labeled(['hobbs', 'tach', 'air'], { air: 'Air time' })
export const meterCounters = labeled([...hourCounters, 'cycles'], { air: 'Air time' })
export type MeterCounter = (typeof meterCounters)[number]
/** A limit counts by the calendar or by one of the aircraft's meters. */
export const counters = labeled(['calendar', ...meterCounters], { air: 'Air time' })
export const dueStateLabels = { insufficient_data: 'Unknown', ok: 'OK' } as const

const most = 100_000_000
const hours = (description: string, least = 0) =>
  nullable(integer(least, most, `${description}, in hundredths of an hour; of cycles, of a landing.`))
const total = (description: string) => hours(`${description}, as the meter’s total over all replaced dials`)

const fields = {
  intervalHundredths: hours('How often it repeats, or null if once', 1),
  intervalCalendarMonths: nullable(integer(1, 600, 'How often, to the end of the last month.')),
  intervalMonths: nullable(integer(1, 600, 'How often, to the same day of the month.')),
  intervalDays: nullable(integer(1, 18_300, 'How often, in days.')),
  warningHundredths: hours(
    'How long before the limit it becomes upcoming (by default 10 hours, or 50 cycles)',
  ),
  warningDays: nullable(
    integer(0, 3_660, 'How many days before the limit it becomes upcoming. By default 30.'),
  ),
  toleranceHundredths: hours('How far the limit may be passed before it is overdue (by default 0)'),
  toleranceDays: nullable(
    integer(0, 3_660, 'How many days the limit may be passed before it is overdue. By default 0.'),
  ),
  toleranceMonths: nullable(
    integer(1, 60, 'The same in months, to the same day of the month, in place of days.'),
  ),
  lastDoneHundredths: total('The meter when it was last done'),
  dueAtHundredths: total(
    'The meter when it is due next (by default calculated from the interval and when it was last done)',
  ),
  dueOn: nullable(
    date(
      'The last day before it is overdue. By default calculated from the interval and when it was last done.',
    ),
  ),
}
type Field = keyof typeof fields

const counter = oneOf(counters, { description: 'The meter or the calendar that this limit counts by.' })

export const LimitBody = Type.Object(
  { counter, ...Type.Partial(Type.Object(fields)).properties },
  { title: 'MaintenanceLimitInput' },
)
export type LimitBody = Static<typeof LimitBody>

/** A limit as it is stored: every field, null where it does not apply. */
const Stored = Type.Object({ counter, ...fields })
export type Limit = Static<typeof Stored>

const storedFields = Object.keys(Stored.properties)
/** A limit as it is stored, without what was calculated of it. */
export const storedLimit = (limit: Limit): Limit =>
  Object.fromEntries(Object.entries(limit).filter(([field]) => storedFields.includes(field))) as Limit

export const Limits = Type.Array(
  Type.Object(
    {
      ...Stored.properties,
      state: oneOf(dueStates, { labels: dueStateLabels }),
      remainingHundredths: nullable(Type.Integer({ description: 'Negative once the limit is passed.' })),
      remainingDays: nullable(Type.Integer({ description: 'Negative once the limit is passed.' })),
      projectedOn: nullable(
        date('When it will be reached: its date, or a projection from the use of the last 90 days.'),
      ),
      missing: nullable(
        oneOf(['last_done', 'meter'], {
          description: 'The value that is missing: when it was last done, or the aircraft’s meter.',
        }),
      ),
    },
    { title: 'MaintenanceLimit' },
  ),
)

const calendarFields: Field[] = [
  'intervalCalendarMonths',
  'intervalMonths',
  'intervalDays',
  'warningDays',
  'toleranceDays',
  'toleranceMonths',
  'dueOn',
]

const refuse = (field: string, message: string) => invalidRequest(message, { details: [{ field, message }] })

/** The limit to store, from the body, the stored limit of the same counter, and when the item was last done. */
function readLimit(
  body: LimitBody,
  index: number,
  stored: Limit | undefined,
  { doneOn, wasDoneOn }: { doneOn: string | null; wasDoneOn: string | null },
): Limit {
  checkFields(body, index)
  const kept = (field: Field) => (body[field] === undefined ? (stored?.[field] ?? null) : body[field])
  const isCalendar = body.counter === 'calendar'
  const limit: Limit = {
    ...(Object.fromEntries(Object.keys(fields).map((field) => [field, null])) as Omit<Limit, 'counter'>),
    counter: body.counter,
    intervalHundredths: body.intervalHundredths ?? null,
    intervalCalendarMonths: body.intervalCalendarMonths ?? null,
    intervalMonths: body.intervalMonths ?? null,
    intervalDays: body.intervalDays ?? null,
    lastDoneHundredths: kept('lastDoneHundredths') as number | null,
    ...(isCalendar
      ? {
          warningDays: body.warningDays ?? 30,
          toleranceDays: body.toleranceDays ?? 0,
          toleranceMonths: body.toleranceMonths ?? null,
        }
      : {
          warningHundredths: body.warningHundredths ?? (body.counter === 'cycles' ? 5_000 : 1_000),
          toleranceHundredths: body.toleranceHundredths ?? 0,
        }),
  }
  // The due value from an earlier completion stays, unless the interval or the last completion changed.
  const isSame =
    stored !== undefined &&
    intervals.every((field) => stored[field] === limit[field]) &&
    (isCalendar ? doneOn === wasDoneOn : stored.lastDoneHundredths === limit.lastDoneHundredths)
  if (isCalendar)
    limit.dueOn =
      body.dueOn ?? (isSame ? stored.dueOn : null) ?? (doneOn === null ? null : firstOn(limit, doneOn))
  else
    limit.dueAtHundredths = body.dueAtHundredths ?? (isSame ? stored.dueAtHundredths : null) ?? firstAt(limit)
  if (
    intervals.every((field) => limit[field] === null) &&
    limit.dueOn === null &&
    limit.dueAtHundredths === null
  )
    throw refuse(
      `limits.${index}`,
      isCalendar
        ? 'A calendar limit needs an interval (intervalCalendarMonths, intervalMonths or intervalDays), or a date if it is due once (dueOn)'
        : `A limit by ${body.counter} needs an interval (intervalHundredths), or a meter value if it is due once (dueAtHundredths)`,
    )
  return limit
}

const intervals = ['intervalHundredths', 'intervalCalendarMonths', 'intervalMonths', 'intervalDays'] as const

const firstOn = (limit: Limit, doneOn: string) =>
  isRepeated(limit)
    ? nextDueOn({
        anchor: 'from_completion',
        due: null,
        done: doneOn,
        tolerance: 0,
        interval: intervalOf(limit),
      })
    : null
const firstAt = ({ intervalHundredths, lastDoneHundredths }: Limit) =>
  intervalHundredths === null || lastDoneHundredths === null ? null : lastDoneHundredths + intervalHundredths

function checkFields(body: LimitBody, index: number): void {
  const isCalendar = body.counter === 'calendar'
  for (const field of Object.keys(fields) as Field[]) {
    if (body[field] == null) continue
    if (calendarFields.includes(field) !== isCalendar)
      throw refuse(
        `limits.${index}.${field}`,
        isCalendar
          ? `${field} belongs to a meter; a calendar limit counts in calendar months, months or days`
          : `${field} belongs to the calendar; a limit by ${body.counter} counts in hundredths`,
      )
    if (body.counter === 'cycles' && Number(body[field]) % 100 !== 0)
      throw refuse(`limits.${index}.${field}`, `${field} must be whole cycles: 12 of them are 1200`)
  }
  const bodyIntervals = intervals.filter((field) => body[field] != null)
  if (bodyIntervals.length > 1)
    throw refuse(
      `limits.${index}.${bodyIntervals[1]}`,
      `A limit has one interval, but this has ${bodyIntervals.join(' and ')}`,
    )
  if (body.toleranceDays && body.toleranceMonths)
    throw refuse(
      `limits.${index}.toleranceMonths`,
      'A limit has one tolerance, but this has toleranceDays and toleranceMonths',
    )
  if (body.dueOn != null) checkYear(`limits.${index}.dueOn`, body.dueOn)
}

/** Refuses a typing error such as 0226 for 2026, which would ground the aircraft. */
export function checkYear(field: string, day: string): void {
  if (day < '1903-12-17' || day > '2199-12-31')
    throw refuse(field, `${field} is in the year ${day.slice(0, 4)}. Check the date`)
}

/** The limits to store from a body. @throws Problem that names the limit. */
export function readLimits(
  bodies: readonly LimitBody[],
  before: { limits: readonly Limit[]; lastDoneOn: string | null },
  lastDoneOn: string | null,
): Limit[] {
  return bodies.map((body, index) => {
    if (bodies.findIndex((other) => other.counter === body.counter) !== index)
      throw refuse(
        `limits.${index}.counter`,
        `The item already has a limit by ${body.counter}. Each counter has one limit`,
      )
    const stored = before.limits.find((limit) => limit.counter === body.counter)
    return readLimit(body, index, stored, { doneOn: lastDoneOn, wasDoneOn: before.lastDoneOn })
  })
}

export const isRepeated = (limit: Limit) => intervals.some((field) => limit[field] !== null)
const intervalOf = (limit: Limit): CalendarInterval => ({
  calendarMonths: limit.intervalCalendarMonths,
  months: limit.intervalMonths,
  days: limit.intervalDays,
})

/** How many days before its due the tolerance begins. */
const earliestDays = ({ dueOn, toleranceDays, toleranceMonths }: Limit) =>
  dueOn !== null && toleranceMonths
    ? daysBetween(addMonths(dueOn, -toleranceMonths), dueOn)
    : (toleranceDays ?? 0)

/** The limit with its next due value, after the item was done. */
export function limitAfter(
  limit: Limit,
  anchor: Anchor,
  done: { on: string; at: Record<MeterCounter, number | null> },
): Limit {
  if (limit.counter === 'calendar') {
    const dueOn = nextDueOn({
      anchor,
      due: limit.dueOn,
      done: done.on,
      tolerance: earliestDays(limit),
      interval: intervalOf(limit),
    })
    return { ...limit, dueOn }
  }
  const at = done.at[limit.counter]
  if (at === null)
    throw ruleBroken(
      `Enter the ${limit.counter} (${limit.counter}Hundredths): the item counts by it, and the aircraft has no reading for that day`,
      { details: [{ field: `${limit.counter}Hundredths`, message: 'is required for this item' }] },
    )
  const dueAtHundredths = nextDueAt({
    anchor,
    due: limit.dueAtHundredths,
    done: at,
    tolerance: limit.toleranceHundredths ?? 0,
    interval: limit.intervalHundredths ?? 0,
  })
  return { ...limit, lastDoneHundredths: at, dueAtHundredths }
}

/** The limit in the form that the rules use. */
export const ruleLimit = (limit: Limit): RuleLimit =>
  limit.counter === 'calendar'
    ? {
        counter: 'calendar',
        dueOn: limit.dueOn,
        warningDays: limit.warningDays ?? 0,
        toleranceDays: limit.toleranceDays ?? 0,
        toleranceMonths: limit.toleranceMonths,
      }
    : {
        counter: limit.counter,
        dueAt: limit.dueAtHundredths,
        warning: limit.warningHundredths ?? 0,
        tolerance: limit.toleranceHundredths ?? 0,
      }

/** How severe a state is. An alert is sent when it rises, and the end of the alert when it falls. */
export const gravity = (state: DueState): number =>
  ({ ok: 0, insufficient_data: 0, upcoming: 1, due: 2, overdue: 3 })[state]
