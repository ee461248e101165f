import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { plainEnglishProblems } from './plain-english.ts'
import { wallProblems } from './walls.ts'

// What needs no server: types, lint, imports, generated files, SQL, words. Each failure says how to fix it.
const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)
const failures: string[] = []

// Before the types, because an old generated file causes dozens of type errors.
const isGenerated = step(
  'generated files and SQL',
  process.execPath,
  ['server/gen.ts', '--check'],
  'npm run gen, or correct the SQL that is named',
)
const fixOfTypes = isGenerated
  ? 'fix what tsc names'
  : 'npm run gen first: the generated files are old, or could not be compared (see above). Then fix what tsc still names'
step('types', bin('tsc'), ['-p', '.'], fixOfTypes)
step('types of the console', bin('tsc'), ['-p', 'console'], fixOfTypes)
step(
  'lint',
  bin('biome'),
  ['lint', '--error-on-warnings', '--max-diagnostics=30'],
  'npm run format, then fix what is left',
)
step('format', bin('biome'), ['format'], 'npm run format')
for (const problem of wallProblems(root))
  fail(
    'imports',
    problem,
    'docs/architecture.md says what may import what; scripts/walls.ts holds its tables',
  )

const wordProblems = plainEnglishProblems(root)
if (wordProblems.length > 0)
  fail(
    'words',
    wordProblems.join('\n'),
    'write plain English (CONTRIBUTING.md, House style); scripts/plain-english.ts holds the words',
  )

if (failures.length > 0) {
  console.error(failures.join('\n\n'))
  process.exit(1)
}
console.log('checks: types, lint, generated files, SQL, imports and words are in order')

function step(name: string, command: string, args: string[], fix: string): boolean {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) fail(name, `${stdout}${stderr}`.trim().slice(0, 8_000), fix)
  return status === 0
}

function fail(name: string, what: string, fix: string): void {
  failures.push(`✖ ${name}\n${what}\n  → ${fix}`)
}
