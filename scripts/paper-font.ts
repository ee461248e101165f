import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

// Makes the fonts of printed papers: Inter as it is on the web comes as a variable font, cut by script into
// files; a PDF wants one file for each weight. Run by hand when Inter changes: node scripts/paper-font.ts

/** What fontkit has read of a glyph: its points, or the glyphs that it is put together of. */
interface Read {
  points?: { x: number; y: number; onCurve: boolean; endContour: boolean }[]
  components?: Component[]
}
interface Component {
  glyphID: number
  dx: number
  dy: number
  scaleX: number
  scaleY: number
  scale01: number
  scale10: number
}
interface Font {
  unitsPerEm: number
  ascent: number
  descent: number
  capHeight: number
  characterSet: number[]
  HVAR: object
  getGlyph(id: number): { id: number; advanceWidth: number }
  glyphForCodePoint(codePoint: number): { id: number; advanceWidth: number }
  /** Of the axes, here weight alone; read with the first glyph, and then never again. */
  variationCoords: number[] | null
  _transformedGlyphs: Read[]
  _variationProcessor: {
    transformPoints(id: number, points: { x: number; y: number; copy(): object }[]): void
    getAdvanceAdjustment(id: number, table: object): number
  }
}
interface Point {
  x: number
  y: number
  isOn: boolean
}
interface Glyph {
  advanceWidth: number
  contours: Point[][]
}
/** The characters of one file, at one weight. */
interface Cut {
  font: Font
  codes: number[]
  glyph(code: number): Glyph
}

