import { ActionIcon, Button, Group, Popover, Stack, TextInput } from '@mantine/core'
import { cloneElement, useState } from 'react'
import { s } from '../../strings.ts'
import { IconX } from '../icons.ts'
import type { PanelProps } from '../OnDemand.tsx'
import type { ListState } from './listState.ts'
import { searchOf, useViews } from './useViews.ts'

type Props = PanelProps & { listId: string; state: ListState; hidden: string[] }

/** Saves the list as it is shown now, under a name, and deletes saved views. */
export default function ViewsPanel({ listId, state, hidden, isOpen, onChange, children }: Props) {
  const { views, save, remove } = useViews(listId)
  const [name, setName] = useState('')
  const keep = () => {
    if (name.trim() === '') return
    const search = { ...searchOf(state), hide: hidden.join(',') }
    save({ name: name.trim(), search })
    state.set(search)
    setName('')
    onChange(false)
  }
  return (
    <Popover position="bottom-end" trapFocus opened={isOpen} onChange={onChange}>
      <Popover.Target>{cloneElement(children, { onClick: () => onChange(!isOpen) })}</Popover.Target>
      <Popover.Dropdown aria-label={s.table.views}>
        <Stack gap="xs" w={260}>
          {views.map((view) => (
            <Group key={view.key} justify="space-between" wrap="nowrap" fz="sm">
              {view.name}
              <ActionIcon
                variant="subtle"
                aria-label={s.table.deleteView(view.name)}
                onClick={() => remove(view)}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <form
            onSubmit={(event) => {
              event.preventDefault()
              keep()
            }}
          >
            <Stack gap="xs">
              <TextInput
                label={s.table.viewName}
                description={s.table.viewHint}
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" disabled={name.trim() === ''}>
                {s.table.saveView}
              </Button>
            </Stack>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
