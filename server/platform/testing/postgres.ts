import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../database/embedded.ts'

const template = 'apron_template'

export interface TestCluster {
  /** A connection string with `DATABASE` where the name of a database goes. */
  pattern: string
  stop(): Promise<void>
}

/** A throw-away cluster with one database at the newest schema, from which every test file's is cloned. */
export async function startTestCluster(prepare: (url: string) => Promise<void>): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'apron-test-'))
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres'), throwaway: true })
  const pattern = postgres.url('DATABASE')
  await admin(pattern, `create database ${template}`)
  await prepare(pattern.replace('DATABASE', template))
  return {
    pattern,
    stop: async () => {
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export interface TestDatabase {
  url: string
  /** Throws it away. */
  drop(): Promise<void>
}

/** A copy of the template. */
export function cloneDatabase(pattern: string): Promise<TestDatabase> {
  return createDatabase(pattern, `template ${template}`)
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