const root = join(import.meta.dirname, '..')
const require = createRequire(import.meta.url)
// Comes with pdfkit, which reads with it what is written here.
const fontkit = createRequire(require.resolve('pdfkit'))('fontkit') as { create(data: Buffer): Font }
const scripts = ['latin', 'latin-ext', 'vietnamese', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext']

const folder = join(root, 'server/modules/safety/paper/font')
for (const [name, weight] of [
  ['inter-regular', 400],
  ['inter-semibold', 600],
] as const) {
  const cuts = scripts.map((script) => {
    const [file] = globSync(`**/@fontsource-variable/inter/files/inter-${script}-wght-normal.woff2`, {
      cwd: join(root, 'node_modules'),
    })
    if (!file) throw new Error(`Inter has no ${script}. Run: npm ci`)
    return cutOf(readFileSync(join(root, 'node_modules', file)), weight)
  })
  const target = join(folder, `${name}.ttf`)
  const data = trueType(cuts, name, weight)
  writeFileSync(target, data)
  writeFileSync(join(folder, 'characters.ts'), charactersFile(cuts))
  console.log(`${target}: ${data.length} bytes`)
}

/**
 * fontkit reads outlines out of WOFF2 or bends them to a weight, and not both at once: so one reading has the
 * outlines, and another, of the same file, bends them.
 */
function cutOf(data: Buffer, weight: number): Cut {
  const [font, bent] = [fontkit.create(data), fontkit.create(data)]
  font.getGlyph(0)
  bent.variationCoords = [weight]
  const { _variationProcessor: variation } = bent
  const point = (x: number, y: number, isOn = true, endContour = true) => ({
    x,
    y,
    isOn,
    endContour,
    copy: () => point(x, y, isOn, endContour),
  })
  const bend = (id: number, points: ReturnType<typeof point>[]) => {
    // Behind the points stand four that move with the margins of the glyph.
    const all = [...points, point(0, 0), point(font.getGlyph(id).advanceWidth, 0), point(0, 0), point(0, 0)]
    variation.transformPoints(id, all)
    return all.slice(0, -4)
  }
  const contoursOf = (id: number): Point[][] => {
    const { points, components } = font._transformedGlyphs[id] ?? {}
    if (components) {
      const places = bend(
        id,
        components.map(({ dx, dy }) => point(dx, dy)),
      )
      return components.flatMap((one, index) =>
        contoursOf(one.glyphID).map((contour) =>
          contour.map(({ x, y, isOn }) => ({
            x: x * one.scaleX + y * one.scale01 + (places[index]?.x ?? 0),
            y: y * one.scaleY + x * one.scale10 + (places[index]?.y ?? 0),
            isOn,
          })),
        ),
      )
    }
    const contours: Point[][] = [[]]
    for (const { x, y, isOn, endContour } of bend(
      id,
      (points ?? []).map((one) => point(one.x, one.y, one.onCurve, one.endContour)),
    )) {
      contours.at(-1)?.push({ x, y, isOn })
      if (endContour) contours.push([])
    }
    return contours.filter((contour) => contour.length > 1)
  }
  return {
    font,
    codes: font.characterSet,
    glyph: (code) => {
      const { id, advanceWidth } = font.glyphForCodePoint(code)
      const wider = variation.getAdvanceAdjustment(id, bent.HVAR)
      const contours = contoursOf(id).map((contour) =>
        contour.map(({ x, y, isOn }) => ({ x: Math.round(x), y: Math.round(y), isOn })),
      )
      return { advanceWidth: Math.round(advanceWidth + wider), contours }
    },
  }
}

/** One TrueType font of all that the cuts can write; what two of them have is taken from the first. */
function trueType(cuts: Cut[], name: string, weight: number): Buffer {
  const first = cuts[0]?.font
  if (!first) throw new Error('There is nothing to make a font of')
  const chars = new Map<number, Glyph>()
  for (const cut of cuts)
    for (const code of cut.codes) if (isWritten(code) && !chars.has(code)) chars.set(code, cut.glyph(code))
  const codes = [...chars.keys()].sort((a, b) => a - b)
  const empty: Glyph = { advanceWidth: first.unitsPerEm / 2, contours: [] }
  const glyphs = [empty, ...codes.map((code) => chars.get(code) ?? empty)]
  const outlines = glyphs.map(outline)
  const offsets = [0]
  for (const data of outlines) offsets.push((offsets.at(-1) ?? 0) + data.length)
  const most = (pick: (contours: Point[][]) => number) =>
    Math.max(...glyphs.map(({ contours }) => pick(contours)))

  const head = words(1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0x000b, first.unitsPerEm, 0, 0, 0, 0, 0, 0, 0, 0)
  const box = words(
    -first.unitsPerEm,
    first.descent,
    2 * first.unitsPerEm,
    first.ascent,
    weight >= 600 ? 1 : 0,
    8,
    2,
    1,
    0,
  )
  const line = (last: number[]) =>
    words(1, 0, first.ascent, first.descent, 0, 4096, 0, 0, 4096, 1, 0, 0, 0, 0, 0, 0, 0, ...last)
  const tables: Record<string, Buffer> = {
    'OS/2': os2(first, weight, codes),
    cmap: cmap(codes),
    glyf: Buffer.concat(outlines),
    head: Buffer.concat([head, box]),
    hhea: line([glyphs.length]),
    hmtx: words(...glyphs.flatMap(({ advanceWidth }) => [Math.round(advanceWidth), 0])),
    loca: Buffer.concat(offsets.map((offset) => long(offset))),
    maxp: words(
      1,
      0,
      glyphs.length,
      most((contours) => contours.reduce((sum, points) => sum + points.length, 0)),
      most((contours) => contours.length),
      0,
      0,
      2,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ),
    name: names(name),
    post: Buffer.concat([long(0x00030000), long(0), words(-100, 50), Buffer.alloc(20)]),
  }
  return file(tables)
}

// Beyond these stand pictures, which format 4 of `cmap` cannot name.
function isWritten(code: number): boolean {
  return code >= 0x20 && code <= 0xffff
}

/** What the fonts can write, as the first and the last of each run of codes. */
function charactersFile(cuts: Cut[]): string {
  const codes = [...new Set(cuts.flatMap((cut) => cut.codes))].filter(isWritten).sort((a, b) => a - b)
  const runs: [number, number][] = []
  for (const code of codes) {
    const now = runs.at(-1)
    if (now && code === now[1] + 1) now[1] = code
    else runs.push([code, code])
  }
  const lines = runs.map(([from, to]) => `  [0x${from.toString(16)}, 0x${to.toString(16)}],`)
  return [
    '/** Generated with the fonts beside it, by scripts/paper-font.ts: the characters that they can write. */',
    'export const writable: readonly (readonly [from: number, to: number])[] = [',
    ...lines,
    ']',
    '',
  ].join('\n')
}

/** A simple glyph of the table `glyf`: its box, the ends of its contours, and its points as differences. */
function outline({ contours }: Glyph): Buffer {
  const points = contours.flat()
  if (points.length === 0) return Buffer.alloc(0)
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const ends = contours.map((_, index) => contours.slice(0, index + 1).flat().length - 1)
  const flags: number[] = []
  const [dx, dy]: [Buffer[], Buffer[]] = [[], []]
  let last: Pick<Point, 'x' | 'y'> = { x: 0, y: 0 }
  for (const point of points) {
    // Bit 1 and 2: one byte; bit 4 and 5: it is positive, or where it is two bytes, the same as before.
    const axis = (value: number, short: number, same: number, into: Buffer[]) => {
      if (value === 0) return same
      if (Math.abs(value) < 256) {
        into.push(Buffer.from([Math.abs(value)]))
        return short | (value > 0 ? same : 0)
      }
      into.push(words(value))
      return 0
    }
    flags.push(
      (point.isOn ? 1 : 0) | axis(point.x - last.x, 0x02, 0x10, dx) | axis(point.y - last.y, 0x04, 0x20, dy),
    )
    last = point
  }
  const data = Buffer.concat([
    words(contours.length, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)),
    words(...ends, 0),
    Buffer.from(flags),
    ...dx,
    ...dy,
  ])
  return Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)])
}

