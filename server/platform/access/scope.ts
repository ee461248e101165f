/** `resource:action`, where each side may be `*`; `public.*` is all that begins so; `*` alone is everything. */
export const scopePattern =
  '^(\\*|(\\*|[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*(\\.\\*)?):(\\*|[a-z][a-z0-9_]*))$'

/** Whether one of the granted scopes covers the wanted one. */
export function grants(granted: readonly string[], wanted: string): boolean {
  const [resource = '', action] = wanted.split(':')
  return granted.some((scope) => {
    if (scope === '*' || scope === wanted) return true
    const [grantedResource = '', grantedAction] = scope.split(':')
    const reaches =
      grantedResource === '*' ||
      grantedResource === resource ||
      (grantedResource.endsWith('.*') && resource.startsWith(grantedResource.slice(0, -1)))
    return reaches && (grantedAction === '*' || grantedAction === action)
  })
}

/** A key that could change nothing whatever it called. */
export function isReadOnly(granted: readonly string[]): boolean {
  return granted.every((scope) => scope.endsWith(':read'))
}
