import type { Configuration, CustomFetch } from 'openid-client'
import type { Services } from '../../kernel/installation.ts'
import { problem } from '../../kernel/problem.ts'
import { AddressRefused, createAddressGuard } from '../../net/address-guard.ts'
import { guardedFetch } from '../../net/guarded-fetch.ts'

export const providerUnusable = problem('identity_provider_unusable', 422, {
  meaning: 'The identity provider cannot be used as it was described',
  fix: 'Compare issuer, client id and secret with what the provider shows. The sentence says what failed.',
})
export const ssoFailed = problem('sso_failed', 401, {
  meaning: 'The identity provider did not vouch for you',
  fix: 'Begin again from the sign-in page. Where it goes on failing, the sentence is for the admin of your workspace.',
})

export interface Provider {
  issuer: string
  clientId: string
  clientSecret: string
}

// Only workspaces that sign in by a provider of their own need it.
const library = () => import('openid-client')

/** What a provider says of the one who signs in. */
export interface Vouched {
  subject: string
  email: string | null
  emailVerified: boolean
  name: string | null
}

/** Secrets of one sign-in, which its browser carries sealed from the start to the end. */
export interface Handshake {
  state: string
  nonce: string
  codeVerifier: string
}

/** Reads what the provider says about itself. @throws Problem with the reason. */
export async function discover(provider: Provider, services: Services): Promise<Configuration> {
  const oidc = await library()
  const guard = createAddressGuard({ allowNetworks: services.config.webhookAllowNetworks })
  try {
    const issuer = guard.parse(provider.issuer)
    return await oidc.discovery(
      issuer,
      provider.clientId,
      undefined,
      oidc.ClientSecretBasic(provider.clientSecret),
      {
        [oidc.customFetch]: guardedFetch(guard) as CustomFetch,
        // Plain http passes the guard only toward a network that the installation's owner has allowed.
        execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
      },
    )
  } catch (error) {
    throw providerUnusable(`The issuer ${provider.issuer} cannot be used: ${reasonOf(error)}`)
  }
}

/** Where to send the browser. */
export async function beginSignIn(
  provider: Provider,
  redirectUri: string,
  services: Services,
): Promise<{ url: string; handshake: Handshake }> {
  const oidc = await library()
  const config = await discover(provider, services)
  const handshake = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    codeVerifier: oidc.randomPKCECodeVerifier(),
  }
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state: handshake.state,
    nonce: handshake.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(handshake.codeVerifier),
    code_challenge_method: 'S256',
  })
  // The console sends the browser there, and `javascript:` would run within the console.
  if (url.protocol !== 'https:' && url.protocol !== new URL(provider.issuer).protocol)
    throw providerUnusable(`The identity provider names a sign-in page that does not begin with https://`)
  return { url: url.href, handshake }
}

/** Redeems the code and checks what it brings. @throws Problem with the reason. */
export async function finishSignIn(
  provider: Provider,
  callback: URL,
  handshake: Handshake,
  services: Services,
): Promise<Vouched> {
  const oidc = await library()
  const config = await discover(provider, services)
  try {
    const tokens = await oidc.authorizationCodeGrant(config, callback, {
      expectedState: handshake.state,
      expectedNonce: handshake.nonce,
      pkceCodeVerifier: handshake.codeVerifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) throw new Error('it sent no ID token')
    // Some providers say who it is only when asked again.
    const more =
      typeof claims.email === 'string' || !config.serverMetadata().userinfo_endpoint
        ? claims
        : await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
    return {
      subject: claims.sub,
      email: typeof more.email === 'string' ? more.email : null,
      emailVerified: more.email_verified === true,
      name: typeof more.name === 'string' ? more.name : null,
    }
  } catch (error) {
    throw ssoFailed(`The identity provider did not vouch for you: ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AddressRefused) return error.message
  const { message, code, cause } = error as Error & {
    code?: string
    error_description?: string
    cause?: unknown
  }
  const described = (error as { error_description?: unknown }).error_description
  if (typeof described === 'string') return described
  if (cause instanceof Error) return cause.message || message
  return code && !message ? code : message
}
