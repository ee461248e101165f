import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseError } from '../database/database-error.ts'

/** Everything that is derived from the installation's one key, which is never in the database. */
export interface Secrets {
  /** 32 bytes for one purpose, the same at every start. */
  derive(purpose: string): Buffer
  /** The same, and behind it the keys that values of this purpose may have been made with before. */
  deriveEach(purpose: string): Buffer[]
  /** Adds a key of a purpose that outlives the key that it was derived from. */
  carry(purpose: string, key: Buffer): void
  /** AES-256-GCM. Opening needs the same `context` (the record's id). */
  seal(plain: string, context: string): Buffer
  /** @throws Error if the bytes, the context or the installation's key differ from those of sealing. */
  open(sealed: Buffer, context: string): string
  /** Whether the bytes were sealed with the current key; those of an older one are opened as well. */
  isCurrent(sealed: Buffer): boolean
}

interface Key {
  /** Stands in front of what it sealed. */
  header: Buffer
  derive(purpose: string): Buffer
}

/** As many characters as 32 random bytes take in base64. What is shorter may be guessed, so each guess has to cost. */
const randomLength = 43
const scryptCost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const mark = Buffer.from('AP\x02', 'latin1')
const idBytes = 4
const headerBytes = mark.length + idBytes

function keyFrom(master: Buffer): Key {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `apron ${purpose}`, 32))
  return { header: Buffer.concat([mark, derive('key id').subarray(0, idBytes)]), derive }
}

/** The key of a text, and the one that versions before used: they did not stretch a short text. */
function keysOf(text: string): Key[] {
  const plain = keyFrom(Buffer.from(text))
  if (text.length >= randomLength) return [plain]
  return [keyFrom(scryptSync(text, 'apron secret key', 32, scryptCost)), plain]
}

/** Reads SECRET_KEY or, without one, the file that the first start wrote into the data folder. */
export function openSecrets(secretKey: string | null, dataDir: string): Secrets {
  if (secretKey === null && existsSync(nextKeyPath(dataDir)))
    throw new DatabaseError(
      `The change of the secret key was interrupted: ${nextKeyPath(dataDir)} is there. Complete it: npm run apron -- rotate-key`,
    )
  return secretsOf(secretKey ?? readOrCreate(keyPath(dataDir)))
}

export const keyPath = (dataDir: string) => join(dataDir, 'secret.key')
/** The key that a rotation changes to, until it is complete. */
export const nextKeyPath = (dataDir: string) => join(dataDir, 'secret.key.new')

/** @param older keys whose sealed values are opened as well, and replaced. */
export function secretsOf(text: string, older: readonly string[] = []): Secrets {
  const ownKeys = keysOf(text)
  const keys = [...ownKeys, ...older.flatMap(keysOf)]
  const [current] = ownKeys as [Key]
  const carried = new Map<string, Buffer[]>()
  return {
    derive: current.derive,
    deriveEach: (purpose) => [...ownKeys.map((key) => key.derive(purpose)), ...(carried.get(purpose) ?? [])],
    carry: (purpose, key) => carried.set(purpose, [...(carried.get(purpose) ?? []), key]),
    seal: (plain, context) => Buffer.concat([current.header, encrypt(sealing(current), plain, context)]),
    open(sealed, context) {
      const named = keys.find(({ header }) => header.equals(sealed.subarray(0, headerBytes)))
      if (named) return decrypt(sealing(named), sealed.subarray(headerBytes), context)
      // From before sealed bytes named their key.
      for (const key of keys) {
        try {
          return decrypt(sealing(key), sealed, context)
        } catch {}
      }
      throw new Error('Sealed with a key that this installation does not have')
    },
    isCurrent: (sealed) => current.header.equals(sealed.subarray(0, headerBytes)),
  }
}

const sealing = (key: Key) => key.derive('secrets at rest')

function encrypt(key: Buffer, plain: string, context: string): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, context: string): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(context))
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8')
}

export const newKeyText = () => randomBytes(48).toString('base64url')

export function readOrCreate(path: string): string {
  if (!existsSync(path)) writeFileSync(path, `${newKeyText()}\n`, { mode: 0o600, flag: 'wx', flush: true })
  return readFileSync(path, 'utf8').trim()
}
