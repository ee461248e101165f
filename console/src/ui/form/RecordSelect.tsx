import { Select, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { s } from '../../strings.ts'

export type Option = { value: string; label: string }
type Props = Omit<SelectProps, 'data' | 'searchValue' | 'onSearchChange'> & {
  /** The subject type. It is first in the query key, so that live changes refresh the options. */
  subject: string
  find: (search: string) => Promise<Option[]>
  /** Loads the option of a value that no search has returned yet. */
  byId: (id: string) => Promise<Option>
}

/** A field to choose a record. The API searches while you type. */
export function RecordSelect({ subject, find, byId, value, ...rest }: Props) {
  const [search, setSearch] = useState('')
  const [query] = useDebouncedValue(search, 150)
  // The field shows the chosen label as its text. Searching for that text would hide all other options.
  const labels = useRef(new Map<string, string>())
  const isLabel = [...labels.current.values()].includes(query)
  const options = useQuery({
    queryKey: [subject, 'options', isLabel ? '' : query],
    queryFn: () => find(isLabel ? '' : query),
    placeholderData: keepPreviousData,
  })
  const chosen = useQuery({
    queryKey: [subject, 'option', value],
    queryFn: () => byId(value ?? ''),
    enabled: Boolean(value) && !labels.current.has(value ?? ''),
  })

  for (const option of [...(options.data ?? []), ...(chosen.data ? [chosen.data] : [])])
    labels.current.set(option.value, option.label)
  const label = value ? labels.current.get(value) : undefined
  const data = [...(options.data ?? [])]
  if (value && label && !data.some((option) => option.value === value)) data.unshift({ value, label })

  return (
    <Select
      {...rest}
      value={value}
      data={data}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      // The API has already searched. Filtering its response again would drop matches in other fields.
      filter={({ options: all }) => all}
      nothingFoundMessage={options.isError ? s.picker.failed : s.picker.nothing}
    />
  )
}
