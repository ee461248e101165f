import { protectiveFields } from '../kernel/effect.ts'
import { uuidFromId } from '../kernel/id.ts'
import type { Operation } from '../kernel/operation.ts'
import { isVouchedOnly, type Principal, type SessionPrincipal } from '../kernel/principal.ts'
import {
  keyRequired,
  mfaEnrollmentRequired,
  moduleDisabled,
  type Problem,
  projectNotAllowed,
  readOnlyKey,
  reauthenticationRequired,
  roleMissing,
  scopeMissing,
  sessionRequired,
  wrongWorkspace,
} from '../kernel/problem.ts'
import { contains, outside } from './allowlist.ts'
import type { Check, CheckName } from './refusal.ts'
import { grants, isReadOnly } from './scope.ts'

/** For how long what a user has proved counts where much is at stake. */
export const stepUpMinutes = 30

export interface Judgment {
  checks: Check[]
  refusal: Problem | null
}

type Verdict = { passed: true; detail: string } | { passed: false; detail: string; problem: Problem }
const pass = (detail: string): Verdict => ({ passed: true, detail })

/** Judges a principal against an operation, check by check, and stops at the first that says no. */
export function authorize(
  operation: Operation,
  principal: Principal,
  address: string,
  namedWorkspaces: readonly string[],
  coreModules: ReadonlySet<string>,
): Judgment {
  const rules: [CheckName, () => Verdict][] = [
    ['tenant', () => judgeTenant(principal, namedWorkspaces)],
    ['allowlist', () => judgeAddress(principal, address)],
    ['mfa', () => judgeMfa(operation, principal)],
    ['session_only', () => judgeSessionOnly(operation, principal)],
    ['module', () => judgeModule(operation, principal, coreModules)],
    ['read_only', () => judgeReadOnly(operation, principal)],
    ['scope', () => judgeScope(operation, principal)],
    ['role', () => judgeRole(operation, principal)],
    ['step_up', () => judgeStepUp(operation, principal)],
    ['project', () => judgeProject(operation, principal)],
  ]
  const checks: Check[] = []
  for (const [check, judge] of rules) {
    const verdict = judge()
    checks.push({ check, outcome: verdict.passed ? 'passed' : 'failed', detail: verdict.detail })
    if (!verdict.passed) return { checks, refusal: verdict.problem }
  }
  return { checks, refusal: null }
}

/** X-Org-Id and X-Tenant-Id take the id or the UUID; they never choose a workspace, they only confirm it. */
function judgeTenant({ workspace }: Principal, named: readonly string[]): Verdict {
  if (named.length === 0) return pass('No workspace was named')
  const other = named.find((name) => {
    const asked = name.trim().toLowerCase()
    return asked !== workspace.uuid && asked !== workspace.id && uuidFromId(asked) !== workspace.uuid
  })
  if (other === undefined) return pass('The workspace is that of the credentials')
  return {
    passed: false,
    detail: `The request names ${other}, the credentials belong to ${workspace.id}`,
    problem: wrongWorkspace(),
  }
}

/** For keys and sessions alike, by the networks that hold at this very request. */
function judgeAddress({ workspace }: Principal, address: string): Verdict {
  if (workspace.allowlist === null) return pass('The workspace limits no addresses')
  if (contains(workspace.allowlist, address)) return pass(`${address} is in the allowlist`)
  return {
    passed: false,
    detail: `${address} is in none of ${workspace.allowlist.join(', ')}`,
    problem: outside(workspace, address),
  }
}

