const columns = 160

/**
 * JSON on few lines: a value that fits on one line gets one, and references share lines. One line per value would
 * double the file, and a single line would conflict in every merge.
 */
export function toLines(value: unknown, indent = ''): string {
  const line = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || indent.length + line.length <= columns) return line
  const inner = `${indent} `
  if (Array.isArray(value)) {
    const parts = value.map((item) => ({
      text: toLines(item, inner),
      isShort: typeof item === 'string' || isReference(item),
    }))
    return `[\n${join(parts, inner)}\n${indent}]`
  }
  const entries = Object.entries(value)
  const [only] = entries
  // An object with one entry needs no extra line or indentation.
  if (only && entries.length === 1) return `{${JSON.stringify(only[0])}: ${toLines(only[1], indent)}}`
  const parts = entries.map(([name, part]) => ({
    text: `${JSON.stringify(name)}: ${toLines(part, inner)}`,
    isShort: isReference(part),
  }))
  return `{\n${join(parts, inner)}\n${indent}}`
}

const isReference = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && '$ref' in value && Object.keys(value).length === 1

/** One line per part; short parts in a row share a line. */
function join(parts: readonly { text: string; isShort: boolean }[], indent: string): string {
  const lines: string[] = []
  let fills = false
  for (const { text, isShort } of parts) {
    const last = lines.at(-1) ?? ''
    if (fills && isShort && last.length + text.length < columns) lines[lines.length - 1] = `${last}, ${text}`
    else lines.push(indent + text)
    fills = isShort
  }
  return lines.join(',\n')
}
