import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { invalidRequest } from '../http/problem.ts'
import { Type } from '../schema.ts'

const argon2id = promisify(argon2) as (algorithm: string, parameters: object) => Promise<Buffer>
// OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane.
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const tagLength = 32

/** A new password, as every operation that sets one takes it. */
export const newPassword = Type.String({
  minLength: 10,
  maxLength: 200,
  description: 'At least 10 characters; any characters.',
})

/** Hashes a password into the PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await argon2id('argon2id', { message: normal(password), nonce, tagLength, ...cost })
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(nonce)}$${base64(tag)}`
}

/**
 * Checks a password. Without a hash (no such user) it takes just as long, so that the time of an
 * answer does not tell who has an account.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, , , parameters = '', nonce = '', tag = ''] = (hash ?? decoy).split('$')
  const { m, t, p } = Object.fromEntries(parameters.split(',').map((part) => part.split('='))) as Record<
    string,
    string
  >
  const expected = Buffer.from(tag, 'base64')
  const actual = await argon2id('argon2id', {
    message: normal(password),
    nonce: Buffer.from(nonce, 'base64'),
    tagLength: expected.length,
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
  })
  return timingSafeEqual(actual, expected) && hash !== null
}

const decoy = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(Buffer.alloc(16, 7))}$${base64(Buffer.alloc(tagLength, 9))}`

/** Refuses what an attacker tries first: the person's own name or address, and runs of one character. */
export function checkPassword(password: string, email: string): void {
  const plain = password.toLowerCase()
  const guessable =
    new Set(plain).size < 4 ||
    plain === email.toLowerCase() ||
    plain === email.split('@')[0]?.toLowerCase() ||
    /^(password|qwertyuiop|1234567890|letmein)+\d*$/.test(plain)
  if (guessable) {
    throw invalidRequest(
      'This password is among the first that anybody would try. A few unrelated words make a good one',
      { details: [{ field: 'password', message: 'is too easy to guess' }] },
    )
  }
}

function normal(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'))
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
