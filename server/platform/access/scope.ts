/** `resource:action`, where each side may be `*`; `*` alone is everything. */
export const scopePattern = '^(\\*|(\\*|[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*):(\\*|[a-z][a-z0-9_]*))$'

/** Whether one of the granted scopes covers the wanted one. */
export function grants(granted: readonly string[], wanted: string): boolean {
  const [resource, action] = wanted.split(':')
  return granted.some((scope) => {
    if (scope === '*' || scope === wanted) return true
    const [grantedResource, grantedAction] = scope.split(':')
    return (grantedResource === '*' || grantedResource === resource) && (grantedAction === '*' || grantedAction === action)
  })
}

/** A key that could change nothing whatever it called. */
export function isReadOnly(granted: readonly string[]): boolean {
  return granted.every((scope) => scope.endsWith(':read'))
}

/** What people call it: the presets over scopes. */
export function accessOf(granted: readonly string[]): 'read' | 'read_write' | 'custom' {
  if (granted.length === 1 && granted[0] === '*:read') return 'read'
  if (granted.length === 1 && (granted[0] === '*' || granted[0] === '*:*')) return 'read_write'
  return 'custom'
}
