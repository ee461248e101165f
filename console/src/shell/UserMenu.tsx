import { UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { profileQuery } from '#api/profile.ts'
import { useSession } from '#api/session.ts'
import { OnDemand } from '#ui/OnDemand.tsx'
import { s } from '../strings.ts'
import classes from './UserMenu.module.css'

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase()

export function UserMenu() {
  const { user } = useSession()
  const avatar = useQuery(profileQuery).data?.avatar_url ?? null
  return (
    <OnDemand popup="dialog" more={{}} load={() => import('./UserPanel.tsx')}>
      <UnstyledButton
        className={classes.avatar}
        aria-label={s.user.menu}
        data-initials={avatar ? '' : initials(user.displayName)}
        style={avatar ? { backgroundImage: `url("${avatar}")` } : undefined}
      />
    </OnDemand>
  )
}
