import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { consoleDirectory } from '#platform/http/console.ts'
import { underFileLock } from './file-lock.ts'

const root = join(import.meta.dirname, '..')
const source = join(root, 'console')
const stamp = join(consoleDirectory, '.source')

const lock = join(root, 'node_modules/.cache/console-build.lock')

/** Builds the console where it is missing or older than its source; otherwise does nothing. */
export async function buildConsole(log: Logger): Promise<void> {
  const wanted = hashSource()
  const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (isBuilt()) return
  const vite = [
    join(source, 'node_modules/vite/bin/vite.js'),
    join(root, 'node_modules/vite/bin/vite.js'),
  ].find((path) => existsSync(path))
  if (!vite) {
    if (existsSync(join(consoleDirectory, 'index.html'))) return
    throw new Error('The console has not been built, and vite is not installed. Run: npm ci')
  }
  log.info('the console is being built; this happens once')
  // Two test files that start together would otherwise build into the same folder, and one would delete what the
  // other has written.
  await underFileLock(lock, async () => {
    if (isBuilt()) return
    await run(vite)
    writeFileSync(stamp, wanted)
  })
}

function run(vite: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
      cwd: source,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`The console could not be built: ${said.trim().slice(-2_000)}`)),
    )
  })
}

function hashSource(): string {
  const hash = createHash('sha256')
  for (const path of sourceFiles())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(source, path)))
  return hash.digest('hex')
}

function sourceFiles(): string[] {
  const top = ['package.json', 'index.html', 'vite.config.ts'].filter((name) =>
    existsSync(join(source, name)),
  )
  const below = ['src', 'public']
    .filter((name) => existsSync(join(source, name)))
    .flatMap((name) =>
      readdirSync(join(source, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(source.length + 1)),
    )
  return [...top, ...below.sort()]
}
