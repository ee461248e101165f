import type { IgnoredReason, OnIgnored } from './csv.ts'
import type { ImportKind } from './kind.ts'
import { repeatedHeadings, statementsOf } from './layout.ts'
import type { Mapping } from './mapping.ts'

const NAMED_ROWS = 10
const ZONE_WORDS: Record<string, string> = { UTC: 'UTC', local: 'local time' }

/** The rows that are no data, by what they are. */
export class IgnoredRows {
  readonly #rows = new Map<IgnoredReason, number[]>()
  count = 0

  readonly note: OnIgnored = (row, reason) => {
    this.count += 1
    const rows = this.#rows.get(reason)
    if (!rows) this.#rows.set(reason, [row])
    else rows.push(row)
  }

  sentences(): string[] {
    return [...this.#rows].map(([reason, rows]) => {
      const shown = rows.slice(0, NAMED_ROWS).join(', ')
      const more = rows.length > NAMED_ROWS ? ` and ${rows.length - NAMED_ROWS} more` : ''
      const [noun, verb] = rows.length === 1 ? ['Row', 'is'] : ['Rows', 'are']
      return `${noun} ${shown}${more} ${verb} left out: ${reason}.`
    })
  }
}

/** What a person has to know about how the file is read. */
export function notesOn(
  kind: ImportKind,
  {
    header,
    mapping,
    preset: presetName,
  }: { header: readonly string[]; mapping: Mapping; preset: string | null },
): string[] {
  const preset = kind.presets?.find(({ name }) => name === presetName)
  const read = new Set(Object.values(mapping))
  const repeated = repeatedHeadings(header).flatMap(({ heading, columns }) => {
    const used = columns.filter((column) => read.has(column - 1))
    if (used.length === 0) return []
    return [
      `The heading “${heading}” stands in columns ${columns.join(', ')}; column ${used.join(', ')} is read.`,
    ]
  })
  const stated = new Map<string, string[]>()
  for (const [field, { zone, unit }] of statementsOf(mapping, header, preset)) {
    const title = kind.fields[field]?.title ?? field
    for (const word of [zone && (ZONE_WORDS[zone] ?? zone), unit?.replace('_', ' ')])
      if (word) stated.set(word, [...(stated.get(word) ?? []), title])
  }
  return [
    ...(preset ? [`This is an export of ${preset.name}.`] : []),
    ...[...stated].map(([word, titles]) => `In ${word}, as the headings say: ${titles.join(', ')}.`),
    ...repeated,
  ]
}
