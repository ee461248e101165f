import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { useAction } from '#ui/useAction.ts'
import { useSteady } from '#ui/useSteady.ts'
import {
  type Block,
  type Board,
  changesRow,
  inTheWay,
  isMovable,
  keyOf,
  nextBlock,
  type Place,
  snap,
  snapMinutes,
} from './boardMath.ts'
import { blockName, timesOf } from './boardWords.ts'
import { t } from './strings.ts'

const w = t.schedule

type Edge = 'whole' | 'end'
type At = { row: number; block: Block }
export type Dragged = { block: Block; from: number; place: Place; refusal: string | null }
type Options = {
  board: Board
  byRow: Block[][]
  scale: number
  rowPx: number
  open: (block: Block) => void
}
export type Hands = ReturnType<typeof useMoves>['hands']

/** A click moves the pointer a little, too. */
const leastPx = 4

/** Moving bookings on the board, by pointer and by keyboard. What is in the way cannot be dropped on, and says so. */
export function useMoves({ board, byRow, scale, rowPx, open }: Options) {
  const mayMove = useCan()('movePlanningSession')
  const [dragged, setDragged] = useState<Dragged | null>(null)
  const [focused, setFocused] = useState<At | null>(null)
  const [announced, announce] = useState('')
  const [tabStop, setTabStop] = useState<At | null>(null)
  const dropped = useRef<Dragged | null>(null)
  const hasDragged = useRef(false)
  const save = useAction({
    run: ({ block, from, place }: Dragged) => send(board, block, from, place),
    done: w.moved,
    changes: ['planning_session'],
  })

  const refusalOf = (block: Block, from: number, place: Place): string | null => {
    if (place.row !== from && (!changesRow(board.by) || block.rows.length !== 1)) return w.fixed
    const other = inTheWay(byRow, block, place)
    if (!other) return null
    const begins = Date.parse(board.from)
    const row = board.rows[other.rows.find((each) => each === place.row) ?? other.rows[0] ?? 0]
    return w.taken(
      row?.name ?? '',
      other.title || w.busy,
      timesOf(board, begins + other.start * 60_000, begins + other.end * 60_000),
    )
  }
  const hold = (block: Block, from: number, place: Place, isHeard: boolean) => {
    const refusal = refusalOf(block, from, place)
    setDragged({ block, from, place, refusal })
    if (isHeard)
      announce(
        refusal
          ? `${blockName(board, board.rows[place.row], block, place)}. ${w.refused} ${refusal}`
          : blockName(board, board.rows[place.row], block, place),
      )
  }
  const drop = (held: Dragged) => {
    if (held.refusal) return
    setDragged(null)
    const { block, from, place } = held
    if (place.row === from && place.start === block.start && place.end === block.end) return
    dropped.current = held
    announce(w.dropped(blockName(board, board.rows[place.row], block, place)))
    save.mutate(held)
  }

  const begin = (event: PointerEvent<HTMLElement>, { row, block, edge }: At & { edge: Edge }) => {
    const { clientX, clientY } = event
    const limit = board.rows.length - 1
    hasDragged.current = false
    let held: Dragged | null = null
    const placeAt = (move: globalThis.PointerEvent): Place => {
      const minutes = snap((move.clientX - clientX) / scale)
      if (edge === 'end')
        return { row, start: block.start, end: Math.max(block.start + snapMinutes, block.end + minutes) }
      const to = Math.min(limit, Math.max(0, row + Math.round((move.clientY - clientY) / rowPx)))
      return { row: to, start: block.start + minutes, end: block.end + minutes }
    }
    const move = (next: globalThis.PointerEvent) => {
      if (!held && Math.hypot(next.clientX - clientX, next.clientY - clientY) < leastPx) return
      hasDragged.current = true
      const place = placeAt(next)
      held = { block, from: row, place, refusal: refusalOf(block, row, place) }
      setDragged(held)
    }
    const end = (isDropped: boolean) => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', up)
      window.removeEventListener('pointercancel', cancel)
      window.removeEventListener('keydown', giveBack)
      if (held?.refusal && isDropped) announce(`${w.refused} ${held.refusal}`)
      if (held && !held.refusal && isDropped) drop(held)
      setDragged(null)
    }
    const up = () => end(true)
    const cancel = () => end(false)
    const giveBack = (key: globalThis.KeyboardEvent) => {
      if (key.key === 'Escape') end(false)
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', up)
    window.addEventListener('pointercancel', cancel)
    window.addEventListener('keydown', giveBack)
  }

  const steer = (event: KeyboardEvent, held: Dragged) => {
    const { block, from, place } = held
    const time = event.key === 'ArrowLeft' ? -snapMinutes : event.key === 'ArrowRight' ? snapMinutes : 0
    const rows = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (event.key === 'Escape') {
      setDragged(null)
      announce(w.gaveBack(blockName(board, board.rows[from], block, block)))
    } else if (event.key === 'Enter') {
      if (held.refusal) announce(`${w.refused} ${held.refusal}`)
      else drop(held)
    } else if (time !== 0 && event.shiftKey) {
      hold(block, from, { ...place, end: Math.max(place.start + snapMinutes, place.end + time) }, true)
    } else if (time !== 0 || rows !== 0) {
      const row = Math.min(board.rows.length - 1, Math.max(0, place.row + rows))
      hold(block, from, { row, start: place.start + time, end: place.end + time }, true)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  const onKey = (event: KeyboardEvent, at: At) => {
    if (dragged) return steer(event, dragged)
    const { block, row } = at
    if (event.key === 'Enter' && mayMove && isMovable(block)) {
      event.preventDefault()
      const place = { row, start: block.start, end: block.end }
      setDragged({ block, from: row, place, refusal: null })
      announce(`${w.pickedUp(blockName(board, board.rows[place.row], block, place))}. ${w.keys}`)
    } else if ((event.key === ' ' || event.key === 'Enter') && block.id) {
      event.preventDefault()
      open(block)
    } else if (event.key.startsWith('Arrow')) {
      event.preventDefault()
      const next = nextBlock(byRow, at, event.key)
      if (next) setFocused(next)
    }
  }
  // A booking that is dropped keeps the focus: on another row, another element draws it.
  useEffect(() => {
    const { block, place } = dropped.current ?? {}
    const there = place && byRow[place.row]?.find((each) => block && keyOf(each) === keyOf(block))
    if (!place || there?.start !== place.start) return
    dropped.current = null
    setFocused({ row: place.row, block: there })
  }, [byRow])
  const hands = useSteady({
    begin,
    onKey,
    wasDragged: () => hasDragged.current,
    noteFocus: (row: number, block: Block) => setTabStop({ row, block }),
  })
  return { mayMove, dragged, focused, announced, hands, tabStop: tabStopOf(byRow, tabStop) }
}

/** One block takes the tab key, the last one that had the focus; the arrows lead to the others. */
function tabStopOf(byRow: Block[][], last: At | null): At | null {
  const again = byRow[last?.row ?? -1]?.find((block) => last && keyOf(block) === keyOf(last.block))
  if (last && again) return { row: last.row, block: again }
  const row = byRow.findIndex((blocks) => blocks.length > 0)
  const block = byRow[row]?.[0]
  return block ? { row, block } : null
}

function send(board: Board, block: Block, from: number, place: Place) {
  const begins = Date.parse(board.from)
  const at = (minutes: number) => new Date(begins + minutes * 60_000).toISOString()
  const target = place.row === from ? undefined : board.rows[place.row]?.id
  return post('/api/v1/planning/sessions/{id}/move', {
    path: { id: block.id },
    body: {
      startsAt: at(place.start),
      endsAt: at(place.end),
      ...(target && board.by === 'aircraft' ? { aircraftId: target } : {}),
      ...(target && board.by === 'resource' ? { resourceId: target } : {}),
    },
  })
}
