import { labelOf } from '#api/label.ts'
import { inLine } from '#ui/face.ts'
import { dayIn } from '#ui/time.ts'
import type { Block, Board, Frame, Place } from './boardMath.ts'
import { t } from './strings.ts'
import { clockOf, dayName, weekday } from './zone.ts'

/** "Tue 09:00 to 10:30" */
export function timesOf({ timezone }: Frame, from: number, to: number): string {
  return `${weekday(from, timezone)} ${clockOf(from, timezone)} to ${clockOf(to, timezone)}`
}

/** "N123AP, Tue 09:00 to 10:30, Flight, A. Ruiz, 2.2 h left to the 100-hour": what is heard of a booking. */
export function blockName(
  frame: Frame,
  row: Board['rows'][number] | undefined,
  block: Block,
  { start, end }: Pick<Place, 'start' | 'end'>,
): string {
  const from = Date.parse(frame.from)
  return [
    row?.name,
    timesOf(frame, from + start * 60_000, from + end * 60_000),
    block.title || t.schedule.busy,
    block.who,
    stateOf(block),
    block.alert,
    row?.due,
  ]
    .filter(Boolean)
    .join(', ')
}

/** What people call its state. What only holds the time has none. */
export function stateOf({ kind, status }: Block): string {
  return kind === 'planning_session' ? labelOf('planning_session.status', status) : ''
}

/** What stands on the block. */
export const blockText = (frame: Pick<Frame, 'by'>, block: Block): string =>
  inLine(block.title || t.schedule.busy, block.who, frame.by === 'aircraft' ? null : block.where)

/** "Tue 9 Mar, 10:00 to 11:00", with both days if they differ. */
export function whenOf(zone: string, startsAt: string, endsAt: string): string {
  const [from, to] = [Date.parse(startsAt), Date.parse(endsAt)]
  const [first, last] = [from, to].map((at) => dayIn(new Date(at), zone)) as [string, string]
  const until = first === last ? clockOf(to, zone) : `${dayName(last)}, ${clockOf(to, zone)}`
  return `${dayName(first)}, ${clockOf(from, zone)} to ${until}`
}
