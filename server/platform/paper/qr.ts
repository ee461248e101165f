import { encode } from 'uqr'
import { ink, type Sheet } from './sheet.ts'

/** Draws the QR code of a text, `size` points wide, and leaves the cursor below it. */
export function drawQr({ doc, left, room }: Sheet, text: string, size: number): void {
  room(size + 8)
  const { data, size: modules } = encode(text, { ecc: 'M', border: 0 })
  const side = size / modules
  const top = doc.y + 4
  for (const [row, cells] of data.entries())
    for (const [column, isDark] of cells.entries())
      if (isDark) doc.rect(left + column * side, top + row * side, side, side)
  doc.fill(ink)
  doc.y = top + size + 4
}
