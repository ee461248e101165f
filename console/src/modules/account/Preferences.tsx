import { ActionIcon, Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { remove } from '#api/client.ts'
import { preferencesQuery, useKept } from '#shell/appearance.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { IconDots } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { knownPreferences } from './knownPreferences.ts'
import { type Preference, PreferenceDialog } from './PreferenceDialog.tsx'
import { t } from './strings.ts'

const w = t.preferences

/** As a person reads it: "Dark" of a known one, yes or no of a switch. */
function wordOf({ key, value }: Preference): string {
  const known = knownPreferences[key]
  if (value === undefined) return w.byDefault(known?.options[0]?.label ?? '')
  if (typeof value === 'boolean') return value ? s.yes : s.no
  return known?.options.find((option) => option.value === value)?.label ?? String(value)
}

const columns: Column<Preference>[] = [
  {
    id: 'key',
    header: w.key,
    cell: (one) => <span className="mono">{one.key}</span>,
    text: (one) => one.key,
  },
  {
    id: 'means',
    header: w.means,
    cell: (one) => knownPreferences[one.key]?.label ?? <span className="dim">{w.elsewhere}</span>,
    text: (one) => knownPreferences[one.key]?.label ?? '',
    isWide: true,
  },
  {
    id: 'value',
    header: w.value,
    cell: (one) => <span className={one.value === undefined ? 'dim' : undefined}>{wordOf(one)}</span>,
    text: (one) => String(one.value ?? ''),
  },
  {
    id: 'kind',
    header: w.kind,
    cell: (one) => (one.value === undefined ? null : w.kinds[typeof one.value as keyof typeof w.kinds]),
    text: (one) => (one.value === undefined ? '' : typeof one.value),
    isWide: true,
  },
]

/** Every preference of the account by its dotted name: those of the console first, whether chosen or not. */
export default function Preferences() {
  const state = useListState()
  const preferences = useQuery({
    ...preferencesQuery,
    select: (kept): Preference[] => [
      ...Object.keys(knownPreferences).map((key) => ({ key, value: kept[key] })),
      ...Object.entries(kept)
        .filter(([key]) => !(key in knownPreferences))
        .map(([key, value]) => ({ key, value })),
    ],
  })
  const [edited, setEdited] = useState<Preference | 'new' | null>(null)
  const [ended, setEnded] = useState<Preference | null>(null)
  const keep = useKept()
  const ending = useAction({
    run: async ({ key }: Preference) => {
      await remove('/api/user-preferences/{key}', { path: { key } })
      keep(key, undefined)
    },
    done: w.removed,
    changes: ['preference'],
    quiet: true,
  })

  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        <Button onClick={() => setEdited('new')}>{w.add}</Button>
      </PageHeader>
      <DataTable
        id="preferences"
        label={w.title}
        columns={columns}
        result={preferences}
        state={state}
        isSearchable={false}
        rowKey={(one) => one.key}
        rowName={(one) => one.key}
        empty={<EmptyState title={w.empty} />}
        onOpen={setEdited}
        onEdit={setEdited}
        rowActions={(one) => (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={w.more(one.key)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setEdited(one)}>{w.change}</Menu.Item>
              {one.value === undefined ? null : (
                <Menu.Item
                  color={one.key in knownPreferences ? undefined : 'red'}
                  onClick={() => setEnded(one)}
                >
                  {one.key in knownPreferences ? w.reset : w.remove}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      />
      {edited ? (
        <PreferenceDialog
          preference={edited === 'new' ? null : edited}
          taken={preferences.data ?? []}
          onClose={() => setEdited(null)}
        />
      ) : null}
      {ended ? (
        <ConfirmDialog
          title={ended.key in knownPreferences ? w.resetTitle(ended.key) : w.removeTitle(ended.key)}
          confirm={ended.key in knownPreferences ? w.reset : w.remove}
          isDangerous={!(ended.key in knownPreferences)}
          onConfirm={() => ending.mutateAsync(ended)}
          onClose={() => setEnded(null)}
        >
          {ended.key in knownPreferences ? w.resetText : w.removeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
