import { spawn } from 'node:child_process'
import { globSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { faultsOfChoice, isChosen, isPartial, readAttackChoice } from '#platform/testing/attack-choice.ts'
import { startTestCluster } from '#platform/testing/postgres.ts'
import { prepareTemplate } from '#platform/testing/template.ts'
import { ensureChromium, ensureHaproxy, ensurePgbouncer, ensurePython, ensureRedis } from './debian.ts'
import { grouped } from './test-groups.ts'

// `npm test` runs the checks, then every test. `npm test -- path` runs only the named tests.
// `--operation reportFlight` and `--module fleet` run the attack suite only for these operations.
// Its last line is `N passed, N failed`.
const root = join(import.meta.dirname, '..')
const { env: attackChoice, paths } = readAttackChoice(process.argv.slice(2))
const isAttack = isPartial(attackChoice)
// One more than the cores: many tests wait, for a retry or for a process to end.
const concurrency = availableParallelism() + 1
const attackedCount = isAttack ? await countAttacked() : 0

const every = ['server', 'rules', 'client', 'clients', 'console/src', 'scripts', 'tests']
const files = filesIn(paths.length > 0 ? paths : isAttack ? [] : every)
let passed = 0
let failed = 0

if (paths.length === 0 && !isAttack) {
  const { status, lines } = await run(['scripts/check.ts'], {})
  for (const line of lines) console.log(line)
  if (status === 0) passed += 1
  else failed += 1
}
if (files.length === 0 && !isAttack) {
  console.error(`No test file fits ${paths.join(' ')}. Name a file or a folder, such as server/platform/http`)
  failed += 1
} else {
  const browser = files.some((file) => file.includes('browser')) ? ensureChromium() : null
  const python = files.some((file) => file.includes('python')) ? ensurePython() : null
  // Installing them within a test would stop its event loop.
  if (files.some((file) => file.includes('pooler'))) ensurePgbouncer()
  if (files.some((file) => file.includes('several-nodes'))) ensureHaproxy()
  if (files.some((file) => /several-nodes|silent-dependency/.test(file))) ensureRedis()
  const cluster = await startTestCluster(prepareTemplate)
  const env = {
    ...attackChoice,
    TEST_POSTGRES: cluster.pattern,
    // Each file has a process of its own, and they load the same modules.
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compile'),
    ...(browser ? { CHROMIUM: browser } : {}),
    ...(python ? { PYTHON: python } : {}),
  }
  try {
    // Files that are named run alone.
    const areNamed = paths.length > 0 && paths.every((path) => path.endsWith('.test.ts'))
    if (files.length > 0) await (areNamed ? runTests(files, env) : runGrouped(files, env))
    if (isAttack) await runAttacks(env)
  } finally {
    await cluster.stop()
  }
}
console.log(`${passed} passed, ${failed} failed`)
// Not process.exit, which would cut off a long output that a pipe has not taken yet.
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

/** The test files that match the patterns and folders. */
function filesIn(patterns: string[]): string[] {
  return patterns
    .flatMap((pattern) =>
      globSync(/\.test\.ts$/.test(pattern) ? pattern : `${pattern}/**/*.test.ts`, { cwd: root }),
    )
    .filter((path) => !path.includes('node_modules'))
    .sort()
}

/** How many operations are attacked. Exits if the choice names one that does not exist. */
async function countAttacked(): Promise<number> {
  const { modules } = await import('#server/modules.ts')
  const operations = modules.flatMap((module) => module.operations)
  const faults = faultsOfChoice(operations, attackChoice)
  if (faults.length > 0) {
    console.error(faults.join('\n'))
    process.exit(1)
  }
  return operations.filter((operation) => isChosen(operation, attackChoice)).length
}

/** In processes that each start the app once: attacking a few operations is faster than starting the app for each file. */
async function runAttacks(env: Record<string, string>): Promise<void> {
  const flags = ['--test-isolation=none', '--max-semi-space-size=64']
  const attacks = filesIn(['server/platform/testing'])
  // The start takes as long as attacks on a dozen operations.
  const processes = attackedCount > 20 ? 2 : 1
  const shares = Array.from({ length: processes }, (_, share) =>
    attacks.filter((_, index) => index % processes === share),
  )
  await Promise.all(shares.map((share) => runTests(share, env, flags)))
}

async function runGrouped(files: string[], env: Record<string, string>): Promise<void> {
  const groups = grouped(files, root)
  try {
    await runTests(groups.files, env)
  } finally {
    rmSync(groups.folder, { recursive: true, force: true })
  }
}

/** Runs the files, and counts passed and failed tests. */
async function runTests(files: string[], env: Record<string, string>, flags: string[] = []): Promise<void> {
  const { status, lines } = await run(
    [
      '--test',
      '--test-reporter=spec',
      `--test-concurrency=${concurrency}`,
      '--test-timeout=300000',
      ...flags,
      ...files,
    ],
    env,
    true,
  )
  const count = (word: string) =>
    Number(
      lines
        .map((line) => new RegExp(`^\\S* ?${word} (\\d+)$`).exec(line.trim())?.[1])
        .findLast((digits) => digits !== undefined) ?? 0,
    )
  passed += count('pass')
  const unsuccessful = count('fail') + count('cancelled')
  failed += unsuccessful
  if (status !== 0 && unsuccessful === 0) failed += 1
}

function run(
  args: string[],
  env: Record<string, string>,
  echo = false,
): Promise<{ status: number | null; lines: string[] }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const lines: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (echo) process.stdout.write(text)
        lines.push(...text.split('\n'))
      })
    }
    child.once('error', reject)
    child.once('exit', (status) => resolve({ status, lines }))
  })
}
