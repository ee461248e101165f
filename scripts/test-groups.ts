import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where files may share a process, and how many: so many take about as long as one of the slow ones. */
const areas = [
  { area: /^rules\//, filesOfGroup: 20 },
  { area: /^server\/modules\//, filesOfGroup: 8 },
  // Other parts of the platform are tested with registries and queues of the whole process.
  { area: /^server\/platform\/(access|audit|database|events|files|http)\//, filesOfGroup: 8 },
]
/** What reaches beyond a workspace: an app of its own, the clock, the environment, or other processes. */
const standsAlone = /startTestApp|mock\.timers|process\.(env|on)|child_process/

/**
 * Puts files that may share a process into groups, which are files in a temporary folder that load them. A process
 * takes three seconds of a core to load the server and start the app, often more than its tests. Tests of these areas
 * stay in workspaces of their own, and tests of the rules need no app.
 */
export function grouped(files: string[], root: string): { files: string[]; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'apron-test-groups-'))
  const shared = files.filter((file) => !standsAlone.test(readFileSync(join(root, file), 'utf8')))
  const groups = areas.flatMap(({ area, filesOfGroup }) =>
    chunks(
      shared.filter((file) => area.test(file)),
      filesOfGroup,
    ),
  )
  const paths = groups.map((group, index) => {
    const path = join(folder, `group-${String(index + 1).padStart(2, '0')}.test.mjs`)
    writeFileSync(path, groupOf(group, root))
    return path
  })
  const inGroups = new Set(groups.flat())
  return { files: [...files.filter((file) => !inGroups.has(file)), ...paths], folder }
}

const chunks = (files: string[], size: number) =>
  Array.from({ length: Math.ceil(files.length / size) }, (_, index) =>
    files.slice(index * size, (index + 1) * size),
  )

// The app closes after the last test that is known, so the first one ends when all files are loaded.
const groupOf = (files: string[], root: string) => `import { test } from 'node:test'

const files = ${JSON.stringify(files.map((file) => pathToFileURL(join(root, file)).href))}
const load = async () => {
  for (const file of files) await import(file)
}
const loaded = load()
test(${JSON.stringify(`load ${files.join(', ')}`)}, () => loaded)
`
