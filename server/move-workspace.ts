import { join } from 'node:path'
import { openDatabase } from '#platform/database/database.ts'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { exportToFile, importFromFile } from '#platform/export/command.ts'
import { issueToken } from '#platform/identity/account/account-token.ts'
import { type Config, ConfigError } from './config.ts'
import { withDatabase } from './open-installation.ts'

/** Writes a whole workspace into one archive. */
export async function exportWorkspace([slug, file]: string[], config: Config): Promise<void> {
  if (!slug) throw new ConfigError('export needs a workspace: npm run apron -- export my-club')
  await withDatabase(config, async (database) =>
    console.log(await exportToFile(config, database, slug, file)),
  )
}

/** Makes an empty installation of an exported workspace. */
export async function importWorkspace(file: string | undefined, config: Config): Promise<void> {
  if (!file)
    throw new ConfigError(
      'import-workspace needs a file: npm run apron -- import-workspace my-club.apron.tar.gz',
    )
  const embedded =
    config.databaseUrl === null
      ? await startEmbeddedPostgres({ directory: join(config.dataDir, 'postgres') })
      : null
  const url = config.databaseUrl ?? embedded?.url('postgres') ?? ''
  try {
    await migrate(url)
    const { ownerId } = await importFromFile(config, url, file, (line) => console.log(line))
    if (ownerId === null) return
    const database = await openDatabase(url)
    const token = await database.system((tx) =>
      issueToken(tx, { userId: ownerId, purpose: 'password_reset' }),
    )
    await database.close()
    const origin = config.publicUrl ?? `http://localhost:${config.port}`
    console.log(
      `the account owner sets a password here, within an hour: ${origin}/app/reset-password/${token}`,
    )
  } finally {
    await embedded?.stop()
  }
}
