import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { startTestCluster } from '#platform/testing/postgres.ts'
import { prepareTemplate } from '#platform/testing/template.ts'
import { ensureChromium } from './chromium.ts'

// `npm test`: the checks, then every test; `npm test -- path` runs what is named and nothing else.
// Its last line is `N passed, N failed`.
const root = join(import.meta.dirname, '..')
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const files =
  named.length > 0
    ? named.flatMap((pattern) =>
        /\.test\.ts$/.test(pattern)
          ? globSync(pattern, { cwd: root })
          : globSync(`${pattern}/**/*.test.ts`, { cwd: root }),
      )
    : globSync(
        ['server', 'rules', 'client', 'console/src', 'tests'].map((folder) => `${folder}/**/*.test.ts`),
        {
          cwd: root,
        },
      )

let passed = 0
let failed = 0

if (named.length === 0) {
  const { status, lines } = await run(['scripts/check.ts'], {})
  for (const line of lines) console.log(line)
  if (status === 0) passed += 1
  else failed += 1
}
if (files.length === 0) {
  console.error(`No test file fits ${named.join(' ')}. Name a file or a folder, such as server/platform/http`)
  failed += 1
} else {
  const browser = files.some((file) => file.includes('browser')) ? await ensureChromium() : null
  const cluster = await startTestCluster(prepareTemplate)
  try {
    const { status, lines } = await run(
      ['--test', '--test-reporter=spec', '--test-concurrency=2', '--test-timeout=300000', ...files.sort()],
      { TEST_POSTGRES: cluster.pattern, ...(browser ? { CHROMIUM: browser } : {}) },
      true,
    )
    const count = (word: string) =>
      Number(
        lines
          .map((line) => new RegExp(`^\\S* ?${word} (\\d+)$`).exec(line.trim())?.[1])
          .findLast((found) => found !== undefined) ?? 0,
      )
    passed += count('pass')
    failed += count('fail') + count('cancelled')
    if (status !== 0 && failed === 0) failed += 1
  } finally {
    await cluster.stop()
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)

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
