import { createHmac, randomInt } from 'node:crypto'
import { sql, type Tx } from '../../database/database.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import { usedCode, wrongCode } from './totp.ts'

const count = 10
const purpose = 'backup codes'

export const backupCodePattern = '^\\s*\\d{4}[- ]?\\d{4}[- ]?\\d{2}\\s*$'

/** Ten new codes, shown this once; the ones before stop working. */
export async function issueBackupCodes(tx: Tx, userId: string, secrets: Secrets): Promise<string[]> {
  const codes = new Set<string>()
  while (codes.size < count) codes.add(newCode())
  const hashes = [...codes].map((code) => hashCode(code, userId, secrets.derive(purpose)))
  await tx.run(sql`delete from backup_codes where user_id = ${userId}`)
  await tx.run(sql`insert into backup_codes (user_id, hash) select ${userId}, unnest(${hashes}::bytea[])`)
  return [...codes]
}

/** Checks a code and changes nothing. @returns what is to be settled. */
export async function checkBackupCode(
  tx: Tx,
  secrets: Secrets,
  userId: string,
  code: string,
): Promise<Buffer> {
  const hashes = secrets.deriveEach(purpose).map((key) => hashCode(code, userId, key))
  const row = await tx.first(sql<'backupCode'>`
    select hash, used_at is not null as used
      from backup_codes where user_id = ${userId} and hash = any (${hashes}::bytea[])`)
  if (!row) throw wrongCode('This is none of your backup codes')
  if (row.used) throw usedCode()
  return row.hash
}

/** Uses a code up. However many requests bring it at the same moment, one gets past this. */
export async function settleBackupCode(tx: Tx, userId: string, hash: Buffer): Promise<void> {
  const settled = await tx.run(sql`
    update backup_codes set used_at = now() where user_id = ${userId} and hash = ${hash} and used_at is null`)
  if (settled !== 1) throw usedCode()
}

function newCode(): string {
  const digits = Array.from({ length: 10 }, () => randomInt(10)).join('')
  return `${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`
}

// Someone with the hashes could try all ten digits, so the hash includes a key that is not in the database.
function hashCode(code: string, userId: string, key: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(`${userId} ${code.replace(/\D/g, '')}`)
    .digest()
}
