import type { Download } from '../kernel/context.ts'
import { Type } from '../kernel/schema.ts'
import { renderPaper } from './render.ts'

export interface Column {
  title: string
  /** A share of the width. */
  share: number
}

/** The four tones of the console, as they print; each always goes with a word. */
export type Tone = 'red' | 'amber' | 'green' | 'neutral' | 'info'

/** The name and the height of each bar. */
export interface Bar {
  name: string
  value: number
}

/** A value over time, with its intervals and its limits. */
export interface Trend {
  /** What is measured: "per 1,000 hours". */
  unit: string
  limits: readonly {
    name: string
    value: number
    tone: Tone
    /** The length of the dashes of its line; 0: a solid line. */
    dash: number
  }[]
  points: readonly {
    name: string
    value: number | null
    lower: number | null
    upper: number | null
    isHollow: boolean
  }[]
}

/** Named rows and columns of colored cells, such as a risk matrix. */
export interface Grid {
  title: string
  columns: readonly string[]
  rows: readonly { name: string; cells: readonly GridCell[] }[]
}
export interface GridCell {
  code: string
  word: string
  tone: Tone
  /** Written large if it is not 0. */
  count: number
}

export type Part =
  | { kind: 'heading'; text: string; above: number }
  | { kind: 'paragraph'; text: string }
  | { kind: 'table'; columns: readonly Column[]; rows: readonly (readonly string[])[] }
  | { kind: 'bars'; bars: readonly Bar[] }
  | { kind: 'trend'; trend: Trend }
  | { kind: 'grids'; grids: readonly Grid[] }
  | { kind: 'qr'; text: string; size: number }
  | { kind: 'room'; height: number }

export interface PaperHead {
  title: string
  workspace: string
  now: Date
}

/** What a document says, as data: another thread draws it. */
export interface PaperText extends PaperHead {
  parts: readonly Part[]
}

/** What an operation declares that answers with a document. */
export const paperAnswer = { method: 'GET', answers: 'file', response: Type.String() } as const

/**
 * A document on A4, with the workspace, its title and its date on each page.
 *
 * An operation with `...paperAnswer` begins one with `newPaper()`, adds its parts in their order, and returns
 * `paper.finish('name.pdf')`. Nothing is drawn meanwhile. After the transaction, `render.ts` gives the parts to a
 * thread of its own: laying out a text takes time that grows with what people wrote, and no other request waits for
 * it. At most two documents are drawn at a time, the workspaces take turns, and a queue that is full answers 503 with
 * `Retry-After`. Words that are longer than their line are broken. So a page needs no limit of its own but that of its rows.
 * A new kind of part is a line in `Part`, a method here, and its drawing in `draw.ts`.
 */
export interface Paper {
  /** The least height that must follow on the same page is `above`. */
  heading(text: string, above?: number): void
  paragraph(text: string): void
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void
  bars(bars: readonly Bar[]): void
  trend(trend: Trend): void
  /** Up to two, side by side. */
  grids(grids: readonly Grid[]): void
  /** The QR code of a text, `size` points wide. */
  qr(text: string, size?: number): void
  /** Starts a new page if less than this height is left. */
  room(height: number): void
  finish(filename: string): DrawnPaper
}

/** A document as a response, and for an archive of several files. */
export interface DrawnPaper extends Download {
  draw(owner: string): Promise<Buffer>
}

export function newPaper(head: PaperHead): Paper {
  const parts: Part[] = []
  const add = (part: Part) => {
    parts.push(part)
  }
  return {
    heading: (text, above = 60) => add({ kind: 'heading', text, above }),
    paragraph: (text) => add({ kind: 'paragraph', text }),
    table: (columns, rows) => add({ kind: 'table', columns, rows }),
    bars: (bars) => add({ kind: 'bars', bars }),
    trend: (trend) => add({ kind: 'trend', trend }),
    grids: (grids) => add({ kind: 'grids', grids }),
    qr: (text, size = 96) => add({ kind: 'qr', text, size }),
    room: (height) => add({ kind: 'room', height }),
    finish: (filename) => {
      const draw = (owner: string) => renderPaper({ ...head, parts }, owner)
      return { filename, contentType: 'application/pdf', body: draw, draw }
    },
  }
}

export const digits = (value: number | null) =>
  value === null ? '–' : value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
