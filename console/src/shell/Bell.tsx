import { ActionIcon, Button, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { IconBell } from '#ui/icons.ts'
import { NoticeList } from '#ui/NoticeList.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../strings.ts'
import classes from './Bell.module.css'

const w = s.bell
const shown = 20

/** What one was told, with how much of it is unread; it follows the live feed. */
export function Bell() {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  const { data } = useQuery({
    queryKey: ['notification', 'bell'],
    queryFn: () => get('/api/notifications', { query: { limit: shown } }),
  })
  const unread = data?.unread_count ?? 0
  const isUrgent = data?.notifications.some((one) => one.severity === 'critical' && !one.read_at) ?? false
  const readAll = useAction({
    run: () => post('/api/notifications/read', { body: {} }),
    changes: ['notification'],
  })

  return (
    <Popover
      position="bottom-end"
      width={380}
      classNames={{ dropdown: classes.panel }}
      trapFocus
      opened={isOpen}
      onChange={setOpen}
    >
      <Popover.Target>
        <ActionIcon
          className={classes.bell}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={w.unread(unread)}
          onClick={() => setOpen(!isOpen)}
        >
          <IconBell size={19} aria-hidden />
          {unread > 0 ? (
            <span className={classes.count} data-urgent={isUrgent || undefined} aria-hidden>
              {unread > 99 ? '99+' : unread}
            </span>
          ) : null}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={w.title}>
        <div className={classes.head}>
          <h2>{w.title}</h2>
          {unread > 0 ? (
            <Button variant="subtle" size="compact-sm" onClick={() => readAll.mutate()}>
              {w.readAll}
            </Button>
          ) : null}
        </div>
        <div className={classes.list}>
          <NoticeList notifications={data?.notifications ?? []} onFollow={close} />
        </div>
        <div className={classes.foot}>
          <AppLink to="/notifications" onClick={close}>
            {w.all}
          </AppLink>
          <AppLink to="/account/notifications" onClick={close}>
            {w.settings}
          </AppLink>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
