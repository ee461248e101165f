/** The paths that pages stand below and that are no page themselves, such as `finance`. People type them. */
export function foldersOf(pages: readonly { path: string; aliases?: string[] }[]): string[] {
  const known = new Set(pages.flatMap(({ path, aliases = [] }) => [path, ...aliases]))
  const parents = pages.flatMap(({ path }) => {
    const parts = path.split('/')
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
  })
  return [...new Set(parents)].filter((path) => !known.has(path))
}
