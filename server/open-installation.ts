import { join } from 'node:path'
import type { Logger } from 'pino'
import { loadReferenceAirports } from '#modules/flights/index.ts'
import { type Database, openDatabase } from '#platform/database/database.ts'
import { runningPostgresUrl, startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { requireKey } from '#platform/system/key-check.ts'
import { type App, buildApp } from './app.ts'
import type { Config } from './config.ts'

export interface OpenInstallation {
  app: App
  close(): Promise<void>
}

/** Opens the database, embedded unless another is named, brings it up to date and builds the app. */
export async function open(config: Config, log: Logger): Promise<OpenInstallation> {
  const embedded =
    config.databaseUrl === null
      ? await startEmbeddedPostgres({
          directory: join(config.dataDir, 'postgres'),
          onEnd: (sentence) => log.error(sentence),
        })
      : null
  const url = config.databaseUrl ?? embedded?.url('postgres') ?? ''
  try {
    const ran = await migrate(url, undefined, (newer) =>
      log.warn(
        { migrations: newer },
        'a newer version of Apron has changed this database. Replace this node when the others are replaced',
      ),
    )
    if (ran.length > 0) log.info({ migrations: ran }, 'the database was brought up to date')
    await loadReferenceAirports(url)
    const app = await buildApp(config, url, log)
    await requireKey(app.services.database, app.services.secrets).catch(async (error) => {
      await app.close()
      throw error
    })
    return {
      app,
      close: async () => {
        await app.close()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** Works on the database of the installation, also while its server runs. */
export async function withDatabase(
  config: Config,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const directory = join(config.dataDir, 'postgres')
  const running = config.databaseUrl ?? runningPostgresUrl(directory)
  const own = running === null ? await startEmbeddedPostgres({ directory }) : null
  const database = await openDatabase(running ?? own?.url('postgres') ?? '')
  try {
    await work(database)
  } finally {
    await database.close()
    await own?.stop()
  }
}
