import { useQuery } from '@tanstack/react-query'
import type { Scope } from '#api/types.ts'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { scopesQuery } from './ScopePicker.tsx'
import { t } from './strings.ts'

const grants = (granted: string[], { scope, action }: Scope) => {
  const resource = scope.split(':')[0]
  return granted.some(
    (grantedScope) =>
      grantedScope === scope ||
      grantedScope === '*' ||
      grantedScope === `*:${action}` ||
      grantedScope === `${resource}:*`,
  )
}

// A list the key may read, so that the command works when pasted. A key for selected projects
// cannot read records that belong to no project.
function pathToTry(granted: string[], scopes: Scope[], isLimited: boolean) {
  const paths = scopes
    .filter((grantedScope) => grants(granted, grantedScope))
    .flatMap((grantedScope) => grantedScope.operations)
    .filter(({ method, path }) => method === 'GET' && !/[{:]/.test(path))
    .map(({ path }) => path)
  return isLimited ? paths.find((path) => ofProjects.includes(path)) : paths[0]
}
const ofProjects = ['/api/projects', '/api/v1/ops/flights', '/api/v1/public/flights']

/** A key's secret, shown once, with a command that uses it here. */
export function KeySecret({
  title,
  secret,
  scopes,
  isLimited = false,
  onClose,
}: {
  title: string
  secret: string
  scopes: string[]
  /** Whether the key is limited to selected projects. */
  isLimited?: boolean
  onClose: () => void
}) {
  const scopeCatalog = useQuery(scopesQuery)
  const path = pathToTry(scopes, scopeCatalog.data?.scopes ?? [], isLimited) ?? '/api/v1/public/fleet'
  return (
    <SecretPanel
      title={title}
      label={t.create.secretLabel}
      secret={secret}
      note={t.create.curlNote}
      onClose={onClose}
      curl={`curl ${location.origin}${path} \\\n  -H "Authorization: Bearer $SECRET"`}
    />
  )
}
