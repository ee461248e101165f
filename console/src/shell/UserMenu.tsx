import { Popover, SegmentedControl, UnstyledButton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { bindWorkspace, post } from '#api/client.ts'
import { profileQuery } from '#modules/account/profileQuery.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { IconBook, IconKeyboard, IconLogout, IconUser } from '#ui/icons.ts'
import { s } from '../strings.ts'
import { useAppearance } from './appearance.ts'
import { openKeyboardHelp } from './Keyboard.tsx'
import { useSession } from './session.ts'
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
  const { scheme, setScheme, times, setTimes } = useAppearance()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const avatar = useQuery(profileQuery).data?.avatar_url ?? null

  const signOut = async () => {
    await post('/api/v1/auth/logout').catch(() => undefined)
    bindWorkspace(null)
    await navigate({ to: '/sign-in' })
    queryClient.clear()
  }

  return (
    <Popover position="bottom-end" width={260} trapFocus opened={isOpen} onChange={setOpen}>
      <Popover.Target>
        <UnstyledButton
          className={classes.avatar}
          aria-label={s.user.menu}
          data-initials={avatar ? '' : initials(user.displayName)}
          style={avatar ? { backgroundImage: `url("${avatar}")` } : undefined}
          onClick={() => setOpen(!isOpen)}
        />
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label={s.user.menu}>
        <div className={classes.who}>
          <strong>{user.displayName}</strong>
          <span className="dim">{user.email}</span>
        </div>
        <div className={classes.choice}>
          <span id="appearance">{s.user.appearance}</span>
          <SegmentedControl
            aria-labelledby="appearance"
            fullWidth
            size="xs"
            value={scheme}
            onChange={setScheme}
            data={[
              { value: 'light', label: s.user.light },
              { value: 'dark', label: s.user.dark },
              { value: 'auto', label: s.user.system },
            ]}
          />
        </div>
        <div className={classes.choice}>
          <span id="times">{s.user.times}</span>
          <SegmentedControl
            aria-labelledby="times"
            fullWidth
            size="xs"
            value={times}
            onChange={setTimes}
            data={[
              { value: 'utc', label: s.user.utcFirst },
              { value: 'local', label: s.user.localFirst },
            ]}
          />
        </div>
        <AppLink to="/account/profile" className={classes.item} onClick={() => setOpen(false)}>
          <IconUser size={16} aria-hidden />
          {s.user.account}
        </AppLink>
        <UnstyledButton
          className={classes.item}
          onClick={() => {
            setOpen(false)
            openKeyboardHelp()
          }}
        >
          <IconKeyboard size={16} aria-hidden />
          {s.user.keyboard}
        </UnstyledButton>
        <UnstyledButton className={classes.item} component="a" href="/" target="_blank" rel="noreferrer">
          <IconBook size={16} aria-hidden />
          {s.user.reference}
        </UnstyledButton>
        <UnstyledButton className={classes.item} onClick={signOut}>
          <IconLogout size={16} aria-hidden />
          {s.user.signOut}
        </UnstyledButton>
      </Popover.Dropdown>
    </Popover>
  )
}
