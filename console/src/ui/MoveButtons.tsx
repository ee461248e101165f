import { Button, Menu, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Move, type MoveOf, type MovingKind, movesOf } from '#api/move.ts'
import { s } from '../strings.ts'
import { ActionButton } from './ActionButton.tsx'
import { IconDots } from './icons.ts'

type Props<K extends MovingKind> = {
  kind: K
  record: object
  /** Whether the signed-in roles may call an operation. */
  can: (operation: string) => boolean
  /** What each move does here. Null if another part of the page offers it. */
  on: Record<MoveOf<K>, (() => void) | null>
  /** Why a move can't be made although the state allows it. */
  reasons?: Partial<Record<MoveOf<K>, string | null>>
  /** Labels with more in them than the contract knows, such as a count. */
  labels?: Partial<Record<MoveOf<K>, string>>
  isBusy?: boolean
  /** False if the page has a more important button. */
  hasPrimary?: boolean
  /** How many buttons stand beside the menu. */
  maxButtons?: number
  /** More items for the menu. */
  children?: ReactNode
}

/**
 * What the state of a record allows, as buttons, the next step on the right. What it doesn't allow now is in the
 * menu, with the states that do.
 */
export function MoveButtons<K extends MovingKind>(props: Props<K>) {
  const { kind, record, can, on, reasons = {}, isBusy = false, hasPrimary = true, maxButtons = 4 } = props
  const offered = movesOf(kind, record).filter(({ name, operations }) => on[name] && operations.some(can))
  const possible = offered.filter(({ isPossible }) => isPossible)
  const buttons = possible.slice(0, maxButtons)
  const isPrimary = (move: Move<K>) => hasPrimary && move === possible[0] && move.to !== null
  return (
    <>
      <MoveMenu {...props} moves={offered.filter((move) => !buttons.includes(move))} />
      {buttons.toReversed().map((move) => (
        <ActionButton
          key={move.name}
          variant={isPrimary(move) ? 'filled' : 'default'}
          loading={isBusy && isPrimary(move)}
          reason={(reasons as Record<string, string | null>)[move.name] ?? null}
          onClick={() => on[move.name]?.()}
        >
          {labelOf(move, props)}
        </ActionButton>
      ))}
    </>
  )
}

const labelOf = <K extends MovingKind>({ name, label }: Move<K>, { labels }: Props<K>): string =>
  (labels as Record<string, string> | undefined)?.[name] ?? label

function MoveMenu<K extends MovingKind>({ moves, ...props }: Props<K> & { moves: Move<K>[] }) {
  if (moves.length === 0 && !props.children) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" aria-label={s.record.more} px={8}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.children}
        {moves.map((move) =>
          move.isPossible ? (
            <Menu.Item key={move.name} onClick={() => props.on[move.name]?.()}>
              {labelOf(move, props)}
            </Menu.Item>
          ) : (
            // Not disabled, so that the keyboard reaches it and a screen reader says why.
            <Menu.Item key={move.name} aria-disabled closeMenuOnClick={false}>
              <Text size="sm" c="dimmed">
                {labelOf(move, props)}
              </Text>
              <Text size="xs" c="dimmed">
                {s.record.onlyWhile(move.states)}
              </Text>
            </Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
