import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What Vite notes of a chunk in its manifest. */
type Chunk = { file: string; css?: string[]; imports?: string[] }

export type Weights = {
  /** What each first page brings until it is used: its document, the frame, the page itself and the letters. */
  first: Record<string, number>
  /** What each further page brings beyond Today, heaviest first. */
  further: [name: string, bytes: number][]
}

const today = 'src/modules/today/Today.tsx'
// The frame fetches it ahead, when the person first moves the pointer or presses a key.
const ahead = ['src/ui/form/fields.ts']
const firstPages = ['src/modules/identity/SignIn.tsx', 'src/modules/identity/SignUp.tsx', today]

/** The files that the pages.ts of each module names: what else comes by itself is a part of one of them, on its first use. */
const pages = () => [
  ...new Set(
    globSync('src/modules/*/pages.ts', { cwd: import.meta.dirname }).flatMap((list) =>
      [...readFileSync(join(import.meta.dirname, list), 'utf8').matchAll(/import\('\.\/([^']+)'\)/g)].map(
        ([, file]) => `${dirname(list)}/${file}`,
      ),
    ),
  ),
]

/**
 * Weighs a built console in bytes over the wire. Gzip and not Brotli, since a browser offers
 * Brotli over https only, and many an installation is reached by http in its own network.
 */
export function weigh(dist: string): Weights {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
  const frame = filesOf('index.html')
  const home = new Set([...frame, ...filesOf(today), ...ahead.flatMap((key) => [...filesOf(key)])])
  const document = weightOf('index.html') + weightOf(letters())
  const scripts = readdirSync(join(dist, 'assets')).filter((name) => name.startsWith('scheme-'))
  for (const name of scripts) frame.add(`assets/${name}`)

  function filesOf(key: string, seen = new Set<string>(), files = new Set<string>()): Set<string> {
    const chunk = manifest[key]
    if (!chunk || seen.has(key)) return files
    seen.add(key)
    files.add(chunk.file)
    for (const style of chunk.css ?? []) files.add(style)
    for (const imported of chunk.imports ?? []) filesOf(imported, seen, files)
    return files
  }
  // Chromium fetches the letters of a script only when the page has one of them.
  function letters() {
    const name = readdirSync(join(dist, 'assets')).find((one) => /^inter-latin-(?!ext)/.test(one))
    if (!name) throw new Error('The build has no font')
    return `assets/${name}`
  }
  function weightOf(file: string) {
    const path = join(dist, file)
    return statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size
  }
  const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + weightOf(file), 0)
  const beyond = (key: string) => [...filesOf(key)].filter((file) => !home.has(file))

  return {
    first: Object.fromEntries(
      firstPages.map((key) => [key, document + sum(new Set([...frame, ...filesOf(key)]))]),
    ),
    further: pages()
      .map((key): [string, number] => [key, sum(beyond(key))])
      .toSorted((a, b) => b[1] - a[1]),
  }
}

if (import.meta.main) {
  const { first, further } = weigh(join(import.meta.dirname, 'dist'))
  for (const [name, bytes] of [...Object.entries(first), ...further.slice(0, 12)])
    console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${name}`)
}
