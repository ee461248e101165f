import { access, constants, mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { runningPostgresUrl, startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { hasDatabase } from '#platform/database/embedded-creation.ts'
import { migrationFiles } from '#platform/database/migrate.ts'
import { asOwner, type OwnerConnection } from '#platform/database/owner.ts'
import { connectOwner } from '#platform/database/owner-connection.ts'
import { openSecrets } from '#platform/kernel/secrets.ts'
import { pingRedis } from '#platform/limits/redis-limiter.ts'
import { fitsKey } from '#platform/system/key-check.ts'
import { clockOffset, goneSeconds, nodeProbe } from '#platform/system/node.ts'
import type { Config } from './config.ts'

export interface Finding {
  check: string
  /** What is wrong, and what to do. Null: nothing. */
  fault: string | null
  fact: string
}

type Check = () => Promise<Omit<Finding, 'check'>>

const ok = (fact: string) => ({ fault: null, fact })
const wrong = (fault: string) => ({ fault, fact: '' })

const redisMs = 1_000
const leastFreeBytes = 500_000_000
const mostOffsetMs = 5_000

/** Looks at what an installation needs, one check after the other. It changes nothing, and may run beside the server. */
export async function diagnose(config: Config): Promise<Finding[]> {
  return [
    await look('data folder', () => checkFolder(config)),
    await look('disk', () => checkDisk(config)),
    await look('port', () => checkPort(config)),
    await look('redis', () => checkRedis(config)),
    ...(await lookAtDatabase(config)),
  ]
}

async function look(check: string, examine: Check): Promise<Finding> {
  try {
    return { check, ...(await examine()) }
  } catch (error) {
    return { check, ...wrong((error as Error).message) }
  }
}

async function checkFolder({ dataDir }: Config) {
  const files = join(dataDir, 'files')
  const probe = join(files, '.doctor')
  try {
    await mkdir(files, { recursive: true })
    await access(files, constants.W_OK)
    await writeFile(probe, Buffer.alloc(4096))
    await rm(probe)
    return ok(`${files} can be written`)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return wrong(
      code === 'ENOSPC' || code === 'EDQUOT'
        ? `The disk of ${files} is full. Free space on it`
        : `${files} cannot be written (${code}). Give this user the right to write there, or set DATA_DIR to another folder`,
    )
  }
}

async function checkDisk({ dataDir }: Config) {
  const { bavail, bsize } = await statfs(dataDir)
  return diskFinding(bavail * bsize)
}

export function diskFinding(freeBytes: number) {
  const megabytes = Math.floor(freeBytes / 1_000_000)
  return freeBytes < leastFreeBytes
    ? wrong(`Only ${megabytes} MB are free for DATA_DIR. Free space, before nothing can be saved`)
    : ok(`${megabytes} MB are free`)
}

async function checkPort({ host, port }: Config) {
  const code = await new Promise<string | null>((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(null)))
  })
  if (code === null) return ok(`${host}:${port} is free`)
  if (code !== 'EADDRINUSE')
    return wrong(`Nothing can listen on ${host}:${port} (${code}). Set HOST and PORT`)
  const isOurs = await fetch(`http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/health`, {
    signal: AbortSignal.timeout(redisMs),
  }).then(
    async (answer) => (await answer.text()) === '{"status":"ok"}',
    () => false,
  )
  return isOurs
    ? ok(`Apron answers at ${host}:${port}`)
    : wrong(`The port ${port} of ${host} is taken by another program. Set PORT to a free one`)
}

async function checkRedis({ redisUrl }: Config) {
  if (redisUrl === null) return ok('not set, so each process counts requests by itself')
  try {
    await pingRedis(redisUrl, redisMs)
    return ok('answers')
  } catch (error) {
    return wrong(
      `REDIS_URL does not answer (${(error as Error).message}), so each node allows the whole rate limit. Start Redis, or correct REDIS_URL`,
    )
  }
}

async function lookAtDatabase(config: Config): Promise<Finding[]> {
  const directory = join(config.dataDir, 'postgres')
  const running = config.databaseUrl ?? runningPostgresUrl(directory)
  if (running === null && !hasDatabase(directory))
    return [{ check: 'database', ...ok('there is none yet: the first start creates it') }]
  const own = running === null ? await startEmbeddedPostgres({ directory }) : null
  const url = running ?? own?.url('postgres') ?? ''
  try {
    const database = await look('database', () => checkDatabase(url))
    if (database.fault !== null) return [database]
    return await asOwner(url, async (connection) => [
      database,
      await look('roles', () => checkRoles(connection)),
      await look('schema', () => checkSchema(connection)),
      await look('secret key', () => checkKey(connection, config)),
      await look('shared files', () => checkFiles(connection, config)),
      await look('clock', () => checkClock(connection)),
    ])
  } finally {
    await own?.stop()
  }
}

