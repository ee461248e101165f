import { existsSync, renameSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Config } from '#server/config.ts'
import { DatabaseError } from '../database/database-error.ts'
import { asOwner, type OwnerConnection } from '../database/owner.ts'
import type { Module } from '../kernel/module.ts'
import type { SealedColumn, SealedFiles } from '../kernel/sealed.ts'
import { keyPath, nextKeyPath, readOrCreate, type Secrets, secretsOf } from '../kernel/secrets.ts'
import { carriedContext, carriedPurposes } from './carried-key.ts'
import { keyCheckOf } from './key-check.ts'

export interface Rotation {
  config: Pick<Config, 'secretKey' | 'dataDir'>
  /** The key to change to, where SECRET_KEY is set; otherwise one is made in the data folder. */
  nextSecretKey: string | null
  databaseUrl: string
  modules: readonly Module[]
}

/**
 * Changes the installation's key: opens everything that is sealed with the old one, and seals it with the new one. The
 * database changes in one transaction, then the files, then the key itself; a run that was interrupted is completed by
 * the next one. No server may run meanwhile.
 * @returns how many values were sealed again.
 */
export async function rotateKey(rotation: Rotation): Promise<number> {
  const { config, databaseUrl, modules } = rotation
  const { from, to } = keysOf(rotation)
  const secrets = secretsOf(to, [from])
  const before = secretsOf(from)
  const extensions = modules.flatMap((module) => module.extensions)
  const columns = extensions.filter((one): one is SealedColumn => one.kind === 'sealed_column')
  const count = await asOwner(databaseUrl, async (connection) => {
    await connection.rows('begin')
    await refuseRunningServer(connection)
    const isDone = await isSealedWith(connection, secrets)
    let sealed = 0
    for (const column of columns) sealed += await sealAgain(connection, secrets, column)
    if (!isDone) await carry(connection, secrets, before)
    await connection.rows('update installation set key_check = $1', [keyCheckOf(secrets)])
    await connection.rows('update sessions set ended_at = now() where ended_at is null')
    await connection.rows('commit')
    return sealed
  })
  const files = extensions.filter((one): one is SealedFiles => one.kind === 'sealed_files')
  for (const { list } of files)
    for (const file of await list(config.dataDir)) await sealFileAgain(secrets, file)
  if (config.secretKey === null) renameSync(nextKeyPath(config.dataDir), keyPath(config.dataDir))
  return count
}

function keysOf({ config, nextSecretKey }: Rotation): { from: string; to: string } {
  if (config.secretKey !== null) {
    if (nextSecretKey === null || nextSecretKey === config.secretKey)
      throw new DatabaseError(
        'SECRET_KEY is set, so name the key to change to: NEW_SECRET_KEY=… npm run apron -- rotate-key',
      )
    return { from: config.secretKey, to: nextSecretKey }
  }
  if (!existsSync(keyPath(config.dataDir)))
    throw new DatabaseError(`There is no ${keyPath(config.dataDir)}, so there is no key to change`)
  return { from: readOrCreate(keyPath(config.dataDir)), to: readOrCreate(nextKeyPath(config.dataDir)) }
}

// A server would go on sealing with the key that it knows.
async function refuseRunningServer(connection: OwnerConnection): Promise<void> {
  const [others] = await connection.rows<{ count: number }>(`
    select count(*)::int as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'apron%'`)
  if (others && others.count > 0)
    throw new DatabaseError(
      'A server is running on this database. Stop every node first, then run this again',
    )
}

/** Whether an earlier run has committed already. */
async function isSealedWith(connection: OwnerConnection, secrets: Secrets): Promise<boolean> {
  const [row] = await connection.rows<{ sealed: Buffer }>(
    'select sealed from audit_keys order by is_current desc, created_at desc limit 1',
  )
  return row !== undefined && secrets.isCurrent(row.sealed)
}

async function sealAgain(
  connection: OwnerConnection,
  secrets: Secrets,
  { table, column, key, context, derived }: SealedColumn,
): Promise<number> {
  const names = key.map((name, index) => `${name}::text as key_${index}`)
  const rows = await connection.rows<{ sealed: Buffer; context: string } & Record<string, string>>(
    `select ${names.join(', ')}, ${column} as sealed, (${context}) as context
       from ${table} t where ${column} is not null for update`,
  )
  let count = 0
  for (const row of rows) {
    if (secrets.isCurrent(row.sealed)) continue
    const plain = openOrNull(secrets, row.sealed, row.context)
    // It could not be read before either, such as after a restore with another key.
    if (plain === null) continue
    const matches = key.map((name, index) => `${name}::text = $${index + 2}`)
    const values: unknown[] = [
      secrets.seal(plain, row.context),
      ...key.map((_, index) => row[`key_${index}`]),
    ]
    const also = derived
      ? `, ${derived.column} = case when ${derived.column} is not null
          then $${values.push(derived.of(secrets, plain, row.context))}::bytea end`
      : ''
    await connection.rows(`update ${table} set ${column} = $1${also} where ${matches.join(' and ')}`, values)
    count += 1
  }
  return count
}

function openOrNull(secrets: Secrets, sealed: Buffer, context: string): string | null {
  try {
    return secrets.open(sealed, context)
  } catch {
    return null
  }
}

async function carry(connection: OwnerConnection, secrets: Secrets, before: Secrets): Promise<void> {
  for (const purpose of carriedPurposes)
    for (const [index, old] of before.deriveEach(purpose).entries())
      await connection.rows(
        `insert into carried_keys (purpose, carried_at, sealed)
         values ($1, clock_timestamp() + make_interval(secs => $3), $2)`,
        [purpose, secrets.seal(old.toString('base64url'), carriedContext(purpose)), index],
      )
}

async function sealFileAgain(
  secrets: Secrets,
  { path, context }: { path: string; context: string },
): Promise<void> {
  const sealed = await readFile(path)
  if (secrets.isCurrent(sealed)) return
  const plain = openOrNull(secrets, sealed, context)
  if (plain === null) return
  await writeFile(`${path}.new`, secrets.seal(plain, context), { mode: 0o600, flush: true })
  await rename(`${path}.new`, path)
}
