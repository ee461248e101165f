import { Autocomplete, type AutocompleteProps, Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Airport } from '#api/types.ts'
import { s } from '../../strings.ts'
import { airportName } from '../airportName.ts'

const AirportDialog = lazy(() => import('./AirportDialog.tsx'))

export const airportCode = (airport: Airport) =>
  airport.icao ?? airport.localCode ?? airport.iata ?? airport.id

/** An exact code ranks first, then codes that start with the text, then names. */
function rank(airport: Airport, query: string): number {
  const codes = [airport.icao, airport.localCode, airport.iata]
  if (codes.includes(query.toUpperCase())) return 0
  return codes.some((code) => code?.startsWith(query.toUpperCase())) ? 1 : 2
}

/** A field to choose an airport by code, with completion. An unknown airport can be added here. */
export function AirportField({ value = '', onChange, ...rest }: Omit<AutocompleteProps, 'data'>) {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  const [query] = useDebouncedValue(value.trim(), 150)
  const { data } = useQuery({
    queryKey: ['airport', 'options', query],
    enabled: query.length >= 2,
    staleTime: 10 * 60_000,
    queryFn: async () =>
      (await get('/api/v1/ops/airports', { query: { search: query, page_size: 20 } })).items
        .toSorted((a, b) => rank(a, query) - rank(b, query))
        .slice(0, 8),
  })
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
