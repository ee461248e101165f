import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

// `npm run clients` makes a client of openapi.json with each of seven generators, and runs it against Apron.
const root = join(import.meta.dirname, '..')
execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
  cwd: join(root, 'clients/generators'),
  stdio: 'inherit',
})
execFileSync(process.execPath, ['scripts/test.ts', 'clients/generators/generators.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, APRON_CLIENTS: 'all' },
})
