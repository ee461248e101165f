import { type Database, sql, type Tx } from '../database/database.ts'
import { DatabaseError } from '../database/database-error.ts'
import type { Secrets } from '../kernel/secrets.ts'

// Tells whether a key is the same, and nothing else about it. Backups of earlier versions hold it under this purpose.
const purpose = 'check of a backup'
const checkOf = (key: Buffer) => key.subarray(0, 16).toString('hex')

export const keyCheckOf = (secrets: Secrets) => checkOf(secrets.derive(purpose))

export const fitsKey = (secrets: Secrets, keyCheck: string) =>
  secrets.deriveEach(purpose).some((key) => checkOf(key) === keyCheck)

/**
 * Keeps the check of the installation's key, or compares it.
 * @throws DatabaseError if this process has another key, which would sign everyone out and could open no secret.
 */
export async function requireKey(database: Database, secrets: Secrets): Promise<void> {
  const kept = await database.system(async (tx) => {
    const row = await tx.first(sql<'keyCheck'>`select key_check from installation for update`)
    if (row && row.key_check === null) await keepKeyCheck(tx, keyCheckOf(secrets))
    return row?.key_check ?? null
  })
  if (kept !== null && !fitsKey(secrets, kept))
    throw new DatabaseError(
      'SECRET_KEY, or DATA_DIR/secret.key without it, is not the key of this installation. Set it to the key that the other nodes have, or that this installation had. ' +
        'If that key is lost, npm run apron -- accept-key continues with this one: everyone signs in again, and what was encrypted cannot be read any more',
    )
}

/** `apron accept-key`. @returns the sentence for the person who runs it. */
export async function acceptKey(database: Database, secrets: Secrets): Promise<string> {
  await database.system((tx) => keepKeyCheck(tx, keyCheckOf(secrets)))
  return 'the key of this node is the key of the installation now. To sign the audit log again: npm run apron -- accept-audit-log'
}

/** Null: the next start keeps the key that it has. */
async function keepKeyCheck(tx: Tx, keyCheck: string | null): Promise<void> {
  await tx.run(sql`update installation set key_check = ${keyCheck}`)
}
