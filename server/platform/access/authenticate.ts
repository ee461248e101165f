import { timingSafeEqual } from 'node:crypto'
import type { Statement } from '../database/database.ts'
import type { Credentials } from '../http/credentials.ts'
import type { Services } from '../kernel/installation.ts'
import type { KeyPrincipal, Principal, SessionPrincipal, Workspace } from '../kernel/principal.ts'
import { invalidApiKey, invalidSession, type Problem } from '../kernel/problem.ts'
import { hashSecret } from './key-secret.ts'
import type { Check } from './refusal.ts'
import { verifySessionToken } from './session-token.ts'

/** What finds out who calls: one statement, to be sent alone or in front of what the caller wants. */
export type Lookup =
  /** `id` tells these credentials from all others: the hash of the secret, or the session. */
  | { kind: 'key'; id: string; statement: Statement; hash: Buffer }
  | { kind: 'session'; id: string; statement: Statement }

interface Found {
  state: 'ok' | 'revoked' | 'expired' | 'rotated' | 'ended' | 'removed' | 'timed_out' | 'idle'
  workspace_id: string
  org_id: string
  slug: string
  workspace_name: string
  timezone: string
  modules: string[]
  api_keys_enabled: boolean
  allowlist: string[] | null
  maintenance: string | null
  seq: number
}
interface FoundKey extends Found {
  key_id: string
  key_name: string
  scopes: string[]
  project_ids: string[] | null
  secret_version: number
  hash: Buffer
}
interface FoundSession extends Found {
  session_id: string
  user_id: string
  email: string
  display_name: string
  user_timezone: string
  locale: string
  member_id: string
  roles: string[]
  is_installation_owner: boolean
  expires_at: Date
  authenticated_at: Date
  factors: string[]
  vouched_by: string | null
  is_providers_own: boolean
  mfa_enabled: boolean
  mfa_required_from: Date | null
}

/** The refusal of known credentials, with the exact reason for the admins of their workspace. */
export interface Refused {
  problem: Problem
  workspaceUuid: string | null
  keyId: string | null
  userId: string | null
  check: Check
}

/** @returns null where there are no credentials to look up. @throws Problem for a token that is not ours. */
export async function lookupFor(credentials: Credentials, services: Services): Promise<Lookup | null> {
  if (credentials.kind === 'none') return null
  if (credentials.kind === 'key') {
    const hash = hashSecret(credentials.secret)
    return {
      kind: 'key',
      id: hash.toString('base64url'),
      hash,
      statement: { name: 'auth_key', text: 'select * from apron.authenticate_key($1)', values: [hash] },
    }
  }
  const sessionId = await verifySessionToken(credentials.token, services.secrets)
  if (sessionId === null) throw invalidSession()
  return sessionLookup(sessionId)
}

export function sessionLookup(sessionId: string): Lookup {
  return {
    kind: 'session',
    id: sessionId,
    statement: {
      name: 'auth_session',
      text: 'select * from apron.authenticate_session($1)',
      values: [sessionId],
    },
  }
}

/** Reads the answer of the look-up: who calls, or why not. */
export function principalFrom(lookup: Lookup, row: unknown): Principal | Refused {
  if (lookup.kind === 'key') {
    const found = row as FoundKey | undefined
    if (!found || !timingSafeEqual(found.hash, lookup.hash)) {
      return {
        problem: invalidApiKey(),
        workspaceUuid: null,
        keyId: null,
        userId: null,
        check: { check: 'credentials', outcome: 'failed', detail: 'No key has this secret' },
      }
    }
    return found.state === 'ok' ? keyPrincipal(found) : refusedKey(found)
  }
  const found = row as FoundSession | undefined
  if (!found)
    return {
      problem: invalidSession(),
      workspaceUuid: null,
      keyId: null,
      userId: null,
      check: { check: 'credentials', outcome: 'failed', detail: 'No such session' },
    }
  return found.state === 'ok' ? sessionPrincipal(found) : refusedSession(found)
}

export function isRefused(result: Principal | Refused): result is Refused {
  return 'problem' in result
}

function refusedKey(found: FoundKey): Refused {
  const [check, detail] = (
    {
      revoked: ['revoked', 'The key has been revoked'],
      expired: ['expiry', 'The key has expired'],
      rotated: ['revoked', 'This secret was replaced by a newer one, and its overlap is over'],
    } as Record<string, [Check['check'], string]>
  )[found.state] ?? ['credentials', found.state]
  return {
    problem: invalidApiKey(),
    workspaceUuid: found.workspace_id,
    keyId: found.key_id,
    userId: null,
    check: { check, outcome: 'failed', detail },
  }
}

function refusedSession(found: FoundSession): Refused {
  const details: Record<string, string> = {
    ended: 'The session was ended',
    removed: 'The user is no longer a member of the workspace',
    timed_out: 'The session has reached its absolute timeout',
    idle: 'The session was idle for too long',
  }
  return {
    problem: invalidSession(),
    workspaceUuid: found.workspace_id,
    keyId: null,
    userId: found.user_id,
    check: {
      check: found.state === 'removed' || found.state === 'ended' ? 'revoked' : 'expiry',
      outcome: 'failed',
      detail: details[found.state] ?? found.state,
    },
  }
}

function workspaceOf(found: Found): Workspace {
  return {
    uuid: found.workspace_id,
    id: found.org_id,
    slug: found.slug,
    name: found.workspace_name,
    timezone: found.timezone,
    modules: found.modules,
    apiKeysEnabled: found.api_keys_enabled,
    allowlist: found.allowlist,
  }
}

function keyPrincipal(found: FoundKey): KeyPrincipal {
  return {
    kind: 'api_key',
    workspace: workspaceOf(found),
    sequence: found.seq,
    maintenance: found.maintenance,
    keyId: found.key_id,
    keyName: found.key_name,
    scopes: found.scopes,
    projects: found.project_ids,
    secretVersion: found.secret_version,
  }
}

function sessionPrincipal(found: FoundSession): SessionPrincipal {
  return {
    kind: 'user',
    workspace: workspaceOf(found),
    sequence: found.seq,
    maintenance: found.maintenance,
    sessionId: found.session_id,
    userId: found.user_id,
    memberId: found.member_id,
    email: found.email,
    displayName: found.display_name,
    timezone: found.user_timezone,
    locale: found.locale,
    roles: found.roles,
    isInstallationOwner: found.is_installation_owner,
    expiresAt: found.expires_at,
    authenticatedAt: found.authenticated_at,
    factors: found.factors,
    vouchedBy: found.vouched_by,
    isProvidersOwn: found.is_providers_own,
    mfaEnabled: found.mfa_enabled,
    mfaRequiredFrom: found.mfa_required_from,
  }
}
