import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** The paths of all pages as their modules declare them, which only Vite can import. */
export function consolePaths(): { paths: string[]; aliases: string[] } {
  const lines = globSync('console/src/modules/*/{pages,*.pages}.ts', { cwd: root }).flatMap((file) =>
    readFileSync(join(root, file), 'utf8').split('\n'),
  )
  return {
    paths: lines.flatMap((line) => [...line.matchAll(/\bpath: '([^']*)'/g)].map(([, path = '']) => path)),
    aliases: lines.flatMap((line) =>
      [...line.matchAll(/\baliases: \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
        [...list.matchAll(/'([^']*)'/g)].map(([, alias = '']) => alias),
      ),
    ),
  }
}
