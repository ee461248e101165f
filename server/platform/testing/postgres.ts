import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../database/embedded.ts'
import { findBinaries } from '../database/embedded-programs.ts'
import { migrate, migrationFiles } from '../database/migrate.ts'

const template = 'apron_template'

export interface TestCluster {
  /** A connection string with `DATABASE` where the name of a database goes. */
  pattern: string
  stop(): Promise<void>
}

/** A throw-away cluster with one database at the newest schema, from which every test file's is cloned. */
export async function startTestCluster(prepare: (url: string) => Promise<void>): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'apron-test-'))
  const data = join(directory, 'postgres')
  if (!copyMigrated(data)) await createMigrated(data)
  const postgres = await startEmbeddedPostgres({ directory: data, throwaway: true })
  const pattern = postgres.url('DATABASE')
  await prepare(pattern.replace('DATABASE', template))
  return {
    pattern,
    stop: async () => {
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const root = join(import.meta.dirname, '../../..')
const cache = join(root, 'node_modules/.cache/test-cluster')

/** The name of a cluster that was made by this code, from these migrations, for this user. */
function migratedName(): string {
  const hash = createHash('sha256').update(`${process.getuid?.()} ${findBinaries()}`)
  for (const { name, sha256 } of migrationFiles()) hash.update(`${name} ${sha256}\n`)
  for (const file of globSync('server/platform/database/*.ts', { cwd: root }).sort())
    hash.update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

/** Copies the cluster that an earlier run left. @returns false if there is none. */
function copyMigrated(data: string): boolean {
  const { status } = spawnSync('cp', ['-a', join(cache, migratedName()), data])
  if (status !== 0) rmSync(data, { recursive: true, force: true })
  return status === 0
}

/** Creates and migrates a cluster, stops it, and leaves a copy for the next run: this takes seconds, a copy none. */
async function createMigrated(data: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({ directory: data, throwaway: true })
  await admin(postgres.url('DATABASE'), `create database ${template}`)
  await migrate(postgres.url(template))
  await postgres.stop()
  const name = migratedName()
  const copy = join(cache, `${name}.new-${process.pid}`)
  mkdirSync(cache, { recursive: true })
  for (const old of readdirSync(cache).filter((entry) => !entry.includes('.new-')))
    rmSync(join(cache, old), { recursive: true, force: true })
  const { status } = spawnSync('cp', ['-a', data, copy])
  // A run that was started at the same time may have left its own.
  if (status === 0 && !existsSync(join(cache, name))) renameSync(copy, join(cache, name))
  else rmSync(copy, { recursive: true, force: true })
}

export interface TestDatabase {
  url: string
  /** Throws it away. */
  drop(): Promise<void>
}

/** A copy of the template. To copy its files takes a seventh of the time that it takes to log its pages. */
export function cloneDatabase(pattern: string): Promise<TestDatabase> {
  return createDatabase(pattern, `template ${template} strategy file_copy`)
}

/** A database without a schema, to which a test brings its own. */
export function emptyDatabase(pattern: string): Promise<TestDatabase> {
  return createDatabase(pattern)
}

async function createDatabase(pattern: string, from = ''): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await admin(pattern, `create database ${name} ${from}`)
  return {
    url: pattern.replace('DATABASE', name),
    drop: () => admin(pattern, `drop database ${name} with (force)`),
  }
}

async function admin(pattern: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: pattern.replace('DATABASE', 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
