import { spawnSync } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseError } from './database-error.ts'
import { isNode } from './embedded-process.ts'
import type { RunAs } from './embedded-programs.ts'

/** Whether the folder holds a database. It gets its name only once initdb is complete, so what is there is whole. */
export function hasDatabase(directory: string): boolean {
  return existsSync(join(directory, 'PG_VERSION'))
}

/**
 * Creates a database in a folder beside `directory`, which gets that name when it is complete and on the disk.
 * If the process is killed before that, the next start deletes the incomplete folder and begins again.
 */
export function createDatabase(run: RunAs, binaries: string, directory: string, throwaway: boolean): void {
  const incomplete = incompleteName(directory, process.pid)
  // initdb may run as another user, who cannot create a folder there.
  mkdirSync(incomplete, { mode: 0o700 })
  const owner = statSync(directory)
  chownSync(incomplete, owner.uid, owner.gid)
  initialize(run, binaries, incomplete, throwaway)
  try {
    renameSync(incomplete, directory)
  } catch (error) {
    rmSync(incomplete, { recursive: true, force: true })
    // Another process created a database there at the same moment; which of the two runs it is decided later.
    if (hasDatabase(directory)) return
    throw new DatabaseError(
      `The new database cannot be moved to ${directory} (${(error as NodeJS.ErrnoException).code}). ` +
        'The folder must be empty, and on the same disk as the folder that contains it',
    )
  }
  if (!throwaway) syncFolder(dirname(directory))
}

const incompleteName = (directory: string, pid: number) => `${directory}.new-${pid}`

/** Deletes what interrupted starts left, but not the folder of a process that is creating a database now. */
export function deleteIncomplete(directory: string): void {
  const prefix = basename(incompleteName(directory, 0)).slice(0, -1)
  for (const name of readdirSync(dirname(directory))) {
    const pid = Number(name.slice(prefix.length))
    if (!name.startsWith(prefix) || (pid !== process.pid && isNode(pid))) continue
    removeUntilGone(join(dirname(directory), name))
  }
}

/** Removes a folder in which an initdb may still write whose parent was killed: it ends once its files are gone. */
function removeUntilGone(folder: string): void {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch (error) {
      if (attempt === 199) throw error
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    if (!existsSync(folder)) return
  }
}

function syncFolder(directory: string): void {
  const folder = openSync(directory, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

function initialize(run: RunAs, binaries: string, directory: string, throwaway: boolean): void {
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
      ...(throwaway ? ['--no-sync'] : []),
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
