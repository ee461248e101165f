import { type Database, sql } from '../database/database.ts'
import { sealedColumn } from '../kernel/sealed.ts'
import type { Secrets } from '../kernel/secrets.ts'

/** What is only ever compared with a hash under its key, so that the old key has to be kept. */
export const carriedPurposes = ['backup codes']
export const carriedContext = (purpose: string) => `carried key ${purpose}`

export const carriedKeys = sealedColumn({
  table: 'carried_keys',
  column: 'sealed',
  key: ['purpose', 'carried_at'],
  context: "'carried key ' || t.purpose",
})

/** Gives the secrets of a process the keys that outlived a change of the installation's key. */
export async function loadCarriedKeys(database: Database, secrets: Secrets): Promise<void> {
  const rows = await database.system((tx) =>
    tx.rows(sql<'carriedKeys'>`select purpose, sealed from carried_keys order by carried_at desc`),
  )
  for (const { purpose, sealed } of rows) {
    try {
      secrets.carry(purpose, Buffer.from(secrets.open(sealed, carriedContext(purpose)), 'base64url'))
    } catch {
      // Of another installation key: what was made with it cannot be checked any more.
    }
  }
}
