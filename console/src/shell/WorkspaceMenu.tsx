import { Menu, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { get } from '#api/client.ts'
import { IconCheck, IconPlus, IconSelector } from '#ui/icons.ts'
import { s } from '../strings.ts'
import { useSession } from './session.ts'
import classes from './WorkspaceMenu.module.css'

/** Which workspace this is, and the way to another. */
export function WorkspaceMenu() {
  const session = useSession()
  const navigate = useNavigate()
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: () => get('/api/v1/setup'),
    staleTime: Number.POSITIVE_INFINITY,
  })

  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton
          className={classes.button}
          aria-label={`${s.workspace.switch}: ${session.workspace.name}`}
        >
          <span className={classes.mark} data-letter={session.workspace.name.slice(0, 1).toUpperCase()} />
          <span className={classes.name}>{session.workspace.name}</span>
          <IconSelector size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {session.workspaces.map((one) => (
          <Menu.Item
            key={one.id}
            onClick={() => navigate({ to: `/${one.slug}` })}
            rightSection={
              one.id === session.workspace.id ? (
                <IconCheck size={15} aria-label={s.workspace.current} />
              ) : null
            }
          >
            {one.name}
          </Menu.Item>
        ))}
        {setup.data?.signupOpen ? (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => navigate({ to: '/sign-up' })}
            >
              {s.workspace.another}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
