import { memo, type PointerEvent, useMemo } from 'react'
import { type Block, type Board, type Frame, isMovable, keyOf, lanesOf } from './boardMath.ts'
import { blockName, blockText } from './boardWords.ts'
import classes from './schedule.module.css'
import { t } from './strings.ts'
import type { Dragged, Hands } from './useMoves.ts'

export type RowHands = Hands & {
  open: (block: Block) => void
  book: (row: number, minute: number) => void
  replan: (aircraftId: string) => void
}

type Props = {
  frame: Frame
  info: Board['rows'][number]
  row: number
  top: number
  scale: number
  blocks: Block[]
  mayMove: boolean
  mayReplan: boolean
  hands: RowHands
  /** What is dragged, if it comes from this row or is held over it. */
  dragged: Dragged | null
  focused: Block | null
  tabStop: Block | null
}

/** A row of the board: what it is, what limits it next, and its bookings. A move draws only the rows that it concerns. */
export const BoardRow = memo(function BoardRow(props: Props) {
  const { frame, info, row, top, scale, blocks, hands, dragged, focused, tabStop } = props
  const drawn = useMemo(() => {
    const { lanes, count } = lanesOf(blocks)
    return blocks.map((block) => ({
      block,
      lane: lanes.get(block) ?? 0,
      laneCount: count,
      name: blockName(frame, info, block, block),
      text: blockText(frame, block),
    }))
  }, [frame, info, blocks])
  return (
    <div className={classes.row} style={{ top }}>
      <div className={classes.rowHead} data-status={info.status}>
        <b>{info.name}</b> <small>{info.detail}</small>
        {info.due ? (
          <small data-due data-soon={info.isDueSoon || undefined}>
            {info.due}
          </small>
        ) : null}
        {props.mayReplan && info.status !== 'active' ? (
          <button
            type="button"
            className={classes.replan}
            aria-label={t.replan.openOf(info.name)}
            onClick={() => hands.replan(info.id)}
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
          hands.book(row, (event.clientX - event.currentTarget.getBoundingClientRect().left) / scale)
        }}
      >
        {drawn.map((each) => (
          <BoardBlock
            key={keyOf(each.block)}
            {...each}
            row={row}
            scale={scale}
            until={minutesOf(frame)}
            hands={hands}
            canMove={props.mayMove && isMovable(each.block)}
            isMoving={dragged?.block === each.block}
            isFocus={focused === each.block}
            isTabStop={tabStop === each.block}
          />
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
})

const minutesOf = ({ from, to }: Frame) => (Date.parse(to) - Date.parse(from)) / 60_000

/** Narrower than this, the words of an alert would hide those of the booking. */
const narrowPx = 130

type BlockProps = {
  block: Block
  row: number
  scale: number
  /** Where the board ends, and with it the words of what lasts longer. */
  until: number
  lane: number
  laneCount: number
  name: string
  text: string
  hands: RowHands
  canMove: boolean
  isMoving: boolean
  isFocus: boolean
  isTabStop: boolean
}

const BoardBlock = memo(function BoardBlock(props: BlockProps) {
  const { block, row, scale, until, lane, laneCount, name, text, hands, canMove, isMoving } = props
  const [start, end] = [Math.max(0, block.start), Math.min(block.end, until)]
  const begin = (event: PointerEvent<HTMLElement>, edge: 'whole' | 'end') => {
    if (canMove && event.button === 0) hands.begin(event, { row, block, edge })
  }
  return (
    <li>
      <button
        type="button"
        className={classes.block}
        data-type={block.kind === 'planning_session' ? block.type : 'other'}
        data-status={block.status}
        data-moving={isMoving || undefined}
        data-focus={props.isFocus || undefined}
        data-before={block.start < 0 || undefined}
        data-after={block.end > until || undefined}
        data-narrow={(end - start) * scale < narrowPx || undefined}
        data-alert={block.alert ? (block.alert === 'Overdue' ? 'red' : 'amber') : undefined}
        aria-label={name}
        title={name}
        aria-roledescription={canMove ? 'movable booking' : undefined}
        tabIndex={props.isTabStop ? 0 : -1}
        style={{
          left: start * scale,
          width: Math.max(4, (end - start) * scale - 1),
          top: 3 + (lane * 40) / laneCount,
          height: 40 / laneCount - 1,
        }}
        onPointerDown={(event) => begin(event, 'whole')}
        onClick={() => {
          if (!hands.wasDragged() && block.id) hands.open(block)
        }}
        onFocus={() => hands.noteFocus(row, block)}
        onKeyDown={(event) => hands.onKey(event, { row, block })}
      >
        <span>{text}</span>
        {block.alert ? <em>{block.alert}</em> : null}
        {canMove ? (
          <i
            aria-hidden
            className={classes.handle}
            onPointerDown={(event) => {
              event.stopPropagation()
              begin(event, 'end')
            }}
          />
        ) : null}
      </button>
    </li>
  )
})
