import { Select, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { s } from '../../strings.ts'

export type Option = { value: string; label: string }
type Props = Omit<SelectProps, 'data' | 'searchValue' | 'onSearchChange'> & {
  /** The subject type, first in the query key, so that live changes refresh the options. */
  subject: string
  find: (search: string) => Promise<Option[]>
  /** Says the name of a value that no search has brought yet. */
  byId: (id: string) => Promise<Option>
}

/** A field for a record, found by the API as one types. */
export function RecordSelect({ subject, find, byId, value, ...rest }: Props) {
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search, 150)
  // The field shows the chosen label as its text; asking for that would hide all others.
  const known = useRef(new Map<string, string>())
  const isLabel = [...known.current.values()].includes(asked)
  const options = useQuery({
    queryKey: [subject, 'options', isLabel ? '' : asked],
    queryFn: () => find(isLabel ? '' : asked),
    placeholderData: keepPreviousData,
  })
  const chosen = useQuery({
    queryKey: [subject, 'option', value],
    queryFn: () => byId(value ?? ''),
    enabled: Boolean(value) && !known.current.has(value ?? ''),
  })

  for (const option of [...(options.data ?? []), ...(chosen.data ? [chosen.data] : [])])
    known.current.set(option.value, option.label)
  const label = value ? known.current.get(value) : undefined
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
      // The API has already searched; filtering its answer again would drop matches on other fields.
      filter={({ options: all }) => all}
      nothingFoundMessage={options.isError ? s.picker.failed : s.picker.nothing}
    />
  )
}
