import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { sql } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { instant, Type } from '../kernel/schema.ts'

export interface AuditKey {
  /** The 32 bytes of the public key, base64url: how the key is named everywhere. */
  publicKey: string
  /** @returns an Ed25519 signature, base64url. */
  sign(text: string): string
}

type Lent = Pick<Services, 'database' | 'secrets' | 'log'>

const opened = new WeakMap<object, Promise<AuditKey>>()

/** The key that the installation signs its audit logs with; made when it is first needed. */
export function auditKey(services: Lent): Promise<AuditKey> {
  let key = opened.get(services.database)
  if (!key) {
    key = open(services)
    opened.set(services.database, key)
    // A database that could not be reached is asked again.
    key.catch(() => opened.delete(services.database))
  }
  return key
}

async function open({ database, secrets, log }: Lent): Promise<AuditKey> {
  const current = () =>
    database.system((tx) =>
      tx.first(sql<'currentAuditKey'>`
        select public_key, sealed from audit_keys where is_current`),
    )
  const found = await current()
  if (found) {
    try {
      return signer(
        found.public_key,
        createPrivateKey(secrets.open(found.sealed, contextOf(found.public_key))),
      )
    } catch {
      log.warn(
        { auditKey: found.public_key },
        'SECRET_KEY does not open the audit key: a new one is made. What the old one signed is still verified by its public part',
      )
    }
  }
  const pair = generateKeyPairSync('ed25519')
  const publicKey = pair.publicKey.export({ format: 'jwk' }).x ?? ''
  const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  await database.system(async (tx) => {
    if (found)
      await tx.run(sql`update audit_keys set is_current = false where public_key = ${found.public_key}`)
    // Another node may be first: then its key is the one.
    await tx.run(sql`
      insert into audit_keys (public_key, sealed, is_current)
      values (${publicKey}, ${secrets.seal(pem, contextOf(publicKey))}, true)
      on conflict (is_current)
       where is_current do nothing`)
  })
  const made = await current()
  if (!made) throw new Error('There is no audit key, and none could be made')
  return signer(made.public_key, createPrivateKey(secrets.open(made.sealed, contextOf(made.public_key))))
}

const contextOf = (publicKey: string) => `audit key ${publicKey}`

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
    await auditKey(services)
    const rows = await tx.rows(sql<'auditKeys'>`
      select public_key, is_current, created_at from audit_keys order by created_at desc, public_key`)
    return rows.map((row) => ({
      publicKey: row.public_key,
      isCurrent: row.is_current,
      createdAt: row.created_at.toISOString(),
    }))
  },
})
