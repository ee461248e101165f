import type { BoardLine } from '#api/types.ts'
import { timeOf } from './movementTime.ts'

const hourMs = 3_600_000

/** What matters to people passing by: movements that ended more than an hour ago are left out. */
export const worthShowing = (lines: BoardLine[], now: number): BoardLine[] =>
  lines.filter((line) => {
    if (line.status === 'completed')
      return line.completedAt === null || now - Date.parse(line.completedAt) < hourMs
    const at = timeOf(line)
    return line.status !== 'cancelled' || at === null || now - Date.parse(at) < hourMs
  })

/** Splits lines into pages. There is always at least one page, even without lines. */
export function pagesOf<Line>(lines: Line[], size: number): Line[][] {
  const pages: Line[][] = []
  for (let from = 0; from < lines.length; from += size) pages.push(lines.slice(from, from + size))
  return pages.length > 0 ? pages : [[]]
}
