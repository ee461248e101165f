import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { bindWorkspace, post } from '#api/client.ts'
import { IconBook, IconKeyboard, IconLogout } from '#ui/icons.ts'
import { useTimePreference } from '#ui/Instant.tsx'
import { s } from '../strings.ts'
import { openKeyboardHelp } from './Keyboard.tsx'
import { useSession } from './session.ts'
import classes from './UserMenu.module.css'

const initials = (name: string) => name.split(/\s+/).map((part) => part.charAt(0)).slice(0, 2).join('').toUpperCase()

export function UserMenu() {
  const { user } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [time, setTime] = useTimePreference()
  const queryClient = useQueryClient()
  const navigate = useNavigate()

  const signOut = async () => {
    await post('/api/v1/auth/logout').catch(() => undefined)
    bindWorkspace(null)
    await navigate({ to: '/sign-in' })
    queryClient.clear()
  }

  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.avatar} aria-label={s.user.menu} data-initials={initials(user.displayName)} />
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>{user.displayName}</strong>
          <span className="dim">{user.email}</span>
        </div>
        <Menu.Divider />
        <div className={classes.choice}>
          <span id="appearance">{s.user.appearance}</span>
          <SegmentedControl
            aria-labelledby="appearance" fullWidth size="xs" value={colorScheme}
            onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
            data={[{ value: 'light', label: s.user.light }, { value: 'dark', label: s.user.dark }, { value: 'auto', label: s.user.system }]}
          />
        </div>
        <div className={classes.choice}>
          <span id="times">{s.user.times}</span>
          <SegmentedControl
            aria-labelledby="times" fullWidth size="xs" value={time} onChange={(value) => setTime(value === 'local' ? 'local' : 'utc')}
            data={[{ value: 'utc', label: s.user.utcFirst }, { value: 'local', label: s.user.localFirst }]}
          />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={openKeyboardHelp}>{s.user.keyboard}</Menu.Item>
        <Menu.Item leftSection={<IconBook size={16} aria-hidden />} component="a" href="/" target="_blank" rel="noreferrer">{s.user.reference}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>{s.user.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
