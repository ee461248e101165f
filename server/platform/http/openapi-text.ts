const columns = 160

/**
 * JSON on few lines: a value that fits on one line gets one, and short parts in a row share lines. One line per value
 * would double the file, a single line would conflict in every merge, and indentation would be a fifth of it.
 */
export function toLines(value: unknown): string {
  const line = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || line.length <= columns) return line
  if (Array.isArray(value)) return `[\n${join(value.map((item) => part('', item)))}\n]`
  const parts = Object.entries(value).map(([name, item]) => part(`${JSON.stringify(name)}:`, item))
  const [only] = parts
  // An object with one entry needs no extra line.
  return only && parts.length === 1 ? `{${only.text}}` : `{\n${join(parts)}\n}`
}

interface Part {
  text: string
  isShort: boolean
}

const part = (name: string, value: unknown): Part => ({
  text: name + toLines(value),
  isShort: typeof value !== 'object' || isReference(value),
})

const isReference = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && '$ref' in value && Object.keys(value).length === 1

/** One line per part; short parts in a row share a line. */
function join(parts: readonly Part[]): string {
  const lines: string[] = []
  let fills = false
  for (const { text, isShort } of parts) {
    const last = lines.at(-1) ?? ''
    if (fills && isShort && last.length + text.length < columns) lines[lines.length - 1] = `${last},${text}`
    else lines.push(text)
    fills = isShort
  }
  return lines.join(',\n')
}
