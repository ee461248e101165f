import { useMantineColorScheme } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { get, put } from '#api/client.ts'
import { type Density, useDensity } from '#ui/density.ts'
import { useTimePreference } from '#ui/Instant.tsx'
import type { TimePreference } from '#ui/time.ts'
import { tellRefusal } from '#ui/useAction.ts'

type Preferences = Record<string, boolean | string | number>

const preferences = { queryKey: ['preference'], queryFn: () => get('/api/user-preferences') }

export type Scheme = 'light' | 'dark' | 'auto'
const schemeOf = (value: unknown): Scheme => (value === 'light' || value === 'dark' ? value : 'auto')
const densityOf = (value: unknown): Density => (value === 'compact' ? value : 'comfortable')
const timesOf = (value: unknown): TimePreference => (value === 'local' ? value : 'utc')

/**
 * How the console looks: at once in this browser, and kept with the account, so that it is the same on
 * every device.
 */
export function useAppearance() {
  const queryClient = useQueryClient()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [density, setDensity] = useDensity()
  const [times, setTimes] = useTimePreference()
  const keep = (key: string, value: string) => {
    queryClient.setQueryData<Preferences>(preferences.queryKey, (now) => ({ ...now, [key]: value }))
    put('/api/user-preferences/{key}', { path: { key }, body: { value } }).catch(tellRefusal)
  }
  return {
    scheme: colorScheme,
    density,
    times,
    setScheme: (value: string) => {
      setColorScheme(schemeOf(value))
      keep('console.scheme', schemeOf(value))
    },
    setDensity: (value: string) => {
      setDensity(densityOf(value))
      keep('console.density', densityOf(value))
    },
    setTimes: (value: string) => {
      setTimes(timesOf(value))
      keep('console.times', timesOf(value))
    },
  }
}

/** Takes over what was chosen on another device. */
export function useKeptAppearance() {
  const kept = useQuery({ ...preferences, staleTime: 5 * 60_000 }).data
  const { setColorScheme } = useMantineColorScheme()
  const [, setDensity] = useDensity()
  const [, setTimes] = useTimePreference()
  useEffect(() => {
    if (!kept) return
    if ('console.scheme' in kept) setColorScheme(schemeOf(kept['console.scheme']))
    if ('console.density' in kept) setDensity(densityOf(kept['console.density']))
    if ('console.times' in kept) setTimes(timesOf(kept['console.times']))
  }, [kept, setColorScheme, setDensity, setTimes])
}
