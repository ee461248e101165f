import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// `npm run bench` runs all of them, `npm run bench -- list` one. Each prints both sides of one run, the
// conditions and the ratio: the machine's speed changes from hour to hour, the ratio within a run less.
const all = ['list', 'webhook-drain']
const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !all.includes(name))
if (unknown) {
  console.error(`There is no bench ${unknown}. There are ${all.join(', ')}`)
  process.exit(1)
}
for (const name of wanted.length > 0 ? wanted : all) {
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
