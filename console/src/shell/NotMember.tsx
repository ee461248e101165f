import { Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { post } from '#api/client.ts'
import type { Session } from '#api/types.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { useSlug } from '#ui/place.ts'
import { showRefusal } from '#ui/useAction.ts'
import { s } from '../strings.ts'

/** Shown for the URL of another workspace: another tab has switched, or the user is not a member. */
export function NotMember({ session }: { session: Session }) {
  const slug = useSlug()
  const here = session.workspaces.find((workspace) => workspace.slug === slug)
  if (!here) {
    return (
      <main>
        <EmptyState title={s.error.notMember} hint={s.error.notMemberHint}>
          {session.workspaces.map((workspace) => (
            <Anchor key={workspace.id} component={Link} to={`/${workspace.slug}`}>
              {workspace.name}
            </Anchor>
          ))}
        </EmptyState>
      </main>
    )
  }
  // A full reload, because every list in memory belongs to the previous workspace.
  const switchBack = () =>
    post('/api/v1/auth/switch', { body: { workspaceId: here.id }, isUnbound: true }).then(
      () => location.reload(),
      showRefusal,
    )
  return (
    <main>
      <EmptyState title={s.error.elsewhere(session.workspace.name)} hint={s.error.elsewhereHint}>
        <Button onClick={switchBack}>{s.error.backTo(here.name)}</Button>
        <Button variant="default" component={Link} to={`/${session.workspace.slug}`}>
          {s.error.stayIn(session.workspace.name)}
        </Button>
      </EmptyState>
    </main>
  )
}
