/** Arithmetic on spans of time for the rules of duty and rest. Instants are milliseconds since 1970. */

export interface Span {
  from: number
  to: number
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** How much of the spans lies in a window, in minutes. Spans that overlap count twice: merge them first. */
export function minutesWithin(spans: readonly Span[], window: Span): number {
  let sumMs = 0
  for (const { from, to } of spans)
    if (from < window.to && to > window.from) sumMs += Math.min(to, window.to) - Math.max(from, window.from)
  return sumMs / minuteMs
}

/** The same time as spans that do not touch, in order. */
export function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const { from, to } of [...spans].sort((first, second) => first.from - second.from)) {
    const last = result.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else result.push({ from, to })
  }
  return result
}

/** What is free between merged spans inside a window. */
export function gapsWithin(busy: readonly Span[], window: Span): Span[] {
  const gaps: Span[] = []
  let from = window.from
  for (const span of busy) {
    if (span.to <= window.from || span.from >= window.to) continue
    if (span.from > from) gaps.push({ from, to: span.from })
    from = Math.max(from, span.to)
  }
  if (from < window.to) gaps.push({ from, to: window.to })
  return gaps
}

/** The longest free time inside a window, in minutes. */
export function longestGap(busy: readonly Span[], window: Span): number {
  const longestMs = Math.max(0, ...gapsWithin(busy, window).map(({ from, to }) => to - from))
  return longestMs / minuteMs
}

/**
 * The instants inside a span at which a look-back over `windowMs` can be at its most: its ends, and wherever a span
 * begins or ends at either side of the window. Between them the sum changes evenly.
 */
export function peaksWithin(spans: readonly Span[], windowMs: number, { from, to }: Span): number[] {
  const inside = spans.flatMap((span) =>
    [span.from, span.to, span.from + windowMs, span.to + windowMs].filter((at) => at > from && at < to),
  )
  return [from, ...inside, to]
}

/** The calendar day, month, quarter or year of a zone that an instant lies in, moved by whole ones. */
export function calendarSpan(
  at: number,
  zone: string,
  unit: 'day' | 'month' | 'quarter' | 'year',
  { back = 0, forward = 0 } = {},
): Span {
  const day = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone).toPlainDate()
  const first =
    unit === 'day'
      ? day
      : unit === 'month'
        ? day.with({ day: 1 })
        : unit === 'quarter'
          ? day.with({ day: 1, month: Math.floor((day.month - 1) / 3) * 3 + 1 })
          : day.with({ day: 1, month: 1 })
  const step = { day: { days: 1 }, month: { months: 1 }, quarter: { months: 3 }, year: { years: 1 } }[unit]
  const moved = (count: number) =>
    first.add({ ...times(step, count) }).toZonedDateTime(zone).epochMilliseconds
  return { from: moved(-back), to: moved(forward + 1) }
}

const times = (step: Partial<Record<'days' | 'months' | 'years', number>>, count: number) =>
  Object.fromEntries(Object.entries(step).map(([unit, size]) => [unit, size * count]))
