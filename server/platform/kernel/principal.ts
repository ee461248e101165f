export interface Workspace {
  /** The UUID that tenant tables carry. */
  uuid: string
  /** The same as an id, `org_…`. */
  id: string
  slug: string
  name: string
  timezone: string
  modules: readonly string[]
  apiKeysEnabled: boolean
  /** The networks that calls may come from, as CIDR; null: from anywhere. */
  allowlist: readonly string[] | null
}

interface Authenticated {
  workspace: Workspace
  /** The number of the workspace's newest event: as long as it stays, nothing has changed. */
  sequence: number
  /** Why nothing can be changed in the whole installation just now; null: everything can. */
  maintenance: string | null
}

export interface SessionPrincipal extends Authenticated {
  kind: 'user'
  sessionId: string
  userId: string
  memberId: string
  email: string
  displayName: string
  timezone: string
  locale: string
  roles: readonly string[]
  isInstallationOwner: boolean
  expiresAt: Date
  /** When the user last proved to be who they are, in this session, and by what: password, totp, backup_code, passkey, sso. */
  authenticatedAt: Date
  factors: readonly string[]
  mfaEnabled: boolean
  /** From when on the workspace wants a second factor of every member; null: it does not. */
  mfaRequiredFrom: Date | null
}

export interface KeyPrincipal extends Authenticated {
  kind: 'api_key'
  keyId: string
  keyName: string
  scopes: readonly string[]
  /** null: all projects. */
  projects: readonly string[] | null
  secretVersion: number
}

export type Principal = SessionPrincipal | KeyPrincipal

export function actorOf(principal: Principal): { type: 'user' | 'api_key'; id: string; name: string } {
  return principal.kind === 'user'
    ? { type: 'user', id: principal.userId, name: principal.displayName }
    : { type: 'api_key', id: principal.keyId, name: principal.keyName }
}

/** The projects that this principal is limited to; null: none. */
export function projectReach(principal: Principal): readonly string[] | null {
  return principal.kind === 'api_key' ? principal.projects : null
}
