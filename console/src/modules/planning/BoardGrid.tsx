import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react'
import { AppLink } from '#ui/AppLink.tsx'
import { inLine } from '#ui/face.ts'
import { useGo } from '#ui/place.ts'
import { useSteady } from '#ui/useSteady.ts'
import { useWidth } from '#ui/useWidth.ts'
import { BoardRow } from './BoardRow.tsx'
import type { Wanted } from './BookDialog.tsx'
import { type Block, type Board, blocksSince, type Frame, noBlocks, pageOf, snap } from './boardMath.ts'
import { blockName, timesOf } from './boardWords.ts'
import { Legend } from './Legend.tsx'
import classes from './schedule.module.css'
import { t } from './strings.ts'
import { type Dragged, useMoves } from './useMoves.ts'
import { addDays, clockOf, dayName, startOfDay } from './zone.ts'

const w = t.schedule
export const rowPx = 46
const headPx = 180
const dayScale = 1
/** A week fills the screen, and scrolls where that would be too small to see. */
const weekScale = (width: number, minutes: number) => Math.max(0.08, (width - headPx - 2) / minutes)
/** What A4 landscape has room for, inside its margins. */
const paperPx = 1_010
const openingHour = 6

type Props = {
  board: Board
  day: string
  days: number
  onBook: ((wanted: Wanted) => void) | null
  onReplan: ((aircraftId: string) => void) | null
}

