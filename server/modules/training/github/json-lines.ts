/** The line of each value of a JSON text, by its path: `stages.0.lessons.2.kind`. The text has to be valid JSON. */
export function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  const token = /\s*(?:"((?:[^"\\]|\\.)*)"|[{}[\],:]|[^\s{}[\],:"]+)/gy
  let line = 1
  let countedTo = 0
  /** The next token, with the line that it is on. */
  const take = (): string => {
    const found = token.exec(text)?.[0] ?? ''
    const start = token.lastIndex - found.trimStart().length
    for (; countedTo < start; countedTo++) if (text[countedTo] === '\n') line++
    return found.trimStart()
  }
  const value = (first: string, path: string): void => {
    lines.set(path, line)
    if (first === '{') members(path)
    if (first === '[') entries(path)
  }
  const within = (path: string, name: string | number) => (path === '' ? String(name) : `${path}.${name}`)
  const members = (path: string): void => {
    for (let key = take(); key !== '}' && key !== ''; key = take()) {
      if (key === ',') continue
      const keyLine = line
      take()
      const child = within(path, JSON.parse(key) as string)
      value(take(), child)
      lines.set(child, keyLine)
    }
  }
  const entries = (path: string): void => {
    let index = 0
    for (let first = take(); first !== ']' && first !== ''; first = take())
      if (first !== ',') value(first, within(path, index++))
  }
  value(take(), '')
  return lines
}

/** The line of a field; of a missing one, that of what it is missing in. */
export function lineOf(lines: ReadonlyMap<string, number>, field: string): number {
  for (let path = field; path !== ''; path = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '') {
    const line = lines.get(path)
    if (line !== undefined) return line
  }
  return lines.get('') ?? 1
}
