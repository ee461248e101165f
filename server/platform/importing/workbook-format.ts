import { attribute } from '#platform/kernel/xml.ts'
import { readPart } from './workbook-part.ts'
import type { ZipEntry } from './zip.ts'

/** What the number of a cell stands for, by how it is shown. */
export type FormatKind = 'number' | 'date' | 'time' | 'date_time' | 'elapsed'

const MOST_BYTES = 10_000_000

const BUILT_IN: Record<number, FormatKind> = {
  ...Object.fromEntries([14, 15, 16, 17, ...range(27, 36), ...range(50, 58)].map((id) => [id, 'date'])),
  ...Object.fromEntries([18, 19, 20, 21, 45, 47].map((id) => [id, 'time'])),
  22: 'date_time',
  46: 'elapsed',
}

/** The kind of each cell style of a workbook, by its number. */
export function formatKinds(styles: ZipEntry | undefined): FormatKind[] {
  const own = new Map<number, FormatKind>()
  const kinds: FormatKind[] = []
  let isOfCells = false
  for (const piece of styles ? readPart(styles, MOST_BYTES) : []) {
    if (piece.kind === 'text') continue
    if (piece.name === 'cellXfs') isOfCells = piece.kind === 'open'
    if (piece.kind === 'close') continue
    if (piece.name === 'numFmt')
      own.set(
        Number(attribute(piece.attributes, 'numFmtId')),
        kindOf(attribute(piece.attributes, 'formatCode') ?? ''),
      )
    if (piece.name !== 'xf' || !isOfCells) continue
    const id = Number(attribute(piece.attributes, 'numFmtId') ?? 0)
    kinds.push(own.get(id) ?? BUILT_IN[id] ?? 'number')
  }
  return kinds
}

/** The kind of a format such as `yyyy-mm-dd hh:mm` or `[h]:mm`. */
export function kindOf(code: string): FormatKind {
  if (/\[(?:h+|m+|s+)\]/i.test(code)) return 'elapsed'
  const letters = code
    .replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, '')
    .replaceAll(/am\/pm|a\/p/gi, 'h')
    .toLowerCase()
  const hasTime = /[hs]/.test(letters)
  const hasDate = /[yd]/.test(letters) || (letters.includes('m') && !hasTime)
  if (hasDate) return hasTime ? 'date_time' : 'date'
  return hasTime ? 'time' : 'number'
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_none, index) => from + index)
}