/** Resources down, time across. Only the rows in sight are drawn. */
export function BoardGrid({ board, day, days, onBook, onReplan }: Props) {
  const go = useGo()
  const scroller = useRef<HTMLDivElement>(null)
  const isPrinting = useIsPrinting()
  const byRow = useBlocks(board)
  const frame = useFrame(board)
  const [sized, width] = useWidth()
  const minutes = (Date.parse(board.to) - Date.parse(board.from)) / 60_000
  const scale = days === 1 ? dayScale : weekScale(isPrinting ? paperPx : width, minutes)
  const open = (block: Block) => void go(pageOf(block))
  const moves = useMoves({ board, byRow, scale, rowPx, open })
  const rows = useVirtualizer({
    count: board.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 4,
    scrollPaddingStart: 34,
  })
  useEffect(() => {
    scroller.current?.scrollTo({ left: days === 1 ? openingHour * 60 * scale : 0 })
  }, [days, scale])
  // The focused block may be on a row that was not drawn.
  useEffect(() => {
    if (!moves.focused) return
    rows.scrollToIndex(moves.focused.row)
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-focus="true"]`)?.focus({ preventScroll: false }),
    )
  }, [moves.focused, rows])
  const shown = isPrinting
    ? board.rows.map((_, index) => ({ index, start: index * rowPx }))
    : rows.getVirtualItems()
  const bookAt = (row: number, minute: number) => {
    const at = Date.parse(board.from) + snap(minute) * 60_000
    onBook?.({ ...wantedAt(board, at, day, days), ...wantedRow(board, row) })
  }
  const own = useSteady({ open, book: bookAt, replan: (id: string) => onReplan?.(id) })
  const hands = useMemo(() => ({ ...own, ...moves.hands }), [own, moves.hands])
  const { dragged, focused, tabStop } = moves
  return (
    <>
      <p className="visually-hidden" id="schedule-keys">
        {w.keys}
      </p>
      <p className="visually-hidden" role="status">
        {moves.announced}
      </p>
      <div ref={sized} />
      <div ref={scroller} className={classes.scroller} data-days={days}>
        <section
          className={classes.grid}
          aria-label={w.grid}
          aria-describedby="schedule-keys"
          style={
            {
              width: minutes * scale + headPx,
              '--tick': `${(days === 1 ? 60 : 1_440) * scale}px`,
            } as CSSProperties
          }
        >
          <Head board={board} day={day} days={days} scale={scale} />
          <div className={classes.rows} style={{ height: board.rows.length * rowPx }}>
            {shown.map(({ index, start }) => {
              const info = board.rows[index]
              const blocks = byRow[index] ?? []
              const isDragged = dragged && (dragged.place.row === index || blocks.includes(dragged.block))
              return info ? (
                <BoardRow
                  key={info.id}
                  frame={frame}
                  info={info}
                  row={index}
                  top={start}
                  scale={scale}
                  blocks={blocks}
                  mayMove={moves.mayMove}
                  mayReplan={onReplan !== null}
                  hands={hands}
                  dragged={isDragged ? dragged : null}
                  focused={focused?.row === index ? focused.block : null}
                  tabStop={tabStop?.row === index ? tabStop.block : null}
                />
              ) : null
            })}
            <NowLine board={board} scale={scale} />
          </div>
        </section>
      </div>
      {moves.dragged ? <DragNote board={board} dragged={moves.dragged} /> : null}
      <Legend />
      <Standbys board={board} />
    </>
  )
}

/** The blocks of each row. Those that a new reading has not changed stay the same objects. */
function useBlocks(board: Board): Block[][] {
  const before = useRef(noBlocks)
  const blocks = useMemo(() => blocksSince(before.current, board), [board])
  useEffect(() => {
    before.current = blocks
  }, [blocks])
  return blocks.byRow
}

function useFrame({ from, to, by, timezone }: Board): Frame {
  return useMemo(() => ({ from, to, by, timezone }), [from, to, by, timezone])
}

function wantedAt(board: Board, at: number, day: string, days: number): Wanted {
  const clock = clockOf(at, board.timezone)
  const shown = Array.from({ length: days }, (_, index) => addDays(day, index))
  const on = shown.findLast((each) => startOfDay(each, board.timezone) <= at)
  return { day: on ?? day, clock }
}

function wantedRow({ by, rows }: Board, row: number): Partial<Wanted> {
  const id = rows[row]?.id
  if (!id) return {}
  return by === 'aircraft' ? { aircraftId: id } : by === 'person' ? { personId: id } : { resourceId: id }
}

function Head({ board, day, days, scale }: { board: Board; day: string; days: number; scale: number }) {
  const from = Date.parse(board.from)
  const ticks =
    days === 1
      ? Array.from({ length: Math.round((Date.parse(board.to) - from) / 3_600_000) }, (_, hour) => ({
          at: from + hour * 3_600_000,
          label: clockOf(from + hour * 3_600_000, board.timezone),
        }))
      : Array.from({ length: days }, (_, index) => addDays(day, index)).map((each) => ({
          at: startOfDay(each, board.timezone),
          label: dayName(each),
        }))
  return (
    <div className={classes.head} aria-hidden>
      <span className={classes.corner}>{w.rows[board.by]}</span>
      {ticks.map(({ at, label }) => (
        <span key={at} className={classes.tick} style={{ left: headPx + ((at - from) / 60_000) * scale }}>
          {label}
        </span>
      ))}
    </div>
  )
}

function NowLine({ board, scale }: { board: Board; scale: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  const minutes = (now - Date.parse(board.from)) / 60_000
  if (minutes < 0 || now >= Date.parse(board.to)) return null
  return <div className={classes.now} title={w.now} style={{ left: headPx + minutes * scale }} aria-hidden />
}

/** Beside the pointer would hide what lies under it, so it stands at the foot of the screen. */
function DragNote({ board, dragged }: { board: Board; dragged: Dragged }) {
  const text = dragged.refusal
    ? `${w.refused} ${dragged.refusal}`
    : blockName(board, board.rows[dragged.place.row], dragged.block, dragged.place)
  return (
    <p className={classes.note} data-refused={dragged.refusal !== null || undefined}>
      {text}
    </p>
  )
}

function Standbys({ board }: { board: Board }) {
  if (board.standbys.length === 0) return null
  return (
    <section className={classes.standbys}>
      <h2>{w.waiting}</h2>
      <ul>
        {board.standbys.map((standby) => (
          <li key={standby.id}>
            <AppLink to={`/schedule/sessions/${standby.id}`}>
              {w.position(standby.typeDesignator, standby.position)}
            </AppLink>{' '}
            {inLine(
              standby.who || null,
              timesOf(board, Date.parse(standby.startsAt), Date.parse(standby.endsAt)),
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** On paper every row is drawn. */
function useIsPrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false)
  useEffect(() => {
    const media = window.matchMedia('print')
    const change = () => setPrinting(media.matches)
    const before = () => setPrinting(true)
    const after = () => setPrinting(false)
    media.addEventListener('change', change)
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      media.removeEventListener('change', change)
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [])
  return isPrinting
}