/** A workspace may require a second factor; from that day on nobody without one gets past their own account. */
function judgeMfa(operation: Operation, principal: Principal): Verdict {
  if (principal.kind === 'api_key') return pass('A key is no person')
  const { mfaRequiredFrom, mfaEnabled, factors } = principal
  if (mfaRequiredFrom === null || mfaRequiredFrom.getTime() > Date.now())
    return pass('The workspace does not require a second factor now')
  if (factors.includes('sso')) return pass('The identity provider of the workspace vouches for the user')
  if (operation.withoutMfa) return pass('Open to those who still have to turn on their second factor')
  if (!mfaEnabled)
    return {
      passed: false,
      detail: `The workspace requires two-factor authentication since ${mfaRequiredFrom.toISOString()}, and the user has not turned it on`,
      problem: mfaEnrollmentRequired(),
    }
  if (factors.some((factor) => factor !== 'password')) return pass('Signed in with a second factor')
  return {
    passed: false,
    detail: 'The session was opened with a password alone, before the user had a second factor',
    problem: reauthenticationRequired(),
  }
}

function judgeStepUp(operation: Operation, principal: Principal): Verdict {
  if (
    operation.ownFactor &&
    principal.kind === 'user' &&
    isVouchedOnly(principal) &&
    !principal.isProvidersOwn
  )
    return providerIsNotEnough()
  if (!operation.stepUp || principal.kind === 'api_key') return pass('Needs no fresh proof')
  if (operation.stepUp === 'account' && isVouchedOnly(principal)) return providerIsNotEnough()
  return judgeFreshness(principal)
}

const providerIsNotEnough = (): Verdict => ({
  passed: false,
  detail: 'The identity provider of the workspace speaks for the workspace, not for the account',
  problem: reauthenticationRequired(
    'Confirm with your own password or passkey: the identity provider of this workspace does not speak for your account',
  ),
})

function judgeFreshness({ authenticatedAt }: SessionPrincipal): Verdict {
  const ageMs = Date.now() - authenticatedAt.getTime()
  if (ageMs <= stepUpMinutes * 60_000) return pass('The user has proved who they are just now')
  return {
    passed: false,
    detail: `The user last proved who they are ${Math.floor(ageMs / 60_000)} minutes ago, and this allows ${stepUpMinutes}`,
    problem: reauthenticationRequired(),
  }
}

/** Judges the fields of a body that protect: only a person who has just confirmed who they are may change them. */
export function judgeProtectiveFields(
  operation: Operation,
  principal: Principal,
  body: unknown,
): (Judgment & { checks: [Check] }) | null {
  const fields = protectiveFields(operation).filter(
    (field) => typeof body === 'object' && body !== null && Object.hasOwn(body, field),
  )
  if (fields.length === 0) return null
  return judgePerson(principal, `Changing ${fields.join(', ')}`)
}

/** The list of a module that guards its files leaves as a file only with a person who has proved who they are. */
export function judgeFile(
  { guardsFiles }: Pick<Operation, 'guardsFiles'>,
  principal: Principal,
): (Judgment & { checks: [Check] }) | null {
  return guardsFiles ? judgePerson(principal, 'This list as a file') : null
}

function judgePerson(principal: Principal, what: string): Judgment & { checks: [Check] } {
  const [check, verdict]: [CheckName, Verdict] =
    principal.kind === 'api_key'
      ? [
          'session_only',
          {
            passed: false,
            detail: `${what} is for browser sessions, and this is a key`,
            problem: sessionRequired(`${what} requires a browser session`),
          },
        ]
      : ['step_up', judgeFreshness(principal)]
  const outcome = verdict.passed ? 'passed' : 'failed'
  return {
    checks: [{ check, outcome, detail: verdict.detail }],
    refusal: verdict.passed ? null : verdict.problem,
  }
}

/**
 * Refuses if the account has a second factor and the session has not proved it in the last 30 minutes.
 * @throws Problem `reauthentication_required`, 403.
 */
export function requireSecondFactor(
  { mfaEnabled, factors, authenticatedAt }: SessionPrincipal,
  now: Date,
): void {
  if (!mfaEnabled) return
  const isProved = factors.some((factor) => factor !== 'password' && factor !== 'sso')
  if (!isProved || now.getTime() - authenticatedAt.getTime() > stepUpMinutes * 60_000)
    throw reauthenticationRequired()
}

