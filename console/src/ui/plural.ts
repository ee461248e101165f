import { formatNumber } from './region.ts'

/** A count with its noun: plural(1, 'day') is "1 day", plural(2, 'entry', 'entries') is "2 entries". */
export const plural = (count: number, singular: string, many = `${singular}s`): string =>
  `${formatNumber(count)} ${count === 1 ? singular : many}`
