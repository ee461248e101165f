import { useDebouncedValue } from '@mantine/hooks'
import '@mantine/spotlight/styles.layer.css'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { useEffect, useState } from 'react'
import { IconArrowRight, IconPlus, IconSearch } from '#ui/icons.ts'
import { useGo } from '#ui/place.ts'
import { s } from '../strings.ts'
import { isPlace, useAllowedPages } from './allowed.ts'
import { onPaletteWanted } from './openPalette.ts'
import { useRecords } from './records.ts'

const matches = (text: string, query: string) => text.toLowerCase().includes(query.trim().toLowerCase())

/** Ctrl K: pages, actions, and records found with the API's search. */
export default function Palette() {
  const [query, setQuery] = useState('')
  const [search] = useDebouncedValue(query.trim(), 150)
  const go = useGo()
  const places = useAllowedPages()
    .filter(isPlace)
    .filter((page) => matches(page.title, query))
  const records = useRecords(search)
  // The first request loads this component, so it opens at once; later requests open it again.
  useEffect(() => {
    spotlight.open()
    return onPaletteWanted(spotlight.open)
  }, [])
  const isEmpty = places.length === 0 && records.groups.length === 0

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight={420}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      attributes={{ content: { 'aria-label': s.palette.open } }}
      yOffset="12vh"
      centered={false}
    >
      <Spotlight.Search
        placeholder={s.palette.placeholder}
        aria-label={s.palette.placeholder}
        leftSection={<IconSearch size={17} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {records.groups.map((group) => (
          <Spotlight.ActionsGroup key={group.title} label={group.title}>
            {group.items.map((item) => (
              <Spotlight.Action
                key={item.id}
                label={item.title}
                description={item.description}
                onClick={() => go(item.to)}
                leftSection={<group.icon size={17} aria-hidden />}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        <PageGroup
          title={s.palette.pages}
          pages={places.filter((page) => !page.action)}
          icon={<IconArrowRight size={17} aria-hidden />}
        />
        <PageGroup
          title={s.palette.actions}
          pages={places.filter((page) => page.action)}
          icon={<IconPlus size={17} aria-hidden />}
        />
        {isEmpty ? (
          <Spotlight.Empty>{records.isSearching ? s.palette.searching : s.palette.nothing}</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function PageGroup({
  title,
  pages,
  icon,
}: {
  title: string
  pages: { path: string; title: string }[]
  icon: React.ReactNode
}) {
  const go = useGo()
  if (pages.length === 0) return null
  return (
    <Spotlight.ActionsGroup label={title}>
      {pages.map((page) => (
        <Spotlight.Action
          key={page.path}
          label={page.title}
          leftSection={icon}
          onClick={() => go(page.path ? `/${page.path}` : '')}
        />
      ))}
    </Spotlight.ActionsGroup>
  )
}
