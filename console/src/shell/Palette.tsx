import { useDebouncedValue } from '@mantine/hooks'
import '@mantine/spotlight/styles.layer.css'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { useEffect, useState } from 'react'
import { IconArrowRight, IconChevronRight, IconHistory, IconPlus, IconSearch } from '#ui/icons.ts'
import { useGo, useSlug } from '#ui/place.ts'
import { s } from '../strings.ts'
import { useActions } from './actions.ts'
import { isPlace, useAllowedPages } from './allowed.ts'
import { fitting } from './fit.ts'
import { onPaletteWanted } from './openPalette.ts'
import { recentPages } from './recent.ts'
import { useRecords } from './records.ts'

const [store, spotlight] = createSpotlight()
const listId = 'palette'

type Item = { id: string; title: string; description?: string; keys?: string | undefined; act: () => void }

/** Ctrl K: recent pages, records found with the API's search, pages and actions. The first one is always chosen. */
export default function Palette() {
  const [query, setQuery] = useState('')
  const [search] = useDebouncedValue(query.trim(), 150)
  const slug = useSlug()
  const go = useGo()
  const open = (path: string) => () => void go(path ? `/${path}` : '')
  const places = fitting(useAllowedPages().filter(isPlace), query, ({ title }) => title)
  const actions = fitting(useActions(), query, ({ title }) => title)
  const records = useRecords(search)
  // The first request loads this component, so it opens at once; later requests open it again.
  useEffect(() => {
    spotlight.open()
    return onPaletteWanted(spotlight.open)
  }, [])
  const recent = query.trim() === '' ? recentPages(slug) : []
  const isEmpty = [places, actions, records.groups].every((group) => group.length === 0)
  // Records come after the pages, above them: without this, Enter would take the page that was the first before.
  const first = records.groups[0]?.items[0]?.id ?? `${query} ${places[0]?.path}`
  useEffect(() => selectFirst(first), [first])

  return (
    <Spotlight.Root
      store={store}
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
      <Spotlight.ActionsList id={listId}>
        <Items
          title={s.palette.recent}
          icon={IconHistory}
          items={recent.map(({ path, title }) => ({ id: `recent ${path}`, title, act: open(path) }))}
        />
        {records.groups.map(({ title, icon, items }) => (
          <Items
            key={title}
            title={title}
            icon={icon}
            items={items.map(({ to, ...item }) => ({ ...item, act: () => void go(to) }))}
          />
        ))}
        <Items
          title={s.palette.pages}
          icon={IconArrowRight}
          items={places
            .filter((page) => !page.action)
            .map(({ path, title, key }) => ({ id: path, title, keys: key && `g ${key}`, act: open(path) }))}
        />
        <Items
          title={s.palette.actions}
          icon={IconPlus}
          items={places
            .filter((page) => page.action)
            .map(({ path, title }) => ({ id: path, title, act: open(path) }))}
        />
        <Items
          title={s.palette.commands}
          icon={IconChevronRight}
          items={actions.map((action) => ({ id: action.title, ...action }))}
        />
        {isEmpty ? (
          <Spotlight.Empty>{records.isSearching ? s.palette.searching : s.palette.nothing}</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function Items({ title, icon: Icon, items }: { title: string; icon: typeof IconPlus; items: Item[] }) {
  if (items.length === 0) return null
  return (
    <Spotlight.ActionsGroup label={title}>
      {items.map(({ id, title: label, description, keys, act }) => (
        <Spotlight.Action
          key={id}
          label={label}
          description={description}
          onClick={act}
          leftSection={<Icon size={17} aria-hidden />}
          rightSection={keys ? <kbd className="dim">{keys}</kbd> : undefined}
        />
      ))}
    </Spotlight.ActionsGroup>
  )
}

/** The palette marks the chosen one in the document, and itself does so only when the query changes. */
function selectFirst(_changed: string): void {
  const list = document.getElementById(listId)
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  store.updateState((state) => ({ ...state, selected: 0 }))
}
