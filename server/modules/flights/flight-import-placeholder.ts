import type { FlightRow } from './flight-import-field.ts'

const REMARK = 'Times of day are not in the file: these are placeholders of the right length.'
const NOON = 12 * 60

/** Flights of which a file tells the day and the length only. They come in as drafts, one behind the other. */
export class PlaceholderTimes {
  // Minutes of the day at which each row begins and ends, by aircraft and day. A row may be checked twice.
  readonly #spells = new Map<string, Map<number, { from: number; to: number }>>()
  readonly #rows = new Set<number>()

  place(
    { row, values }: FlightRow,
    { date, minutes, zone, now }: { date: string; minutes: number; zone: string; now: Date },
  ): void {
    this.#rows.add(row)
    const key = `${values.aircraft} ${date}`
    const spells = this.#spells.get(key) ?? new Map()
    this.#spells.set(key, spells)
    const last = Math.max(NOON, ...[...spells.values()].map(({ to }) => to))
    const spell = spells.get(row) ?? { from: last, to: last + minutes }
    spells.set(row, spell)
    const midnight = Temporal.PlainDate.from(date).toZonedDateTime(zone).toInstant()
    const planned = midnight.add({ minutes: spell.from })
    // Nothing that was flown today ends in the future.
    const latest = now
      .toTemporalInstant()
      .round('minute')
      .subtract({ minutes: minutes + 1 })
    const isLate =
      Temporal.Instant.compare(planned, latest) > 0 && Temporal.Instant.compare(midnight, latest) < 0
    const offBlock = isLate ? latest : planned
    values.offBlock = offBlock.toString()
    values.onBlock = offBlock.add({ minutes }).toString()
    values.remarks = values.remarks === null ? REMARK : `${REMARK} ${values.remarks}`.slice(0, 5000)
  }

  has = (row: number) => this.#rows.has(row)

  notes(): string[] {
    const count = this.#rows.size
    if (count === 0) return []
    const flights = count === 1 ? '1 flight has' : `${count} flights have`
    return [`${flights} no times of day: the day and the length are kept, as a draft to be completed.`]
  }
}
