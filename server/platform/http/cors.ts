/**
 * The origin to name in the response; null if it is neither configured nor our own. Credentials are
 * never allowed: the console has the same origin and needs no permission.
 */
export function allowedOrigin(
  origin: string | undefined,
  configured: readonly string[],
  publicUrl: string | null,
): string | null {
  if (origin === undefined) return null
  const asked = origin.toLowerCase()
  if (publicUrl !== null && asked === new URL(publicUrl).origin) return origin
  return configured.some((pattern) => fits(asked, pattern)) ? origin : null
}

// `https://*.example.com` stands for every host below example.com, and not for example.com itself.
function fits(origin: string, pattern: string): boolean {
  if (!pattern.includes('*')) return origin === pattern
  const [scheme = '', host = ''] = pattern.split('*')
  const between = origin.slice(scheme.length, origin.length - host.length)
  return (
    origin.startsWith(scheme) &&
    origin.endsWith(host) &&
    /^[a-z0-9.-]+$/.test(between) &&
    !between.startsWith('.') &&
    !between.endsWith('.')
  )
}

export function preflightHeaders(asked: string | undefined): Record<string, string> {
  return {
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
    'access-control-allow-headers':
      asked ??
      'authorization, content-type, x-api-key, x-org-id, x-tenant-id, x-request-id, idempotency-key, if-match, if-none-match',
    'access-control-max-age': '86400',
  }
}

/** What a page of another origin may read, beside the few headers that browsers always show. */
export const exposedHeaders = [
  'allow',
  'content-disposition',
  'dry-run',
  'etag',
  'idempotency-replayed',
  'link',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'www-authenticate',
  'x-request-id',
  'x-tenant-id',
  'x-tenant-modules',
  'x-tenant-name',
  'x-tenant-slug',
  'x-tenant-timezone',
].join(', ')
