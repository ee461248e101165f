import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// `npm run bench` runs all benchmarks, `npm run bench -- list` runs one. Each prints both sides, the
// conditions and the ratio. The machine's speed changes from hour to hour; the ratio within a run changes less.
const all = [
  'list',
  'webhook-drain',
  'search',
  'reports',
  'body',
  'hostile',
  'import',
  'ledger',
  'eligibility',
  'maintenance',
  'planning',
  'duty-standing',
  'navigation',
  'training',
  'finance',
  'growth',
  'health',
]
const names = process.argv.slice(2)
const unknown = names.find((name) => !all.includes(name))
if (unknown) {
  console.error(`There is no benchmark ${unknown}. Use ${all.join(' or ')}`)
  process.exit(1)
}
for (const name of names.length > 0 ? names : all) {
  const { status } = spawnSync(
    process.execPath,
    [...process.execArgv, join(import.meta.dirname, `${name}.ts`)],
    {
      stdio: 'inherit',
      cwd: join(import.meta.dirname, '..'),
    },
  )
  if (status !== 0) process.exit(status ?? 1)
}
