import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import { AppLink } from '#ui/AppLink.tsx'
import { type Block, type Board, blocksByRow, blocksOf, holds, pageOf } from './boardMath.ts'
import { blockText, stateOf } from './boardWords.ts'
import classes from './schedule.module.css'
import { t } from './strings.ts'
import { clockOf } from './zone.ts'

const w = t.schedule

/** A day of one aircraft, person or room: its bookings and what is free between them. For phones. */
export function DayList({
  board,
  onReplan,
}: {
  board: Board
  onReplan: ((aircraftId: string) => void) | null
}) {
  const [chosen, setChosen] = useState<string | null>(null)
  const row = Math.max(
    0,
    board.rows.findIndex(({ id }) => id === chosen),
  )
  const info = board.rows[row]
  const blocks = blocksByRow(blocksOf(board), board.rows.length)[row] ?? []
  return (
    <>
      <Select
        label={w.row}
        mb="sm"
        searchable
        allowDeselect={false}
        value={info?.id ?? null}
        data={board.rows.map(({ id, name, detail }) => ({ value: id, label: `${name} · ${detail}` }))}
        onChange={setChosen}
      />
      {info?.due ? <p className="dim">{info.due}</p> : null}
      {onReplan && info && info.status !== 'active' ? (
        <Button variant="default" mb="sm" onClick={() => onReplan(info.id)}>
          {t.replan.open}
        </Button>
      ) : null}
      {blocks.length === 0 ? <p>{w.nothing}</p> : null}
      <ol className={classes.dayList}>
        {partsOf(board, blocks).map((part) => (
          <li key={`${part.from} ${part.block?.id ?? ''}`} data-free={part.block === null || undefined}>
            <time>{hoursOf(board, part)}</time>
            {part.block ? <BlockLine board={board} block={part.block} /> : w.free}
          </li>
        ))}
      </ol>
    </>
  )
}

function BlockLine({ board, block }: { board: Board; block: Block }) {
  const text = blockText(board, block)
  return (
    <span>
      {block.id ? <AppLink to={pageOf(block)}>{text}</AppLink> : text}{' '}
      <small>{[stateOf(block), block.alert].filter(Boolean).join(' · ')}</small>
    </span>
  )
}

function hoursOf({ from: begins, to: ends, timezone }: Board, { from, to }: Part): string {
  if (from <= Date.parse(begins) && to >= Date.parse(ends)) return w.allDay
  return `${clockOf(from, timezone)} – ${clockOf(to, timezone)}`
}

type Part = { from: number; to: number; block: Block | null }

/** The bookings of the day in order, and the free times between them. A day without bookings is one free time. */
function partsOf(board: Board, blocks: Block[]): Part[] {
  const [begins, ends] = [Date.parse(board.from), Date.parse(board.to)]
  const parts: Part[] = []
  let free = begins
  for (const block of blocks) {
    const [from, to] = [begins + block.start * 60_000, begins + block.end * 60_000]
    if (from > free) parts.push({ from: free, to: from, block: null })
    parts.push({ from, to, block })
    if (holds(block)) free = Math.max(free, to)
  }
  if (free < ends) parts.push({ from: free, to: ends, block: null })
  return parts
}
