import { createCipheriv, createDecipheriv, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { open } from 'node:fs/promises'
import { Transform, type TransformCallback } from 'node:stream'
import { promisify } from 'node:util'
import { DatabaseError } from '../database/database-error.ts'

/**
 * A file sealed to a passphrase: the mark, the salt and a check of the passphrase, then frames of AES-256-GCM. The
 * nonce of a frame is its number and whether it is the last one, so frames cannot be moved, left out or cut off.
 */
const mark = Buffer.from('APRON SEALED 1\n', 'latin1')
const saltBytes = 16
const checkBytes = 16
const headerBytes = mark.length + saltBytes + checkBytes
const frameBytes = 64 * 1024
const tagBytes = 16
const sealedFrameBytes = frameBytes + tagBytes
// The first choice of OWASP for scrypt: 128 MiB for each guess. The mark names it.
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 1024 * 1024 }

export const shortestPassphrase = 12
export const longestPassphrase = 200

/** A file that cannot be opened with this passphrase. Its message is one sentence for the person who restores. */
const refused = (sentence: string) => new DatabaseError(sentence)

interface Keys {
  key: Buffer
  check: Buffer
}

async function keysOf(passphrase: string, salt: Buffer): Promise<Keys> {
  const derive = promisify(scrypt) as (
    text: string,
    salt: Buffer,
    length: number,
    options: object,
  ) => Promise<Buffer>
  const bytes = await derive(passphrase.normalize('NFKC'), salt, 32 + checkBytes, cost)
  return { key: bytes.subarray(0, 32), check: bytes.subarray(32) }
}

/** Each file has a key of its own, so a nonce is used once. */
function nonceOf(frame: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(frame))
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** Cuts a stream into parts of one length and a last part, which can be shorter, and replaces each. */
function inParts(
  size: number,
  replace: (part: Buffer, number: number, isLast: boolean) => Buffer,
): Transform {
  let waiting: Buffer[] = []
  let length = 0
  let number = 0
  const transform = (chunk: Buffer, parts: Transform) => {
    waiting.push(chunk)
    length += chunk.length
    // A full part waits until more follows, because the last one is marked.
    if (length <= size) return
    let bytes = Buffer.concat(waiting)
    for (; bytes.length > size; bytes = bytes.subarray(size))
      parts.push(replace(bytes.subarray(0, size), number++, false))
    waiting = [bytes]
    length = bytes.length
  }
  const attempt = (work: () => void, done: TransformCallback) => {
    try {
      work()
      done()
    } catch (error) {
      done(error as Error)
    }
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      attempt(() => transform(chunk, this), done)
    },
    flush(done) {
      attempt(() => this.push(replace(Buffer.concat(waiting), number, true)), done)
    },
  })
}

/** What a backup goes through on its way to the file. */
export async function sealing(passphrase: string): Promise<Transform> {
  const salt = randomBytes(saltBytes)
  const { key, check } = await keysOf(passphrase, salt)
  const header = Buffer.concat([mark, salt, check])
  const parts = inParts(frameBytes, (bytes, number, isLast) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, isLast)).setAAD(header)
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  })
  parts.push(header)
  return parts
}

/** Whether the file begins as a sealed one does, whatever it is called. */
export async function isSealed(path: string): Promise<boolean> {
  return (await headOf(path)).subarray(0, mark.length).equals(mark)
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** @returns the length of the header, and what the bytes behind it go through. @throws DatabaseError if the passphrase is wrong. */
export async function unsealing(
  path: string,
  passphrase: string,
): Promise<{ start: number; opening: Transform }> {
  const header = await headOf(path)
  if (header.length < headerBytes) throw refused(`${path} is damaged or was cut off. Take another backup`)
  const salt = header.subarray(mark.length, mark.length + saltBytes)
  const { key, check } = await keysOf(passphrase, salt)
  if (!timingSafeEqual(check, header.subarray(-checkBytes)))
    throw refused('This is not the passphrase that the backup was sealed with')
  const opening = inParts(sealedFrameBytes, (bytes, number, isLast) => {
    if (bytes.length < tagBytes) throw refused('a part of it does not fit its seal')
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast), {
      authTagLength: tagBytes,
    })
    decipher.setAAD(header).setAuthTag(bytes.subarray(-tagBytes))
    const plain = decipher.update(bytes.subarray(0, -tagBytes))
    try {
      return Buffer.concat([plain, decipher.final()])
    } catch {
      throw refused('a part of it does not fit its seal')
    }
  })
  return { start: headerBytes, opening }
}
