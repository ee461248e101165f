import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Session } from '#api/types.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { s } from '../strings.ts'

/** For an address of a workspace that the signed-in person does not belong to. */
export function NotMember({ session }: { session: Session }) {
  return (
    <main>
      <EmptyState title={s.error.notMember} hint={s.error.notMemberHint}>
        {session.workspaces.map((one) => (
          <Anchor key={one.id} component={Link} to={`/${one.slug}`}>{one.name}</Anchor>
        ))}
      </EmptyState>
    </main>
  )
}
