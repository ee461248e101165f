import { ActionIcon, Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Move, type MoveOf, type MovingKind, movesOf } from '#api/move.ts'
import { useCan } from '#api/session.ts'
import { s } from '../strings.ts'
import { ActionButton } from './ActionButton.tsx'
import { IconDots } from './icons.ts'
import { OnDemand } from './OnDemand.tsx'

type Props<K extends MovingKind> = {
  kind: K
  record: object
  /** The action of each move. Null if another part of the page offers it. */
  on: Record<MoveOf<K>, (() => void) | null>
  /** Why a move can't be made although the state allows it. */
  reasons?: Partial<Record<MoveOf<K>, string | null>>
  /** Labels that the contract cannot know, such as one with a count. */
  labels?: Partial<Record<MoveOf<K>, string>>
  isBusy?: boolean
  /** False if the page has a more important button. */
  hasPrimary?: boolean
  /** The number of buttons beside the menu. */
  maxButtons?: number
  /** In a row of a list: the name of the record, for screen readers. The buttons are small, and only allowed moves are shown. */
  rowName?: string
  /** More items for the menu. */
  children?: ReactNode
}

/**
 * The moves that the state of a record allows as buttons, the next step on the right. Other moves are in the
 * menu, with the states that allow them.
 */
export function MoveButtons<K extends MovingKind>(props: Props<K>) {
  const { kind, record, on, maxButtons = 4, rowName } = props
  const can = useCan()
  const offered = movesOf(kind, record).filter(({ name, operations }) => on[name] && operations.some(can))
  const possible = offered.filter(({ isPossible }) => isPossible)
  const buttons = possible.filter(({ isMinor }) => !isMinor).slice(0, maxButtons)
  const rest = (rowName === undefined ? offered : possible).filter((move) => !buttons.includes(move))
  const parts = (
    <>
      <MoreMoves {...props} moves={rest} />
      {buttons.toReversed().map((move) => (
        <MoveButton key={move.name} {...props} move={move} isNext={move === buttons[0]} />
      ))}
    </>
  )
  if (rowName === undefined) return parts
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {parts}
    </Group>
  )
}

type Wording<K extends MovingKind> = Pick<Props<K>, 'labels'>

const labelOf = <K extends MovingKind>({ name, label }: Move<K>, { labels = {} }: Wording<K>): string =>
  (labels as Record<string, string>)[name] ?? label

type ButtonProps<K extends MovingKind> = Props<K> & { move: Move<K>; isNext: boolean }

function MoveButton<K extends MovingKind>({ move, isNext, ...props }: ButtonProps<K>) {
  const { on, reasons = {}, isBusy = false, hasPrimary = true, rowName } = props
  const label = labelOf(move, props)
  const isPrimary = hasPrimary && isNext && move.to !== null
  const look =
    rowName === undefined
      ? { variant: isPrimary ? 'filled' : 'default' }
      : { variant: 'light', size: 'compact-xs', 'aria-label': `${label} ${rowName}` }
  return (
    <ActionButton
      {...look}
      loading={isBusy && isNext}
      reason={(reasons as Record<string, string | null>)[move.name] ?? null}
      onClick={() => on[move.name]?.()}
    >
      {label}
    </ActionButton>
  )
}

function MoreMoves<K extends MovingKind>({ moves, ...props }: Props<K> & { moves: Move<K>[] }) {
  const { on, rowName, children } = props
  if (moves.length === 0 && !children) return null
  const dots = <IconDots size={16} aria-hidden />
  const items = moves.map((move) => ({
    name: move.name,
    label: labelOf(move, props),
    isPossible: move.isPossible,
    states: move.states,
    run: () => on[move.name]?.(),
  }))
  return (
    <OnDemand popup="menu" load={() => import('./MoveMenu.tsx')} more={{ moves: items, more: children }}>
      {rowName === undefined ? (
        <Button variant="default" aria-label={s.record.more} px={8}>
          {dots}
        </Button>
      ) : (
        <ActionIcon variant="subtle" color="gray" size={24} aria-label={`${s.record.more} ${rowName}`}>
          {dots}
        </ActionIcon>
      )}
    </OnDemand>
  )
}