function judgeSessionOnly(operation: Operation, principal: Principal): Verdict {
  if (operation.access === 'key' && principal.kind === 'user')
    return { passed: false, detail: 'Only an API key may, and this is a session', problem: keyRequired() }
  if (operation.access !== 'session' || principal.kind === 'user') return pass('Open to these credentials')
  return {
    passed: false,
    detail: 'Only a browser session may, and this is a key',
    problem: sessionRequired(),
  }
}

function judgeModule(operation: Operation, { workspace }: Principal, core: ReadonlySet<string>): Verdict {
  if (core.has(operation.module) || workspace.modules.includes(operation.module))
    return pass(`${operation.module} is enabled`)
  return {
    passed: false,
    detail: `${operation.module} is not enabled`,
    problem: moduleDisabled(`The module ${operation.module} is not enabled in this workspace`),
  }
}

function judgeReadOnly(operation: Operation, principal: Principal): Verdict {
  if (principal.kind === 'user') return pass('A session')
  if (!operation.writes || !isReadOnly(principal.scopes)) return pass('The key may change something')
  return {
    passed: false,
    detail: `All scopes of the key only read: ${principal.scopes.join(', ')}`,
    problem: readOnlyKey(),
  }
}

function judgeScope(operation: Operation, principal: Principal): Verdict {
  if (principal.kind === 'user') return pass('A session has roles, not scopes')
  if (operation.access === 'key') return pass('Open to every key')
  if (operation.scope && grants(principal.scopes, operation.scope))
    return pass(`The key holds ${operation.scope}`)
  return {
    passed: false,
    detail: `Wanted ${operation.scope}, granted ${principal.scopes.join(', ')}`,
    problem: scopeMissing(`This API key does not hold the scope ${operation.scope}`),
  }
}

function judgeRole(operation: Operation, principal: Principal): Verdict {
  if (principal.kind === 'api_key') return pass('A key has scopes, not roles')
  // An admin chooses the provider, and with it whom it vouches for; the installation is not the admin's.
  if (operation.roles === 'installation_owner' && isVouchedOnly(principal) && mayByRole(operation, principal))
    return {
      passed: false,
      detail: 'The identity provider of the workspace does not speak for the owner of the installation',
      problem: reauthenticationRequired(
        'Confirm with your own password or passkey: the identity provider of this workspace does not speak for the owner of the installation',
      ),
    }
  if (mayByRole(operation, principal)) return pass(`One of ${principal.roles.join(', ')} may`)
  const wanted = Array.isArray(operation.roles)
    ? [...new Set(['account_owner', 'admin', ...operation.roles])].join(', ')
    : String(operation.roles)
  const message =
    operation.roles === 'installation_owner'
      ? 'Only the owner of the installation may do this'
      : operation.roles === 'staff'
        ? 'A customer sees only what is shared with them'
        : `This needs one of the roles ${wanted}`
  return {
    passed: false,
    detail: `Wanted one of ${wanted}, held ${principal.roles.join(', ')}`,
    problem: roleMissing(message),
  }
}

/** Whether the roles of a signed-in member let them call the operation at all. */
export function mayByRole({ roles }: Operation, principal: Extract<Principal, { kind: 'user' }>): boolean {
  if (roles === undefined || roles === 'members') return true
  if (roles === 'installation_owner')
    return principal.isInstallationOwner && principal.roles.includes('account_owner')
  if (principal.roles.includes('account_owner') || principal.roles.includes('admin')) return true
  if (roles === 'staff') return principal.roles.some((role) => role !== 'customer')
  return principal.roles.some((role) => roles.includes(role))
}

/** A limited key passes only where the operation says how a project is found; the record itself is judged later. */
function judgeProject(operation: Operation, principal: Principal): Verdict {
  if (principal.kind === 'user' || principal.projects === null) return pass('All projects')
  if (operation.access === 'key') return pass('It is about the key itself')
  const judgeable =
    operation.project !== undefined || operation.on?.hasProject || operation.list?.of.hasProject
  if (judgeable) return pass(`Limited to ${principal.projects.length} projects; the record decides`)
  return {
    passed: false,
    detail: 'This belongs to no project, and the key is limited to some',
    problem: projectNotAllowed(),
  }
}
