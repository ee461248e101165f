import { Autocomplete, type AutocompleteProps, Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FocusEvent, lazy, Suspense, useRef, useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { s } from '../../strings.ts'
import { airportName } from '../airportName.ts'
import { airportCode, rank, typedAirport } from './typedAirport.ts'

const AirportDialog = lazy(() => import('./AirportDialog.tsx'))

/** The airports that a text may mean, the likeliest first. Airports with an ICAO code come before private fields. */
const optionsOf = (query: string) => ({
  queryKey: ['airport', 'options', query],
  staleTime: 10 * 60_000,
  queryFn: async () =>
    (
      await get('/api/v1/ops/airports', { query: { search: query, sort: 'known', page_size: 20 } })
    ).items.toSorted((a, b) => rank(a, query) - rank(b, query)),
})

/** A field to choose an airport by code, with completion. An unknown airport can be added here. */
export function AirportField({ value = '', onChange, onBlur, ...rest }: Omit<AutocompleteProps, 'data'>) {
  const can = useCan()
  const queryClient = useQueryClient()
  const [isAdding, setAdding] = useState(false)
  const isTyped = useRef(false)
  const [query] = useDebouncedValue(value.trim(), 150)
  const { data: found } = useQuery({ ...optionsOf(query), enabled: query.length >= 2 })
  const data = found?.slice(0, 8)

  async function leave(event: FocusEvent<HTMLInputElement>) {
    onBlur?.(event)
    const text = value.trim()
    if (!isTyped.current || text.length < 2) return
    isTyped.current = false
    const airport = typedAirport(text, await queryClient.fetchQuery(optionsOf(text)).catch(() => []))
    if (airport) onChange?.(airportCode(airport))
  }
  const names = new Map(
    (data ?? []).map((airport) => [
      airportCode(airport),
      [airport.name, airport.city].flatMap((text) => (text ? [airportName(text)] : [])).join(', '),
    ]),
  )

  const isUnknown =
    query.length >= 2 &&
    query === value.trim() &&
    data !== undefined &&
    !data.some((airport) => rank(airport, query) === 0)

  return (
    <div>
      <Autocomplete
        {...rest}
        value={value}
        data={[...names.keys()]}
        filter={({ options }) => options}
        autoCapitalize="characters"
        spellCheck={false}
        description={names.get(value.toUpperCase()) ?? rest.description}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        renderOption={({ option }) => (
          <span>
            <b>{option.value}</b> <span className="dim">{names.get(option.value)}</span>
          </span>
        )}
        selectFirstOptionOnChange={query === value.trim() && typedAirport(query, data ?? []) !== undefined}
        onInput={() => {
          isTyped.current = true
        }}
        onBlur={(event) => void leave(event)}
        onOptionSubmit={() => {
          isTyped.current = false
        }}
        onChange={(text) => onChange?.(text.toUpperCase())}
      />
      {isUnknown && can('createAirport') ? (
        <Button variant="subtle" size="compact-xs" mt={4} onClick={() => setAdding(true)}>
          {s.airport.add(value)}
        </Button>
      ) : null}
      {isAdding ? (
        <Suspense>
          <AirportDialog
            code={value}
            onClose={() => setAdding(false)}
            onSaved={(airport) => onChange?.(airportCode(airport))}
          />
        </Suspense>
      ) : null}
    </div>
  )
}
