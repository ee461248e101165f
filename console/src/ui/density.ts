import { useLocalStorage } from '@mantine/hooks'

export type Density = 'comfortable' | 'compact'

/** How close the rows of tables stand. Kept in the browser too, so that the first paint is right. */
export const useDensity = () =>
  useLocalStorage<Density>({
    key: 'apron.density',
    defaultValue: 'comfortable',
    getInitialValueInEffect: false,
  })

export const rowHeights: Record<Density, number> = { comfortable: 36, compact: 28 }
