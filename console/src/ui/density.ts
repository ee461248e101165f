import { useLocalStorage } from '@mantine/hooks'

export type Density = 'comfortable' | 'compact'

/** The row spacing of tables. Also stored in the browser, so that the first paint is right. */
export const useDensity = () =>
  useLocalStorage<Density>({
    key: 'apron.density',
    defaultValue: 'comfortable',
    getInitialValueInEffect: false,
  })

export const rowHeights: Record<Density, number> = { comfortable: 36, compact: 28 }
