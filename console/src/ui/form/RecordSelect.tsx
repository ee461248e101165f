import { Select, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { s } from '../../strings.ts'
import { typedOption } from './typedOption.ts'

export type Option = { value: string; label: string }
type Props = Omit<SelectProps, 'data' | 'searchValue' | 'onSearchChange'> & {
  /** The subject type. It is first in the query key, so that live changes refresh the options. */
  subject: string
  find: (search: string) => Promise<Option[]>
  /** Loads the option of a value that no search has returned yet. */
  byId: (id: string) => Promise<Option>
}

/**
 * A field to choose a record. The API searches while you type. Enter and Tab take the first match; a text that matches
 * nothing stays in the field, with a message. Emptying the field clears it.
 */
export function RecordSelect({ subject, find, byId, value, error, onChange, onBlur, ...rest }: Props) {
  const queryClient = useQueryClient()
  const [search, setSearch] = useState('')
  const [query] = useDebouncedValue(search, 150)
  const [unmatched, setUnmatched] = useState<string | null>(null)
  // The text that was typed and not chosen yet, and the key that ended it.
  const typed = useRef<string | null>(null)
  const isTab = useRef(false)
  // The field shows the chosen label as its text. Searching for that text would hide all other options.
  const labels = useRef(new Map<string, string>())
  const isLabel = [...labels.current.values()].includes(query)
  const optionsOf = (text: string) => ({ queryKey: [subject, 'options', text], queryFn: () => find(text) })
  const options = useQuery({ ...optionsOf(isLabel ? '' : query), placeholderData: keepPreviousData })
  const chosen = useQuery({
    queryKey: [subject, 'option', value],
    queryFn: () => byId(value ?? ''),
    enabled: Boolean(value) && !labels.current.has(value ?? ''),
  })

  for (const option of [...(options.data ?? []), ...(chosen.data ? [chosen.data] : [])])
    labels.current.set(option.value, option.label)
  const label = value ? labels.current.get(value) : undefined
  const data = [...(options.data ?? [])]
  // Beside a text that is searched for, the chosen record would be the first match.
  if (value && label && typed.current === null && !data.some((option) => option.value === value))
    data.unshift({ value, label })

  const choose = (option: Option | null) => {
    typed.current = null
    setUnmatched(null)
    if (option) labels.current.set(option.value, option.label)
    onChange?.(option?.value ?? null, option as never)
    setSearch(option?.label ?? '')
  }
  async function takeTyped(text: string, isFirst: boolean) {
    if (text === '') return choose(null)
    const matches = await queryClient.fetchQuery(optionsOf(text)).catch(() => [])
    const option = typedOption(text, matches, isFirst)
    if (option) return choose(option)
    typed.current = null
    setSearch(text)
    setUnmatched(text)
  }
  const isSettled = query === search && !options.isFetching

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    isTab.current = event.key === 'Tab'
    const text = typed.current
    // With the results there, the field itself takes the option that is lit, which it is a moment after it shows.
    if (event.key !== 'Enter' || text === null || (isSettled && hasLitOption(event.currentTarget))) return
    event.preventDefault()
    void takeTyped(text, true)
  }

  return (
    <Select
      allowDeselect={false}
      {...rest}
      value={value}
      data={data}
      error={unmatched === null ? error : s.picker.noMatch(unmatched)}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      onInput={(event) => {
        typed.current = event.currentTarget.value
        isTab.current = false
        setUnmatched(null)
      }}
      onKeyDown={onKeyDown}
      onChange={(id, option) => choose(id === null ? null : option)}
      // Without a change of the value, only the text becomes the label again.
      onOptionSubmit={(id) => id === value && choose(data.find((option) => option.value === id) ?? null)}
      onBlur={(event) => {
        onBlur?.(event)
        if (typed.current !== null) void takeTyped(typed.current.trim(), isTab.current)
      }}
      // It lights the first option again when the results of a search have come.
      selectFirstOptionOnChange={typed.current !== null && search !== '' && isSettled}
      // The API has already searched. Filtering its response again would drop matches in other fields.
      filter={({ options: all }) => all}
      nothingFoundMessage={options.isError ? s.picker.failed : s.picker.nothing}
    />
  )
}

function hasLitOption(field: HTMLInputElement): boolean {
  const list = document.getElementById(field.getAttribute('aria-controls') ?? '')
  return list?.querySelector('[data-combobox-selected]') != null
}
