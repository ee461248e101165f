import { ActionIcon, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { remove } from '#api/client.ts'
import { preferencesQuery } from '#api/preferences.ts'
import { useStoredPreference } from '#shell/appearance.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { IconDots } from '#ui/icons.ts'
import { Menu } from '#ui/Menu.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { knownPreferences } from './knownPreferences.ts'
import { type Preference, PreferenceDialog } from './PreferenceDialog.tsx'
import { t } from './strings.ts'

const w = t.preferences

/** A readable value: the label of a known preference, yes or no for a boolean. */
function wordOf({ key, value }: Preference): string {
  const knownPreference = knownPreferences[key]
  if (value === undefined) return w.byDefault(knownPreference?.options[0]?.label ?? '')
  if (typeof value === 'boolean') return value ? s.yes : s.no
  return knownPreference?.options.find((option) => option.value === value)?.label ?? String(value)
}

type Row = Preference & { id: string }

const columns: Column<Row>[] = [
  {
    id: 'key',
    header: w.key,
    cell: (preference) => <span className="mono">{preference.key}</span>,
    text: (preference) => preference.key,
  },
  {
    id: 'means',
    header: w.means,
    cell: (preference) =>
      knownPreferences[preference.key]?.label ?? <span className="dim">{w.elsewhere}</span>,
    text: (preference) => knownPreferences[preference.key]?.label ?? '',
    isWide: true,
  },
  {
    id: 'value',
    header: w.value,
    cell: (preference) => (
      <span className={preference.value === undefined ? 'dim' : undefined}>{wordOf(preference)}</span>
    ),
    text: (preference) => String(preference.value ?? ''),
  },
  {
    id: 'kind',
    header: w.kind,
    cell: (preference) =>
      preference.value === undefined ? null : w.kinds[typeof preference.value as keyof typeof w.kinds],
    text: (preference) => (preference.value === undefined ? '' : typeof preference.value),
    isWide: true,
  },
]

/** Every preference of the account by its name: those of the console first, also if they have their default. */
export default function Preferences() {
  const preferences = useQuery({
    ...preferencesQuery,
    select: (kept): Row[] => [
      ...Object.keys(knownPreferences).map((key) => ({ id: key, key, value: kept[key] })),
      ...Object.entries(kept)
        .filter(([key]) => !(key in knownPreferences))
        .map(([key, value]) => ({ id: key, key, value })),
    ],
  })
  const [edited, setEdited] = useState<Preference | 'new' | null>(null)
  const [ended, setEnded] = useState<Preference | null>(null)
  const keep = useStoredPreference()
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
        isSearchable={false}
        rowName={(preference) => preference.key}
        words={w}
        onOpen={setEdited}
        onEdit={setEdited}
        rowActions={(preference) => (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={w.more(preference.key)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setEdited(preference)}>{w.change}</Menu.Item>
              {preference.value === undefined ? null : (
                <Menu.Item
                  color={preference.key in knownPreferences ? undefined : 'red'}
                  onClick={() => setEnded(preference)}
                >
                  {preference.key in knownPreferences ? w.reset : w.remove}
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
