import { loadReferenceAirports } from '#modules/flights/index.ts'
import { migrate } from '../database/migrate.ts'

/** What every test's database is a copy of: the newest schema and the product's own airports. */
export async function prepareTemplate(url: string): Promise<void> {
  await migrate(url)
  await loadReferenceAirports(url)
}
