import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import pino from 'pino'
import { type App, buildApp } from '#server/app.ts'
import { type Config, readConfig } from '#server/config.ts'
import { cloneDatabase, emptyDatabase, startTestCluster } from './postgres.ts'
import { prepareTemplate } from './template.ts'

export interface TestApp extends App {
  origin: string
  databaseUrl: string
  dataDir: string
  /** SQL as the owner of the tables: to look behind the scenes, never to arrange what the API can. */
  sql<T extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>
}

/** Limits are off, because a test file is one very busy address; the tests of the limits set their own. */
const settings = {
  RATE_LIMIT_AUTH: 'off',
  RATE_LIMIT_SIGNUP: 'off',
  RATE_LIMIT_ANONYMOUS: 'off',
  RATE_LIMIT_COSTLY: 'off',
  RATE_LIMIT_DEFAULT: 'off',
  WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8,::1/128',
  MAIL_LIMIT_WORKSPACE: 'off',
  MAIL_LIMIT_RECIPIENT: 'off',
  SIGNUP: 'open',
  LOG_LEVEL: 'error',
  // Long enough not to be stretched, which would take each test file a fifth of a second.
  SECRET_KEY: 'a key for the tests, and for nothing else at all',
}

// Said at the top of the file: inside a test, `after` would close the app when that one test ends.
const closers: (() => Promise<void>)[] = []
after(async () => {
  for (const close of closers.reverse()) await close()
})

let clusterPattern: Promise<string> | null = null

/** The cluster of the whole run, which `npm test` started, or one of our own for a file that is run alone. */
function cluster(): Promise<string> {
  clusterPattern ??= (async () => {
    if (process.env.TEST_POSTGRES) return process.env.TEST_POSTGRES
    const own = await startTestCluster(prepareTemplate)
    closers.push(own.stop)
    return own.pattern
  })()
  return clusterPattern
}

/**
 * Builds the app that production builds, over a real PostgreSQL of its own, and listens. It closes with
 * the test file. Without `work` nothing happens but what requests do. With `prepare` the database is
 * empty and filled by it, instead of a copy of the template.
 */
export async function startTestApp(
  env: Record<string, string> = {},
  {
    work = true,
    prepare,
    through = (databaseUrl) => databaseUrl,
    log = pino.destination(2),
  }: {
    work?: boolean
    prepare?: (databaseUrl: string, config: Config) => Promise<void>
    /** The address under which the app reaches the database, such as that of a forwarder. */
    through?: (databaseUrl: string) => string
    /** Where the log goes; how much of it, LOG_LEVEL decides. */
    log?: pino.DestinationStream
  } = {},
): Promise<TestApp> {
  const pattern = await cluster()
  const database = await (prepare ? emptyDatabase(pattern) : cloneDatabase(pattern))
  const dataDir = mkdtempSync(join(tmpdir(), 'apron-test-data-'))
  const config = readConfig({ ...settings, DATA_DIR: dataDir, PORT: '0', ...env })
  await prepare?.(database.url, config)
  const app = await buildApp(config, through(database.url), pino({ level: config.logLevel }, log))
  const origin = await app.server.listen({ port: 0, host: '127.0.0.1' })
  if (work) app.startWork()
  const owner = new pg.Pool({ connectionString: database.url, max: 2, options: '-c search_path=public' })
  // Its end does not wait for its connections, and the database is dropped under them.
  owner.on('error', () => {})
  let closing: Promise<void> | null = null
  const close = () => {
    closing ??= app.close()
    return closing
  }
  closers.push(async () => {
    await close()
    await owner.end()
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    ...app,
    close,
    origin,
    databaseUrl: database.url,
    dataDir,
    sql: async (text, values = []) => (await owner.query(text, values)).rows,
  }
}

let shared: Promise<TestApp> | null = null

/** The app that the tests of one file share. */
export function testApp(): Promise<TestApp> {
  shared ??= startTestApp()
  return shared
}
