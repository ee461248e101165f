import type { Grid, GridCell } from './paper.ts'
import { bold, dim, fitted, ink, oneLine, regular, type Sheet, tones } from './sheet.ts'

const labelWidth = 54
const rowHeight = 27
const gap = 16

/** Draws grids side by side as vectors: each cell with its code, its count and its word. */
export function drawGrids(sheet: Sheet, grids: readonly Grid[]): void {
  const { doc, left, width, room } = sheet
  const most = Math.max(0, ...grids.map(({ rows }) => rows.length))
  room(34 + most * rowHeight)
  const top = doc.y
  const wide = grids.length > 1 ? (width - gap) / grids.length : width / 2 - gap / 2
  for (const [index, grid] of grids.entries())
    drawGrid(sheet, grid, { x: left + index * (wide + gap), top, wide })
  doc.y = top + 32 + most * rowHeight
}

function drawGrid({ doc }: Sheet, grid: Grid, { x, top, wide }: { x: number; top: number; wide: number }) {
  const size = (wide - labelWidth) / grid.columns.length
  doc.font(bold).fontSize(9).fillColor(ink)
  doc.text(oneLine(doc, grid.title, wide), x, top, { lineBreak: false })
  doc.font(regular).fontSize(5).fillColor(dim)
  for (const [column, name] of grid.columns.entries())
    doc.text(oneLine(doc, name, size), x + labelWidth + column * size, top + 16, {
      width: size,
      align: 'center',
      lineBreak: false,
    })
  for (const [row, { name, cells }] of grid.rows.entries()) {
    const y = top + 26 + row * rowHeight
    doc.font(regular).fontSize(6.5).fillColor(dim)
    doc.text(fitted(doc, name, labelWidth - 4), x, y + 5, { width: labelWidth - 4 })
    for (const [column, cell] of cells.entries())
      drawCell(doc, cell, { x: x + labelWidth + column * size, y, size })
  }
}

function drawCell(doc: Sheet['doc'], cell: GridCell, { x, y, size }: { x: number; y: number; size: number }) {
  const tone = tones[cell.tone]
  doc
    .rect(x + 1, y + 1, size - 2, rowHeight - 2)
    .fillAndStroke(tone.ground, cell.count > 0 ? tone.ink : tone.ground)
  doc.fillColor(tone.ink).font(regular).fontSize(6)
  doc.text(oneLine(doc, cell.code, size - 6), x + 4, y + 4, { lineBreak: false })
  doc.fontSize(5.4).text(oneLine(doc, cell.word, size - 2), x + 3, y + rowHeight - 9, { lineBreak: false })
  if (cell.count > 0)
    doc
      .font(bold)
      .fontSize(11)
      .text(String(cell.count), x, y + 6, { width: size - 6, align: 'right', lineBreak: false })
}
