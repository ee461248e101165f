import type { Answer } from '#api/answer.ts'

export type Board = Answer<'GET', '/api/v1/planning/board'>
export type By = Board['by']
/** What a board shows, without what stands on it. */
export type Frame = Pick<Board, 'from' | 'to' | 'by' | 'timezone'>

/** A booking on the board. Times are minutes from its beginning. */
export type Block = {
  /** Empty if the caller may only know that the time is taken. */
  id: string
  kind: string
  rows: number[]
  start: number
  end: number
  type: string
  status: Board['bookings']['status'][number]
  title: string
  who: string
  where: string
  alert: string
}

/** The bookings of the board, which come column by column. */
export function blocksOf({ bookings }: Board): Block[] {
  return bookings.id.map((id, index) => ({
    id,
    kind: bookings.kind[index] ?? '',
    rows: bookings.rows[index] ?? [],
    start: bookings.start[index] ?? 0,
    end: (bookings.start[index] ?? 0) + (bookings.minutes[index] ?? 0),
    type: bookings.type[index] ?? '',
    status: bookings.status[index] ?? 'confirmed',
    title: bookings.title[index] ?? '',
    who: bookings.who[index] ?? '',
    where: bookings.where[index] ?? '',
    alert: bookings.alert[index] ?? '',
  }))
}

/** A board as it is drawn: all blocks, and those of each row, in order. */
export type Blocks = { all: readonly Block[]; byRow: Block[][] }
export const noBlocks: Blocks = { all: [], byRow: [] }

/** The blocks of a new reading. What has not changed since the last one is the same object, so it is not drawn again. */
export function blocksSince(before: Blocks, board: Board): Blocks {
  const known = new Map(before.all.map((block) => [keyOf(block), block]))
  const all = blocksOf(board).map((block) => {
    const old = known.get(keyOf(block))
    return old && isSame(old, block) ? old : block
  })
  const byRow = blocksByRow(all, board.rows.length).map((blocks, row) => {
    const old = before.byRow[row]
    return old?.length === blocks.length && blocks.every((block, index) => block === old[index])
      ? old
      : blocks
  })
  return { all, byRow }
}

/** What tells a block from the others of its row, wherever it is moved. */
export const keyOf = ({ kind, id, start, rows }: Block): string => (id ? `${kind} ${id}` : `${start} ${rows}`)

const isSame = (a: Block, b: Block): boolean =>
  (Object.keys(a) as (keyof Block)[]).every((name) => name === 'rows' || a[name] === b[name]) &&
  a.rows.length === b.rows.length &&
  a.rows.every((row, index) => row === b.rows[index])

/** Where its page is. That of a trip, a work order or a deployment is found by its ID. */
export const pageOf = ({ kind, id }: Pick<Block, 'kind' | 'id'>): string =>
  kind === 'planning_session' ? `/schedule/sessions/${id}` : `/open/${id}`

/** Which blocks each row has, in order. */
export function blocksByRow(blocks: readonly Block[], rowCount: number): Block[][] {
  const byRow: Block[][] = Array.from({ length: rowCount }, () => [])
  for (const block of blocks) for (const row of block.rows) byRow[row]?.push(block)
  return byRow
}

/** A request holds nothing, and a no-show has given back what it held. */
export const holds = ({ status }: Pick<Block, 'status'>) => status !== 'requested' && status !== 'no_show'

export type Place = { row: number; start: number; end: number }

/** The booking that holds the row at some part of that time, other than the one that is moved. */
export function inTheWay(byRow: readonly Block[][], moved: Block, place: Place): Block | null {
  if (!holds(moved)) return null
  const rows = moved.rows.includes(place.row) ? moved.rows : [place.row]
  for (const row of rows)
    for (const other of byRow[row] ?? [])
      if (other !== moved && holds(other) && other.start < place.end && other.end > place.start) return other
  return null
}

/** What may be moved on the board, and whether it may change its row. */
export const isMovable = ({ kind, type, id, status }: Block): boolean =>
  id !== '' &&
  kind === 'planning_session' &&
  type !== 'time_off' &&
  (status === 'confirmed' || status === 'requested')

/** A booking of people has several rows; only the page of the booking says whose place another takes. */
export const changesRow = (by: By): boolean => by !== 'person'

/** Side by side where requests overlap. @returns the lane of each block, and how many lanes the row has. */
export function lanesOf(blocks: readonly Block[]): { lanes: Map<Block, number>; count: number } {
  const lanes = new Map<Block, number>()
  const ends: number[] = []
  for (const block of [...blocks].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const free = ends.findIndex((end) => end <= block.start)
    const lane = free < 0 ? ends.length : free
    ends[lane] = block.end
    lanes.set(block, lane)
  }
  return { lanes, count: Math.max(1, ends.length) }
}

export const snapMinutes = 15
export const snap = (minutes: number): number => Math.round(minutes / snapMinutes) * snapMinutes

/** The block that an arrow key leads to. */
export function nextBlock(
  byRow: readonly Block[][],
  from: { row: number; block: Block },
  key: string,
): { row: number; block: Block } | null {
  const rowBlocks = byRow[from.row] ?? []
  const at = rowBlocks.indexOf(from.block)
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const block = rowBlocks[at + (key === 'ArrowRight' ? 1 : -1)]
    return block ? { row: from.row, block } : null
  }
  const step = key === 'ArrowDown' ? 1 : -1
  for (let row = from.row + step; row >= 0 && row < byRow.length; row += step) {
    const nearest = [...(byRow[row] ?? [])].sort(
      (a, b) => Math.abs(a.start - from.block.start) - Math.abs(b.start - from.block.start),
    )[0]
    if (nearest) return { row, block: nearest }
  }
  return null
}
