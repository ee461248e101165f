import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const bodyLength = 43
const checksumLength = 6

/** A new key: the prefix, 256 random bits in 43 characters, and 6 of CRC-32 over all before them. */
export function newKeySecret(prefix: string, bits: Buffer = randomBytes(32)): string {
  const body = prefix + encode(BigInt(`0x${bits.toString('hex')}`), bodyLength)
  return body + checksum(body)
}

/** Whether a text has the form of one of our keys. Needs no look-up. */
export function isWellFormedKey(secret: string, prefix: string): boolean {
  if (!secret.startsWith(prefix) || secret.length !== prefix.length + bodyLength + checksumLength)
    return false
  const body = secret.slice(0, -checksumLength)
  return checksum(body) === secret.slice(-checksumLength)
}

/** A slow hash would add nothing to 256 random bits, and would cost 600 times more. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** What is shown of a key for good: enough to tell two apart, not enough to guess. */
export function visiblePrefix(secret: string, prefix: string): string {
  return secret.slice(0, prefix.length + 6)
}

function checksum(text: string): string {
  return encode(BigInt(crc32(text)), checksumLength)
}

function encode(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= 62n) text = base62[Number(rest % 62n)] + text
  return text
}
