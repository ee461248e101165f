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
  /** The networks that requests may come from, as CIDR; null: any. */
  allowlist: readonly string[] | null
}

interface Authenticated {
  workspace: Workspace
  /** The number of the workspace's newest event. While it stays the same, nothing has changed. */
  sequence: number
  /** The maintenance message while the whole installation is read-only; otherwise null. */
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
  /** When the user last confirmed their identity in this session, and how: password, totp, backup_code, passkey, sso. */
  authenticatedAt: Date
  factors: readonly string[]
  /** The name of the identity provider that opened this session; null: it was opened with the account's own factors. */
  vouchedBy: string | null
  /** Whether that provider made the account, so the account is its own. */
  isProvidersOwn: boolean
  mfaEnabled: boolean
  /** When the workspace starts to require a second factor from every member; null: never. */
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

/** Whether only an identity provider has confirmed who this is. Its operator can sign in as any member of the workspace. */
export function isVouchedOnly({ factors }: Pick<SessionPrincipal, 'factors'>): boolean {
  return factors.every((factor) => factor === 'sso')
}

/** What was done while only a provider vouched for the user says so, for the one whose name it bears. */
export function nameOf(
  user: Pick<SessionPrincipal, 'displayName' | 'factors'> & { vouchedBy?: string | null },
): string {
  return user.vouchedBy && isVouchedOnly(user)
    ? `${user.displayName}, vouched for by ${user.vouchedBy}`
    : user.displayName
}

export function actorOf(principal: Principal): { type: 'user' | 'api_key'; id: string; name: string } {
  return principal.kind === 'user'
    ? { type: 'user', id: principal.userId, name: nameOf(principal) }
    : { type: 'api_key', id: principal.keyId, name: principal.keyName }
}

/** The projects that this principal is limited to; null: none. */
export function projectReach(principal: Principal): readonly string[] | null {
  return principal.kind === 'api_key' ? principal.projects : null
}
