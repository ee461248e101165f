import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { s } from '../strings.ts'
import { Menu } from './Menu.ts'
import type { PanelProps } from './OnDemand.tsx'

export type MenuMove = {
  name: string
  label: string
  isPossible: boolean
  /** The labels of the states that allow it. */
  states: string[]
  run: () => void
}

/** The moves beside the buttons, and below them those that other states allow. */
export default function MoveMenu({
  moves,
  more,
  isOpen,
  onChange,
  children,
}: PanelProps & { moves: MenuMove[]; more: ReactNode }) {
  return (
    <Menu position="bottom-end" opened={isOpen} onChange={onChange}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {moves
          .filter(({ isPossible }) => isPossible)
          .map(({ name, label, run }) => (
            <Menu.Item key={name} onClick={run}>
              {label}
            </Menu.Item>
          ))}
        {more}
        {moves
          .filter(({ isPossible }) => !isPossible)
          .map(({ name, label, states }) => (
            // Not disabled, so that the keyboard reaches it and a screen reader says why.
            <Menu.Item key={name} aria-disabled closeMenuOnClick={false}>
              <Text size="sm" c="dimmed">
                {label}
              </Text>
              <Text size="xs" c="dimmed">
                {s.record.onlyWhile(states)}
              </Text>
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  )
}
