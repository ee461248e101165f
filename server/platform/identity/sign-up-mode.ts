import type { RequestInfo } from '../kernel/context.ts'
import type { Services } from '../kernel/installation.ts'
import { problem } from '../kernel/problem.ts'
import { isLoopback } from '../net/address.ts'

export type SignupMode = 'open' | 'invite' | 'closed'

const signupClosed = problem('signup_closed', 403, {
  meaning: 'This installation does not let just anybody create an account',
  fix: 'Ask an admin of the workspace for an invitation. The operator decides with the setting SIGNUP.',
})

/**
 * Who may create an account. Without the setting SIGNUP: anybody on a machine that nobody else can reach, and only
 * invited people on any other.
 */
export function signupMode({ config }: Pick<Services, 'config'>, request: RequestInfo): SignupMode {
  return config.signup ?? (isLoopback(config.host) && request.isFromThisMachine ? 'open' : 'invite')
}

/** @returns the refusal of a sign-up, which says why, and which setting changes it. */
export function refusedSignup({ config }: Services) {
  if (config.signup === 'closed')
    return signupClosed('This installation takes no new accounts (SIGNUP=closed)')
  const reason =
    config.signup === 'invite'
      ? 'SIGNUP=invite'
      : config.publicUrl !== null
        ? 'PUBLIC_URL is set'
        : isLoopback(config.host)
          ? 'this request came from another machine or through a proxy'
          : `it listens on ${config.host}`
  return signupClosed(
    `Accounts are by invitation on this installation, since ${reason}. Its operator can let anybody sign up with SIGNUP=open`,
  )
}

/** For people who are invited, or for whom an identity provider vouches. @throws Problem if there are no new accounts. */
export function requireNewAccounts({ config }: Services): void {
  if (config.signup === 'closed')
    throw signupClosed('This installation takes no new accounts (SIGNUP=closed)')
}
