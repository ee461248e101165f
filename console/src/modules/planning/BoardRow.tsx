import { type PointerEvent, useMemo } from 'react'
import { type Block, type Board, isMovable, lanesOf } from './boardMath.ts'
import { blockName, blockText } from './boardWords.ts'
import classes from './schedule.module.css'
import { t } from './strings.ts'
import type { Moves } from './useMoves.ts'

type Props = {
  board: Board
  row: number
  top: number
  scale: number
  blocks: Block[]
  moves: Moves
  onOpen: (block: Block) => void
  onBook: ((row: number, minute: number) => void) | null
  onReplan: ((aircraftId: string) => void) | null
}

/** A row of the board: what it is, what limits it next, and its bookings. */
export function BoardRow(props: Props) {
  const { board, row, top, scale, blocks, moves, onBook, onReplan } = props
  const info = board.rows[row]
  // A drag draws the rows again with every step of the pointer, and their words stay the same.
  const drawn = useMemo(() => {
    const { lanes, count } = lanesOf(blocks)
    return blocks.map((block) => ({
      block,
      lane: lanes.get(block) ?? 0,
      laneCount: count,
      name: blockName(board, block, { row, start: block.start, end: block.end }),
    }))
  }, [board, blocks, row])
  const { dragged } = moves
  if (!info) return null
  return (
    <div className={classes.row} style={{ top }}>
      <div className={classes.rowHead} data-status={info.status}>
        <b>{info.name}</b> <small>{info.detail}</small>
        {info.due ? <small data-soon={info.isDueSoon || undefined}>{info.due}</small> : null}
        {onReplan && info.status !== 'active' ? (
          <button
            type="button"
            className={classes.replan}
            aria-label={t.replan.openOf(info.name)}
            onClick={() => onReplan(info.id)}
          >
            {t.replan.short}
          </button>
        ) : null}
      </div>
      <ul
        className={classes.lane}
        aria-label={info.name}
        onDoubleClick={(event) => {
          if (event.target !== event.currentTarget) return
          onBook?.(row, (event.clientX - event.currentTarget.getBoundingClientRect().left) / scale)
        }}
      >
        {drawn.map((each) => (
          <BoardBlock key={`${each.block.kind} ${each.block.id} ${each.block.start}`} {...props} {...each} />
        ))}
        {dragged && dragged.place.row === row ? (
          <li
            aria-hidden
            className={classes.ghost}
            data-refused={dragged.refusal !== null || undefined}
            style={{
              left: dragged.place.start * scale,
              width: (dragged.place.end - dragged.place.start) * scale,
            }}
          />
        ) : null}
      </ul>
    </div>
  )
}

/** Narrower than this, the words of an alert would hide those of the booking. */
const narrowPx = 130

function BoardBlock({
  board,
  row,
  scale,
  moves,
  onOpen,
  block,
  lane,
  laneCount,
  name,
}: Props & { block: Block; lane: number; laneCount: number; name: string }) {
  const isMoving = moves.dragged?.block === block
  const isFocus = moves.focused?.block === block && moves.focused.row === row
  const canMove = moves.mayMove && isMovable(block)
  const start = (event: PointerEvent<HTMLElement>, edge: 'whole' | 'end') => {
    if (canMove && event.button === 0) moves.begin(event, { row, block, edge })
  }
  return (
    <li>
      <button
        type="button"
        className={classes.block}
        data-type={block.kind === 'planning_session' ? block.type : 'other'}
        data-status={block.status}
        data-moving={isMoving || undefined}
        data-focus={isFocus || undefined}
        data-narrow={(block.end - block.start) * scale < narrowPx || undefined}
        data-alert={block.alert ? (block.alert === 'Overdue' ? 'red' : 'amber') : undefined}
        aria-label={name}
        title={name}
        aria-roledescription={canMove ? 'movable booking' : undefined}
        tabIndex={moves.isTabStop(row, block) ? 0 : -1}
        style={{
          left: block.start * scale,
          width: Math.max(4, (block.end - block.start) * scale - 1),
          top: 3 + (lane * 40) / laneCount,
          height: 40 / laneCount - 1,
        }}
        onPointerDown={(event) => start(event, 'whole')}
        onClick={() => {
          if (!moves.wasDragged() && block.id) onOpen(block)
        }}
        onFocus={() => moves.noteFocus(row, block)}
        onKeyDown={(event) => moves.onKey(event, { row, block })}
      >
        <span>{blockText(board, block)}</span>
        {block.alert ? <em>{block.alert}</em> : null}
        {canMove ? (
          <i
            aria-hidden
            className={classes.handle}
            onPointerDown={(event) => {
              event.stopPropagation()
              start(event, 'end')
            }}
          />
        ) : null}
      </button>
    </li>
  )
}
