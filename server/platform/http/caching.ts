import type { Operation } from '../kernel/operation.ts'

/** Scopes whose records are about people, or say how the workspace is protected. */
const personalScopes = new Set(
  ['api_keys', 'audit', 'compliance', 'crew', 'members', 'requests', 'settings', 'workspace'].map(
    (resource) => `${resource}:read`,
  ),
)

/**
 * The Cache-Control header of a response. Writes, the account, settings, people and what hides its caller leave nothing
 * in the cache of a browser that the next person may use. Other reads may be kept by the browser, which asks every time
 * whether they are still right. No shared cache keeps any of them.
 */
export function cacheControlOf({ method, scope, path, anonymous, on }: Operation): string {
  const hidesCaller = anonymous || on?.hidesCaller || path.startsWith('/api/v1/sms/reports')
  const mayBeKept = method === 'GET' && scope && !personalScopes.has(scope) && !hidesCaller
  return mayBeKept ? 'private, no-cache' : 'no-store'
}
