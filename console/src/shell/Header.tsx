import { ActionIcon } from '@mantine/core'
import { useOs } from '@mantine/hooks'
import { IconMenu2, IconSearch } from '#ui/icons.ts'
import { s } from '../strings.ts'
import { Bell } from './Bell.tsx'
import { Clock } from './Clock.tsx'
import { openPalette } from './openPalette.ts'
import classes from './Shell.module.css'
import { UserMenu } from './UserMenu.tsx'
import { WorkspaceMenu } from './WorkspaceMenu.tsx'

export function Header({ onMenu }: { onMenu: () => void }) {
  const os = useOs()
  return (
    <header className={classes.header}>
      <ActionIcon
        className={classes.phone}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={s.nav.menu}
        onClick={onMenu}
      >
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <WorkspaceMenu />
      <span className={classes.grow} />
      <button type="button" className={`${classes.search} ${classes.desktop}`} onClick={openPalette}>
        <IconSearch size={15} aria-hidden />
        {s.palette.open}
        <kbd>{os === 'macos' || os === 'ios' ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <span className={classes.grow} />
      <Clock />
      <ActionIcon
        className={classes.phone}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={s.palette.open}
        onClick={openPalette}
      >
        <IconSearch size={19} aria-hidden />
      </ActionIcon>
      <Bell />
      <UserMenu />
    </header>
  )
}