async function checkDatabase(url: string) {
  const client = await connectOwner(url, 'apron doctor')
  try {
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version') as version",
    )
    return ok(`PostgreSQL ${rows[0]?.version}`)
  } finally {
    await client.end()
  }
}

async function checkRoles(connection: OwnerConnection) {
  const roles = await connection.rows<{ name: string; bypasses: boolean; owns: number }>(`
    select rolname as name, rolsuper or rolbypassrls as bypasses,
           (select count(*)::int from pg_class where relowner = r.oid and relkind in ('r', 'p')) as owns
      from pg_roles r where rolname in ('apron_app', 'apron_system') order by 1`)
  if (roles.length < 2)
    return wrong('The roles apron_app and apron_system are missing. Run: npm run apron -- migrate')
  const unsafe = roles.find(({ bypasses, owns }) => bypasses || owns > 0)
  return unsafe
    ? wrong(
        `The role ${unsafe.name} may bypass row-level security or owns tables, so workspaces would not be kept apart. Run: alter role ${unsafe.name} nosuperuser nobypassrls, and give its tables to another role`,
      )
    : ok('apron_app and apron_system see what they should')
}

async function checkSchema(connection: OwnerConnection) {
  const [table] = await connection.rows<{ is: boolean }>(
    "select to_regclass('schema_migrations') is not null as is",
  )
  if (!table?.is) return wrong('The database is empty. Run: npm run apron -- migrate')
  const done = await connection.rows<{ name: string }>('select name from schema_migrations')
  const names = new Set(done.map(({ name }) => name))
  const files = new Set(migrationFiles().map(({ name }) => name))
  const missing = [...files].filter((name) => !names.has(name))
  const newer = [...names].filter((name) => !files.has(name))
  if (newer.length > 0)
    return wrong(
      'The database was changed by a newer version of Apron. Bring this node to that version: git pull && npm ci',
    )
  if (missing.length > 0)
    return wrong(
      `The schema is old: ${missing.length} ${missing.length === 1 ? 'migration has' : 'migrations have'} not run. Back up, then run: npm run apron -- migrate`,
    )
  return ok('is the newest')
}

async function checkKey(connection: OwnerConnection, { secretKey, dataDir }: Config) {
  const [row] = await connection.rows<{ kept: string | null }>('select key_check as kept from installation')
  if (!row?.kept) return ok('no start has kept its check yet')
  return fitsKey(openSecrets(secretKey, dataDir), row.kept)
    ? ok('is that of the installation')
    : wrong(
        'SECRET_KEY, or DATA_DIR/secret.key without it, is not the key of this installation. Set it to the key that the other nodes have, or that this installation had',
      )
}

async function checkFiles(connection: OwnerConnection, { dataDir }: Config) {
  const nodes = await connection.rows<{ id: string; name: string }>(
    'select id, name from nodes where seen_at > now() - make_interval(secs => $1)',
    [goneSeconds],
  )
  for (const { id, name } of nodes)
    if (!(await stat(nodeProbe(dataDir, id)).catch(() => null)))
      return wrong(
        `The files of the node ${name} are not in ${join(dataDir, 'files')}. Put DATA_DIR/files on storage that all nodes share`,
      )
  return ok(
    nodes.length === 0
      ? 'no node runs'
      : `shared by ${nodes.length} running ${nodes.length === 1 ? 'node' : 'nodes'}`,
  )
}

async function checkClock(connection: OwnerConnection) {
  const askedAt = Date.now()
  const [row] = await connection.rows<{ now: Date }>('select clock_timestamp() as now')
  return clockFinding(clockOffset(askedAt, Date.now(), row?.now.getTime() ?? askedAt))
}

export function clockFinding(offsetMs: number) {
  const seconds = Math.round(Math.abs(offsetMs) / 1000)
  return Math.abs(offsetMs) > mostOffsetMs
    ? wrong(
        `This clock is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} that of the database. Set both by the network (NTP)`,
      )
    : ok('agrees with the database')
}
