import { createHash, randomBytes } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { sql, type Tx } from '../../database/database.ts'
import type { Secrets } from '../../kernel/secrets.ts'

/** What a token is good for. Each has a key of its own, so that none can pass for another. */
type Purpose = 'second factor' | 'provider link' | 'reauthentication' | 'device'

export interface Claims {
  /** Tells this token from all others. */
  id: string
  subject: string
  expiresAt: Date
  /** Whatever else was signed. */
  more: Record<string, unknown>
}

/** Signs a token for one purpose and a short time. */
export async function signToken(
  purpose: Purpose,
  subject: string,
  seconds: number,
  secrets: Secrets,
  more: Record<string, unknown> = {},
): Promise<{ token: string; id: string }> {
  const id = randomBytes(16).toString('base64url')
  const token = await new SignJWT(more)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setJti(id)
    .setExpirationTime(`${seconds}s`)
    .sign(secrets.derive(`${purpose} tokens`))
  return { token, id }
}

/** Reads a token of this purpose; null where it is none, or has run out. */
export async function readToken(purpose: Purpose, token: string, secrets: Secrets): Promise<Claims | null> {
  try {
    const { payload } = await jwtVerify(token, secrets.derive(`${purpose} tokens`), { algorithms: ['HS256'] })
    const { sub, jti, exp, ...more } = payload
    if (sub === undefined || jti === undefined || exp === undefined) return null
    return { id: jti, subject: sub, expiresAt: new Date(exp * 1000), more }
  } catch {
    return null
  }
}

const hashOf = (id: string) => createHash('sha256').update(id).digest()

/** Whether it was used up. */
export async function isSpent(tx: Tx, id: string): Promise<boolean> {
  const used = await tx.first(sql`select 1 from used_tokens where hash = ${hashOf(id)}`)
  return used !== undefined
}

/** Uses up what may be used once. @returns whether it had not been used before. */
export async function spend(tx: Tx, id: string, expiresAt: Date): Promise<boolean> {
  const spent = await tx.run(
    sql`insert into used_tokens (hash, expires_at) values (${hashOf(id)}, ${expiresAt}) on conflict do nothing`,
  )
  return spent === 1
}
