import { createHash, randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A hundred random bits in letters that can be read over the telephone: `7K3M-0PQX-…`. */
export function newTrackingCode(): string {
  const letters = Array.from(randomBytes(20), (byte) => alphabet[byte & 31])
  return [0, 4, 8, 12, 16].map((at) => letters.slice(at, at + 4).join('')).join('-')
}

/** The stored hash of a code, the same however it was typed. A hundred random bits need no slow hash. */
export function secretHash(code: string): Buffer {
  const plain = code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return createHash('sha256').update(`safety report ${plain}`).digest()
}
