import type { Config } from '#server/config.ts'

/** The headers by which a proxy says for whom it passes a request on. */
export const proxyHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
]

const warnings = new WeakMap<Config, string>()

/** Remembers, and logs once, that requests come through a proxy that TRUSTED_PROXIES does not name. */
export function noteForwarded(
  config: Config,
  peer: string,
  log: { warn(fields: object, message: string): void },
): void {
  if (warnings.has(config) || config.trustedProxies.some((proxy) => proxy.contains(peer))) return
  const warning =
    `A request from ${peer} carries headers of a proxy, and TRUSTED_PROXIES does not name this address. ` +
    'So all clients behind that proxy count as one: they share rate limits, and IP allowlists see only the proxy. ' +
    `If it is your proxy, set TRUSTED_PROXIES=${peer}`
  warnings.set(config, warning)
  log.warn({ peer }, warning)
}

/** What `noteForwarded` found since the start of this process; null if nothing. */
export const untrustedProxyWarning = (config: Config): string | null => warnings.get(config) ?? null
