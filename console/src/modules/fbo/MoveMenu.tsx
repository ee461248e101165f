import { ActionIcon, Button, Group, Menu } from '@mantine/core'
import { useCan } from '#api/session.ts'
import type { BoardLine } from '#api/types.ts'
import { IconDots } from '#ui/icons.ts'
import { moveLabel, moves, tailOf } from './movementWords.tsx'
import { t } from './strings.ts'
import { useMove } from './useMove.ts'

type Props = { movement: Pick<BoardLine, 'id' | 'tailNumber' | 'status'>; isCompact?: boolean }

/** The next step of a movement as a button, other steps in a menu. */
export function MoveMenu({ movement, isCompact = false }: Props) {
  const can = useCan()
  const move = useMove()
  if (!can('updateMovement')) return null
  const tail = tailOf(movement)
  const [next, ...others] = moves[movement.status]
  const label = (to: (typeof others)[number]) => moveLabel(movement.status, to)
  const hasButton = next !== undefined && movement.status !== 'completed' && movement.status !== 'cancelled'
  const inMenu = hasButton ? others : next ? [next, ...others] : others
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {hasButton ? (
        <Button
          size={isCompact ? 'compact-xs' : 'xs'}
          variant={isCompact ? 'light' : 'filled'}
          loading={move.isPending}
          aria-label={isCompact ? t.board.moveOf(label(next), tail) : undefined}
          onClick={() => move.mutate({ movement, to: next })}
        >
          {label(next)}
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant={isCompact ? 'subtle' : 'default'}
            color="gray"
            size={isCompact ? 24 : 30}
            aria-label={t.board.moveOf(t.board.actions, tail)}
          >
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {inMenu.map((to) => (
            <Menu.Item key={to} onClick={() => move.mutate({ movement, to })}>
              {label(to)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}
