import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '#server/config.ts'
import { DatabaseError } from '../database/database-error.ts'
import { runningPostgresUrl, startEmbeddedPostgres } from '../database/embedded.ts'
import { hasDatabase } from '../database/embedded-creation.ts'
import { withSnapshot } from '../database/snapshot.ts'
import { openFileStore } from '../files/file-store.ts'
import { newId } from '../kernel/id.ts'
import { openSecrets } from '../kernel/secrets.ts'
import { type Contents, restoreBackup, writeBackup } from './archive.ts'
import { backupName } from './backup.ts'
import { askNewPassphrase, askPassphrase } from './passphrase.ts'

/** `apron backup [FILE] [--seal]`: also while the server runs, whose database it then asks. */
export async function backUp(
  config: Config,
  file: string | undefined,
  isSealed: boolean,
  version: string,
): Promise<void> {
  const name = backupName(newId('bkp'), new Date(), isSealed)
  const path = resolve(file ?? join(config.dataDir, 'backups', name))
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  if (existsSync(path)) throw new DatabaseError(`${path} is there already. Name another file`)
  const directory = join(config.dataDir, 'postgres')
  const running = config.databaseUrl ?? runningPostgresUrl(directory)
  if (running === null && !hasDatabase(directory))
    throw new DatabaseError(
      `There is no database in ${directory}. Set DATA_DIR to the folder of the installation`,
    )
  const passphrase = isSealed ? await askNewPassphrase() : undefined
  const own = running === null ? await startEmbeddedPostgres({ directory }) : null
  const url = running ?? own?.url('postgres') ?? ''
  try {
    const contents = await writeBackup(
      {
        snapshot: (work) => withSnapshot(url, work),
        files: await openFileStore(join(config.dataDir, 'files')),
        secrets: openSecrets(config.secretKey, config.dataDir),
        version,
      },
      path,
      { passphrase },
    )
    console.log(`${path}: ${summary(contents)}`)
    if (config.secretKey === null)
      console.log(
        `keep ${join(config.dataDir, 'secret.key')} apart from it: secrets in the backup are encrypted with it`,
      )
  } finally {
    await own?.stop()
  }
}

/** `apron restore FILE [--other-key]`: into an installation that holds nothing yet. */
export async function restore(config: Config, file: string, acceptOtherKey: boolean): Promise<void> {
  const path = resolve(file)
  if (!existsSync(path)) throw new DatabaseError(`There is no file ${path}`)
  const embedded =
    config.databaseUrl === null
      ? await startEmbeddedPostgres({ directory: join(config.dataDir, 'postgres') })
      : null
  try {
    const contents = await restoreBackup(
      {
        databaseUrl: config.databaseUrl ?? embedded?.url('postgres') ?? '',
        files: await openFileStore(join(config.dataDir, 'files')),
        secrets: openSecrets(config.secretKey, config.dataDir),
        acceptOtherKey,
        askPassphrase,
      },
      path,
    )
    console.log(`restored ${summary(contents)}. Start Apron as usual`)
    console.log(
      'webhooks and emails are held, because the original may send them too. If this replaces it: npm run apron -- release',
    )
  } finally {
    await embedded?.stop()
  }
}

function summary({ rows, files, fileBytes }: Contents): string {
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0)
  const tables = Object.values(rows).filter((count) => count > 0).length
  return `${all} rows of ${tables} tables, ${files} files (${Math.ceil(fileBytes / 1_000_000)} MB)`
}