/** Format 4, of segments of codes that follow one another, as the glyphs do. */
function cmap(codes: number[]): Buffer {
  const segments: { from: number; to: number; glyph: number }[] = []
  for (const [index, code] of codes.entries()) {
    const now = segments.at(-1)
    if (now && code === now.to + 1) now.to = code
    else segments.push({ from: code, to: code, glyph: index + 1 })
  }
  segments.push({ from: 0xffff, to: 0xffff, glyph: 0 })
  const count = segments.length
  const power = 2 ** Math.floor(Math.log2(count))
  const body = words(
    count * 2,
    power * 2,
    Math.log2(power),
    (count - power) * 2,
    ...segments.map(({ to }) => to),
    0,
    ...segments.map(({ from }) => from),
    ...segments.map(({ from, glyph }) => (glyph === 0 ? 1 : glyph - from)),
    ...segments.map(() => 0),
  )
  return Buffer.concat([words(0, 1, 3, 1), long(12), words(4, body.length + 6, 0), body])
}

function os2({ ascent, descent, capHeight, unitsPerEm }: Font, weight: number, codes: number[]): Buffer {
  const half = Math.round(unitsPerEm / 2)
  return Buffer.concat([
    words(4, half, weight, 5, 0, half, half, 0, 0, half, half, 0, half, 50, half, 0),
    Buffer.alloc(10 + 16),
    Buffer.from('NONE'),
    words(weight >= 600 ? 0x20 : 0x40, codes[0] ?? 0, codes.at(-1) ?? 0),
    words(ascent, descent, 0, ascent, -descent),
    Buffer.alloc(8),
    words(half, capHeight, 0, 32, 1),
  ])
}

function names(name: string): Buffer {
  const texts: [number, string][] = [
    [0, 'Copyright 2016 The Inter Project Authors (https://github.com/rsms/inter)'],
    [1, 'Inter'],
    [2, name.endsWith('semibold') ? 'SemiBold' : 'Regular'],
    [4, name],
    [6, name],
    [13, 'This Font Software is licensed under the SIL Open Font License, Version 1.1.'],
  ]
  const written = texts.map(([id, text]) => ({ id, data: Buffer.from(text, 'utf16le').swap16() }))
  let offset = 0
  const records = written.map(({ id, data }) => {
    const record = words(3, 1, 0x409, id, data.length, offset)
    offset += data.length
    return record
  })
  return Buffer.concat([
    words(0, texts.length, 6 + 12 * texts.length),
    ...records,
    ...written.map(({ data }) => data),
  ])
}

function file(tables: Record<string, Buffer>): Buffer {
  const entries = Object.entries(tables)
  const power = 2 ** Math.floor(Math.log2(entries.length))
  let offset = 12 + 16 * entries.length
  const directory: Buffer[] = []
  const bodies: Buffer[] = []
  for (const [tag, data] of entries) {
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)])
    let sum = 0
    for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0
    directory.push(Buffer.from(tag), long(sum), long(offset), long(data.length))
    bodies.push(padded)
    offset += padded.length
  }
  const start = words(1, 0, entries.length, power * 16, Math.log2(power), (entries.length - power) * 16)
  return Buffer.concat([start, ...directory, ...bodies])
}

function words(...values: number[]): Buffer {
  const data = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) data.writeUInt16BE(Math.round(value) & 0xffff, index * 2)
  return data
}

function long(value: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeUInt32BE(value >>> 0)
  return data
}
