import { useMantineColorScheme } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { put } from '#api/client.ts'
import { type Preferences, preferencesQuery } from '#api/preferences.ts'
import { type Density, useDensity } from '#ui/density.ts'
import { useTimePreference } from '#ui/Instant.tsx'
import type { TimePreference } from '#ui/time.ts'
import { showRefusal } from '#ui/useAction.ts'

export type Scheme = 'light' | 'dark' | 'auto'
const schemeOf = (value: unknown): Scheme => (value === 'light' || value === 'dark' ? value : 'auto')
const densityOf = (value: unknown): Density => (value === 'compact' ? value : 'comfortable')
const timesOf = (value: unknown): TimePreference => (value === 'local' ? value : 'utc')

/**
 * The appearance of the console. Changes apply at once in this browser and are stored with the account, so
 * that every device looks the same.
 */
export function useAppearance() {
  const queryClient = useQueryClient()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [density, setDensity] = useDensity()
  const [times, setTimes] = useTimePreference()
  const store = (key: string, value: string) => {
    queryClient.setQueryData<Preferences>(preferencesQuery.queryKey, (now) => ({ ...now, [key]: value }))
    put('/api/user-preferences/{key}', { path: { key }, body: { value } }).catch(showRefusal)
  }
  return {
    scheme: colorScheme,
    density,
    times,
    setScheme: (value: string) => {
      setColorScheme(schemeOf(value))
      store('console.scheme', schemeOf(value))
    },
    setDensity: (value: string) => {
      setDensity(densityOf(value))
      store('console.density', densityOf(value))
    },
    setTimes: (value: string) => {
      setTimes(timesOf(value))
      store('console.times', timesOf(value))
    },
  }
}

/** Applies a preference in this browser; undefined means its default. Unknown preferences do nothing. */
function useApply(): (key: string, value: unknown) => void {
  const { setColorScheme } = useMantineColorScheme()
  const [, setDensity] = useDensity()
  const [, setTimes] = useTimePreference()
  return useCallback(
    (key, value) => {
      if (key === 'console.scheme') setColorScheme(schemeOf(value))
      if (key === 'console.density') setDensity(densityOf(value))
      if (key === 'console.times') setTimes(timesOf(value))
    },
    [setColorScheme, setDensity, setTimes],
  )
}

/** Shows and applies a preference that the server has stored (undefined: deleted). */
export function useStoredPreference(): (key: string, value: Preferences[string] | undefined) => void {
  const queryClient = useQueryClient()
  const apply = useApply()
  return (key, value) => {
    queryClient.setQueryData<Preferences>(preferencesQuery.queryKey, (now) => {
      const { [key]: _, ...others } = now ?? {}
      return value === undefined ? others : { ...others, [key]: value }
    })
    apply(key, value)
  }
}

/** Applies preferences that were chosen on another device. */
export function useStoredAppearance() {
  const stored = useQuery(preferencesQuery).data
  const apply = useApply()
  useEffect(() => {
    for (const [key, value] of Object.entries(stored ?? {})) apply(key, value)
  }, [stored, apply])
}
