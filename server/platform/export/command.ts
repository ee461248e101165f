import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Config } from '#server/config.ts'
import { type Database, sql } from '../database/database.ts'
import { DatabaseError } from '../database/database-error.ts'
import { openFileStore } from '../files/file-store.ts'
import { exportStream } from './export-archive.ts'
import { madeAgain } from './export-rules.ts'
import { type Imported, importArchive } from './import-archive.ts'

/** `apron export SLUG [FILE]`, also while the server runs. @returns the sentence for the person who runs it. */
export async function exportToFile(
  { dataDir }: Pick<Config, 'dataDir'>,
  database: Database,
  slug: string,
  file = `${slug}.apron.tar.gz`,
): Promise<string> {
  const workspace = await database.system((tx) =>
    tx.first(sql<'workspaceToExport'>`select workspace_id as uuid from workspaces where slug = ${slug}`),
  )
  if (!workspace) throw new DatabaseError(`There is no workspace ${slug}`)
  const path = resolve(file)
  if (existsSync(path)) throw new DatabaseError(`${path} is there already. Name another file`)
  await mkdir(dirname(path), { recursive: true })
  const files = await openFileStore(join(dataDir, 'files'))
  const partial = `${path}.partial`
  try {
    await database.snapshot((snapshot) =>
      pipeline(
        exportStream(snapshot, { files, workspaceUuid: workspace.uuid }),
        createWriteStream(partial, { mode: 0o600 }),
      ),
    )
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  return `${path}: the workspace ${slug}. Import it into an empty installation: npm run apron -- import-workspace FILE`
}

/** `apron import-workspace FILE`, into an installation that holds nothing yet. */
export async function importFromFile(
  { dataDir }: Pick<Config, 'dataDir'>,
  databaseUrl: string,
  file: string,
  print: (line: string) => void,
): Promise<Imported> {
  const path = resolve(file)
  if (!existsSync(path)) throw new DatabaseError(`There is no file ${path}`)
  const imported = await importArchive(
    { databaseUrl, files: await openFileStore(join(dataDir, 'files')) },
    path,
  )
  const { rows, files } = imported.contents
  const count = Object.values(rows).reduce((sum, number) => sum + number, 0)
  print(`imported ${imported.manifest.workspace.name}: ${count} rows, ${files} files. To make again:`)
  for (const line of madeAgain) print(`- ${line}`)
  print('- webhooks and emails are held until you release them: npm run apron -- release')
  return imported
}
