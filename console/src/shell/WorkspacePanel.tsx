import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { get } from '#api/client.ts'
import { useSession } from '#api/session.ts'
import { IconCheck, IconPlus } from '#ui/icons.ts'
import { Menu } from '#ui/Menu.ts'
import type { PanelProps } from '#ui/OnDemand.tsx'
import { s } from '../strings.ts'

/** The workspaces of the signed-in user, to switch between. */
export default function WorkspacePanel({ isOpen, onChange, children }: PanelProps) {
  const session = useSession()
  const navigate = useNavigate()
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: () => get('/api/v1/setup'),
    staleTime: Number.POSITIVE_INFINITY,
  })

  return (
    <Menu position="bottom-start" width={260} opened={isOpen} onChange={onChange}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {session.workspaces.map((workspace) => (
          <Menu.Item
            key={workspace.id}
            onClick={() => navigate({ to: `/${workspace.slug}` })}
            rightSection={
              workspace.id === session.workspace.id ? (
                <IconCheck size={15} aria-label={s.workspace.current} />
              ) : null
            }
          >
            {workspace.name}
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
