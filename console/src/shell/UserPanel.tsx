import { Popover, UnstyledButton } from '@mantine/core'
import { cloneElement } from 'react'
import { useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { IconBook, IconHelpCircle, IconKeyboard, IconLogout, IconUser } from '#ui/icons.ts'
import type { PanelProps } from '#ui/OnDemand.tsx'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import { s } from '../strings.ts'
import { useAppearance } from './appearance.ts'
import { openKeyboardHelp } from './Keyboard.tsx'
import { openSignOut } from './openSignOut.ts'
import classes from './UserMenu.module.css'

/** The signed-in user, their appearance settings, and sign-out. */
export default function UserPanel({ isOpen, onChange, children }: PanelProps) {
  const { user } = useSession()
  const { scheme, setScheme, times, setTimes } = useAppearance()

  return (
    <Popover position="bottom-end" width={260} trapFocus opened={isOpen} onChange={onChange}>
      <Popover.Target>{cloneElement(children, { onClick: () => onChange(!isOpen) })}</Popover.Target>
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
        <AppLink to="/account/profile" className={classes.item} onClick={() => onChange(false)}>
          <IconUser size={16} aria-hidden />
          {s.user.account}
        </AppLink>
        <UnstyledButton
          className={classes.item}
          onClick={() => {
            onChange(false)
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
        <UnstyledButton
          className={classes.item}
          component="a"
          href="/docs/guides"
          target="_blank"
          rel="noreferrer"
        >
          <IconHelpCircle size={16} aria-hidden />
          {s.user.guides}
        </UnstyledButton>
        <UnstyledButton
          className={classes.item}
          onClick={() => {
            onChange(false)
            openSignOut()
          }}
        >
          <IconLogout size={16} aria-hidden />
          {s.user.signOut}
        </UnstyledButton>
      </Popover.Dropdown>
    </Popover>
  )
}
