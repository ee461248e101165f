import {
  alertOf,
  type BoardFacts,
  membersInOrder,
  type Named,
  namesOf,
  type OtherHold,
} from './board-bookings.ts'
import type { SessionStatus } from './session.ts'

/** Bookings as the board answers them: the first of each list is the first booking. */
export interface BookingColumns {
  id: string[]
  kind: string[]
  rows: number[][]
  start: number[]
  minutes: number[]
  type: string[]
  status: SessionStatus[]
  title: string[]
  who: string[]
  where: string[]
  alert: string[]
}

export interface BoardView {
  /** Where the period begins. */
  begins: number
  /** The rows by what they are of. */
  positions: ReadonlyMap<string, number>
  isSeen(source: { sourceKind: string; projectId: string | null }): boolean
}

/** What stands on a row. Times are milliseconds. */
interface Entry {
  id: string
  kind: string
  projectId: string | null
  rows: number[]
  startsAt: number
  endsAt: number
  type: string
  status: SessionStatus
  title: string
  who: string
  where: string
  alert: string
}

/** What stands on the rows of a view, in order. */
export function columnsOf(facts: BoardFacts, view: BoardView): BookingColumns {
  const { sessions, others } = facts
  const { ids, starts } = sessions
  const columns = emptyColumns(ids.length + others.length)
  let [count, passed] = [0, 0]
  const putOthersBefore = (startsAt: number, id: string) => {
    for (let hold = others[passed]; hold; hold = others[++passed]) {
      if (hold.startsAt > startsAt || (hold.startsAt === startsAt && hold.id > id)) return
      count += put(columns, count, entryOfHold(hold, view), view)
    }
  }
  const membersOf = membersInOrder(facts)
  for (let index = 0; index < ids.length; index++) {
    putOthersBefore(starts[index] ?? 0, ids[index] ?? '')
    count += put(columns, count, entryOfSession(facts, index, membersOf(index), view), view)
  }
  putOthersBefore(Number.POSITIVE_INFINITY, '')
  for (const column of Object.values(columns)) column.length = count
  return columns
}

// Lists that grow are copied many times.
function emptyColumns(size: number): BookingColumns {
  const texts = () => new Array<string>(size)
  return {
    ...{ id: texts(), kind: texts(), rows: new Array<number[]>(size) },
    ...{ start: new Array<number>(size), minutes: new Array<number>(size) },
    ...{ type: texts(), status: new Array<SessionStatus>(size), title: texts() },
    ...{ who: texts(), where: texts(), alert: texts() },
  }
}

function entryOfSession(
  facts: BoardFacts,
  index: number,
  own: readonly Named[],
  { positions }: BoardView,
): Entry {
  const { sessions, places } = facts
  const aircraftId = sessions.aircraftIds[index] ?? ''
  const resourceId = sessions.resourceIds[index] ?? ''
  return {
    id: sessions.ids[index] ?? '',
    kind: 'planning_session',
    projectId: sessions.projectIds[index] || null,
    rows: rowsOf(positions, own, aircraftId, resourceId),
    startsAt: sessions.starts[index] ?? 0,
    endsAt: sessions.ends[index] ?? 0,
    type: sessions.types[index] ?? '',
    status: sessions.statuses[index] ?? 'confirmed',
    title: sessions.titles[index] ?? '',
    who: namesOf(own),
    where: (places.get(aircraftId) ?? places.get(resourceId))?.name ?? '',
    alert: alertOf(facts, index, own),
  }
}

/** The rows of its people, its aircraft and its resource, which may be one of the people. */
function rowsOf(
  positions: ReadonlyMap<string, number>,
  own: readonly Named[],
  aircraftId: string,
  resourceId: string,
): number[] {
  // Most bookings stand on one row of a board of aircraft.
  const place = positions.get(aircraftId)
  const rows: number[] = place === undefined ? [] : [place]
  for (const { id } of own) add(rows, positions.get(id))
  if (resourceId !== '') add(rows, positions.get(resourceId))
  return rows
}

function add(rows: number[], row: number | undefined): void {
  if (row !== undefined && !rows.includes(row)) rows.push(row)
}

const entryOfHold = ({ subjects, ...hold }: OtherHold, { positions }: BoardView): Entry => ({
  ...hold,
  rows: subjects.flatMap((id) => positions.get(id) ?? []),
  type: hold.kind,
  status: 'confirmed',
  who: '',
  where: '',
  alert: '',
})

/** @returns how many it has put. */
function put(columns: BookingColumns, at: number, entry: Entry, { begins, isSeen }: BoardView): 0 | 1 {
  if (entry.rows.length === 0) return 0
  const isShown = isSeen({ sourceKind: entry.kind, projectId: entry.projectId })
  // A request and a no-show take nothing.
  if (!isShown && (entry.status === 'requested' || entry.status === 'no_show')) return 0
  columns.id[at] = isShown ? entry.id : ''
  columns.kind[at] = isShown ? entry.kind : ''
  columns.rows[at] = entry.rows
  columns.start[at] = Math.round((entry.startsAt - begins) / 60_000)
  columns.minutes[at] = Math.round((entry.endsAt - entry.startsAt) / 60_000)
  columns.type[at] = isShown ? entry.type : ''
  columns.status[at] = isShown ? entry.status : 'confirmed'
  columns.title[at] = isShown ? entry.title : ''
  columns.who[at] = isShown ? entry.who : ''
  columns.where[at] = isShown ? entry.where : ''
  columns.alert[at] = isShown ? entry.alert : ''
  return 1
}
