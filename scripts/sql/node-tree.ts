/** A node of the form in which PostgreSQL keeps analyzed SQL: `{VAR :varno 1 …}`, with its kind as `is`. */
export interface TreeNode {
  is: string
  [field: string]: Tree
}
export type Tree = TreeNode | Tree[] | string | null

/** Reads what `pg_node_tree` prints. Null is `<>`; numbers and flags stay the text that they are. */
export function parseNodeTree(text: string): Tree {
  const tokens = text.match(/[{}()[\]]|"(?:\\.|[^"\\])*"|(?:\\.|[^\s{}()[\]\\"])+/g) ?? []
  let at = 0
  const value = (): Tree => {
    const token = tokens[at++] ?? ''
    if (token === '{') return node()
    if (token === '(') return list(')')
    if (token === '[') return list(']')
    return token === '<>' ? null : withoutEscapes(token)
  }
  const list = (end: string): Tree[] => {
    const all: Tree[] = []
    while (at < tokens.length && tokens[at] !== end) all.push(value())
    at++
    return all
  }
  const node = (): TreeNode => {
    const all: TreeNode = { is: tokens[at++] ?? '' }
    while (at < tokens.length && tokens[at] !== '}') {
      const field = (tokens[at++] ?? '').slice(1)
      all[field] = value()
      // The bytes of a constant stand behind their number, as a second value.
      while (at < tokens.length && tokens[at] !== '}' && !tokens[at]?.startsWith(':')) value()
    }
    at++
    return all
  }
  return value()
}

const withoutEscapes = (token: string) => token.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/gs, '$1')
