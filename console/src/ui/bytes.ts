import { formatNumber } from './region.ts'

const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** A readable size: 1234567 is "1.2 MB". */
export function bytes(size: number): string {
  const at = Math.min(units.length - 1, size < 1 ? 0 : Math.floor(Math.log10(size) / 3))
  return `${formatNumber(size / 1000 ** at, { maximumFractionDigits: at === 0 ? 0 : 1 })} ${units[at]}`
}
