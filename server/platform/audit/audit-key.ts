import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { sql } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { Problem, problem } from '../kernel/problem.ts'
import { instant, Type } from '../kernel/schema.ts'
import { sealedColumn } from '../kernel/sealed.ts'

export interface AuditKey {
  /** The 32 bytes of the public key, base64url: how the key is named everywhere. */
  publicKey: string
  /** @returns an Ed25519 signature, base64url. */
  sign(text: string): string
}

type Keyring = Pick<Services, 'database' | 'secrets'>

export const auditKeyUnreadable = problem('audit_key_unreadable', 503, {
  meaning:
    'The key that signs the audit log cannot be opened with the SECRET_KEY of this installation, so nothing is signed',
  fix: 'The administrator of the server puts the old SECRET_KEY back. If it is lost, `apron accept-audit-log` makes a new key; what the old one signed can still be verified by its public key.',
})

const isUnreadable = (error: unknown) => error instanceof Problem && error.code === auditKeyUnreadable().code

const opened = new WeakMap<object, Promise<AuditKey>>()

/** The key that the installation signs its audit logs with; made when it is first needed. */
export function auditKey(services: Keyring): Promise<AuditKey> {
  let key = opened.get(services.database)
  if (!key) {
    key = open(services)
    opened.set(services.database, key)
    // A database that could not be reached is asked again.
    key.catch(() => opened.delete(services.database))
  }
  return key
}

async function open(services: Keyring): Promise<AuditKey> {
  const row = await currentKey(services)
  if (row) return signerOf(services, row)
  // A key that is gone was taken away: something was signed with it.
  const { isUsed } = await services.database.system((tx) =>
    tx.one(sql<'isAuditKeyUsed', { isUsed: boolean }>`
      select exists (select from audit_keys) or exists (select from audit_anchors) as "isUsed"`),
  )
  if (isUsed) throw auditKeyUnreadable()
  await makeKey(services)
  const made = await currentKey(services)
  if (!made) throw new Error('There is no audit key, and none could be made')
  return signerOf(services, made)
}

const currentKey = ({ database }: Pick<Keyring, 'database'>) =>
  database.system((tx) =>
    tx.first(sql<'currentAuditKey'>`select public_key, sealed from audit_keys where is_current`),
  )

/** @throws Problem `audit_key_unreadable`: another key must never sign in its place without somebody noticing. */
function signerOf({ secrets }: Keyring, row: { public_key: string; sealed: Buffer }): AuditKey {
  let pem: string
  try {
    pem = secrets.open(row.sealed, contextOf(row.public_key))
  } catch {
    throw auditKeyUnreadable()
  }
  return signer(row.public_key, createPrivateKey(pem))
}

/** Makes the first key, or a new one that replaces the current one. */
async function makeKey({ database, secrets }: Keyring): Promise<void> {
  const pair = generateKeyPairSync('ed25519')
  const publicKey = pair.publicKey.export({ format: 'jwk' }).x ?? ''
  const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  await database.system(async (tx) => {
    // Another node may be first: then its key is the one.
    await tx.run(sql`
      insert into audit_keys (public_key, sealed, is_current)
      values (${publicKey}, ${secrets.seal(pem, contextOf(publicKey))}, true)
      on conflict (is_current)
       where is_current do nothing`)
  })
}

/** Replaces a key that cannot be opened. Only the administrator of the server decides that. @returns whether it did. */
export async function replaceUnreadableKey(services: Keyring): Promise<boolean> {
  try {
    await auditKey(services)
    return false
  } catch (error) {
    if (!isUnreadable(error)) throw error
  }
  await services.database.system((tx) =>
    tx.run(sql`update audit_keys set is_current = false where is_current`),
  )
  await makeKey(services)
  return true
}

const contextOf = (publicKey: string) => `audit key ${publicKey}`

export const sealedAuditKey = sealedColumn({
  table: 'audit_keys',
  column: 'sealed',
  key: ['public_key'],
  context: "'audit key ' || t.public_key",
})

function signer(publicKey: string, key: KeyObject): AuditKey {
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), key).toString('base64url') }
}

export const listAuditKeys = operation({
  id: 'listAuditKeys',
  method: 'GET',
  path: '/api/v1/audit-keys',
  summary: 'List audit signing keys',
  description: 'The public keys that verify the signatures of this installation’s audit logs.',
  access: 'public',
  system: true,
  response: Type.Array(
    Type.Object({
      publicKey: Type.String({ description: 'Ed25519, the 32 bytes in base64url.' }),
      isCurrent: Type.Boolean(),
      createdAt: instant(),
    }),
  ),
  async handle({ tx, services }) {
    await auditKey(services).catch((error) => {
      if (!isUnreadable(error)) throw error
    })
    const rows = await tx.rows(sql<'auditKeys'>`
      select public_key, is_current, created_at from audit_keys order by created_at desc, public_key`)
    return rows.map((row) => ({
      publicKey: row.public_key,
      isCurrent: row.is_current,
      createdAt: row.created_at.toISOString(),
    }))
  },
})
