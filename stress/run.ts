import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

// `npm run stress` runs the long forms of what `npm test` runs in short; `npm run stress -- kill --kills 20` some of it.

const root = join(import.meta.dirname, '..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { requests: { type: 'string' }, seed: { type: 'string' }, kills: { type: 'string' } },
})
/** What each name runs. The last two have no longer form. */
const files: Record<string, string[]> = {
  fuzz: ['stress/fuzz.test.ts'],
  kill: ['stress/kill.test.ts'],
  payments: ['stress/payments.test.ts'],
  issues: ['stress/issues.test.ts'],
  orders: ['stress/orders.test.ts'],
  silence: [
    'tests/silent-dependency.test.ts',
    'server/platform/http/silent-database.test.ts',
    'server/platform/limits/limiter.test.ts',
    'server/platform/http/probes.test.ts',
  ],
  nodes: ['tests/several-nodes.test.ts'],
}
const unknown = positionals.find((name) => !(name in files))
if (unknown) {
  console.error(`There is no ${unknown}. Use ${Object.keys(files).join(' or ')}`)
  process.exit(1)
}
const names = positionals.length > 0 ? positionals : Object.keys(files)
const { status } = spawnSync(
  process.execPath,
  [...process.execArgv, 'scripts/test.ts', ...names.flatMap((name) => files[name] ?? [])],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(values.requests ? { FUZZ_REQUESTS: values.requests } : {}),
      ...(values.seed ? { FUZZ_SEED: values.seed } : {}),
      ...(values.kills ? { KILLS: values.kills } : {}),
    },
  },
)
process.exitCode = status ?? 1
