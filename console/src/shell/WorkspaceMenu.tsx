import { UnstyledButton } from '@mantine/core'
import { useSession } from '#api/session.ts'
import { IconSelector } from '#ui/icons.ts'
import { OnDemand } from '#ui/OnDemand.tsx'
import { s } from '../strings.ts'
import classes from './WorkspaceMenu.module.css'

/** The current workspace, and a menu to switch. */
export function WorkspaceMenu() {
  const { workspace } = useSession()
  return (
    <OnDemand popup="menu" more={{}} load={() => import('./WorkspacePanel.tsx')}>
      <UnstyledButton className={classes.button} aria-label={`${s.workspace.switch}: ${workspace.name}`}>
        <span className={classes.mark} data-letter={workspace.name.slice(0, 1).toUpperCase()} />
        <span className={classes.name}>{workspace.name}</span>
        <IconSelector size={14} aria-hidden />
      </UnstyledButton>
    </OnDemand>
  )
}
