import { jwtVerify, SignJWT } from 'jose'
import type { Secrets } from '../kernel/secrets.ts'

const issuer = 'apron'

/** A JWT that names a session row; the row decides at every request whether it still counts. */
export async function signSessionToken(
  sessionId: string,
  userId: string,
  secrets: Secrets,
  lifetimeSeconds: number,
): Promise<string> {
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds}s`)
    .sign(secrets.derive('session tokens'))
}

/** The session that a token names; null where the token is not ours or has run out. */
export async function verifySessionToken(token: string, secrets: Secrets): Promise<string | null> {
  try {
    const { payload } = await jwtVerify(token, secrets.derive('session tokens'), {
      issuer,
      algorithms: ['HS256'],
    })
    return typeof payload.sid === 'string' ? payload.sid : null
  } catch {
    return null
  }
}
