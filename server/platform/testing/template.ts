import { migrate } from '../database/migrate.ts'
import { allFixtures } from './all-fixtures.ts'

/** What every test's database is a copy of: the newest schema, and what modules fill it with. */
export async function prepareTemplate(url: string): Promise<void> {
  await migrate(url)
  for (const { prepare } of allFixtures) await prepare?.(url)
}
