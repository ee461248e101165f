import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseError } from './database-error.ts'

/** After `kill -9` the old server goes on for a moment, or its lock file stays: neither may block the start. */
export async function endStaleServer(directory: string): Promise<void> {
  const lock = join(directory, 'postmaster.pid')
  let asked = 0
  for (let waitedMs = 0; existsSync(lock); waitedMs += 20) {
    const pid = pidIn(lock)
    if (!isPostgres(pid, directory)) return rmSync(lock, { force: true })
    refuseIfInUse(pid, directory)
    if (pid !== asked) process.kill(pid, 'SIGINT')
    asked = pid
    if (waitedMs > 30_000)
      throw new DatabaseError(
        `The database in ${directory} does not stop. End its process, whose id is the first line of ${lock}`,
      )
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function pidIn(lock: string): number {
  try {
    return Number(readFileSync(lock, 'utf8').split('\n')[0])
  } catch {
    return 0
  }
}

function refuseIfInUse(pid: number, directory: string): void {
  const parent = parentOf(pid)
  if (parent !== 1 && parent !== process.pid && isNode(parent))
    throw new DatabaseError(
      `Another Apron (process ${parent}) is running on ${dirname(directory)}. Stop it first, or set DATA_DIR to another folder`,
    )
}

export function isPostgres(pid: number, directory: string): boolean {
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

export function isNode(pid: number): boolean {
  try {
    return /node/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return false
  }
}

/** Waits until the server takes connections. @throws when it ends before that, or takes a minute. */
export async function ready(child: ChildProcess, directory: string, log: string[]): Promise<void> {
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  child.once('error', () => {
    ended = true
  })
  for (let waitedMs = 0; ; waitedMs += 10) {
    if (isReady(child, directory)) return
    if (ended || waitedMs > 60_000)
      throw new DatabaseError(`The database did not start: ${log.join('').trim() || 'no message'}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

// The first line of postmaster.pid says whose it is: the server of a process that was killed may still be there.
// The eighth line says "ready" once connections are taken.
function isReady(child: ChildProcess, directory: string): boolean {
  try {
    const lines = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

const isRunning = (child: ChildProcess): child is ChildProcess & { pid: number } =>
  child.exitCode === null && child.signalCode === null && child.pid !== undefined

export async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return
  child.ref()
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  process.kill(child.pid, 'SIGINT')
  await gone
}

/** Ends the server without waiting for it. Nothing committed is lost; its next start takes a moment longer. */
export function endNow(child: ChildProcess): void {
  if (!isRunning(child)) return
  try {
    process.kill(child.pid, 'SIGQUIT')
  } catch {
    // It ended at this moment.
  }
}
