import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Longer than anything that is done under a lock. */
const mostMs = 10 * 60_000

/**
 * Does the work while no other process of this machine works under the same lock. A lock whose process has ended,
 * or that is too old, is ignored: a killed process must not block the next one.
 */
export async function underFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true })
  while (!take(path)) {
    if (isLeft(path)) rmSync(path, { force: true })
    else await setTimeout(100)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function take(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isLeft(path: string): boolean {
  try {
    const age = Date.now() - statSync(path).mtimeMs
    const pid = Number(readFileSync(path, 'utf8'))
    // Between its creation and its first byte a lock names no process.
    if (age < 1_000) return false
    return age > mostMs || !isRunning(pid)
  } catch {
    // It was released just now.
    return false
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
