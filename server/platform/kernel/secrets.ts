import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that is derived from the installation's one key, which is never in the database. */
export interface Secrets {
  /** 32 bytes for one purpose, the same at every start. */
  derive(purpose: string): Buffer
  /** AES-256-GCM. Opening needs the same `context` (the record's id). */
  seal(plain: string, context: string): Buffer
  /** @throws Error if the bytes, the context or the installation's key differ from those of sealing. */
  open(sealed: Buffer, context: string): string
}

/** Reads SECRET_KEY or, without one, the file that the first start wrote into the data folder. */
export function openSecrets(secretKey: string | null, dataDir: string): Secrets {
  const master = secretKey === null ? readOrCreate(join(dataDir, 'secret.key')) : Buffer.from(secretKey)
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `apron ${purpose}`, 32))
  const sealing = derive('secrets at rest')
  return {
    derive,
    seal(plain, context) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(context))
      return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, context) {
      const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, 12)).setAAD(
        Buffer.from(context),
      )
      decipher.setAuthTag(sealed.subarray(-16))
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8')
    },
  }
}

function readOrCreate(path: string): Buffer {
  if (!existsSync(path))
    writeFileSync(path, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  return Buffer.from(readFileSync(path, 'utf8').trim())
}
