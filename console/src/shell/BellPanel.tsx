import { Button, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { cloneElement } from 'react'
import { post } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { NoticeList } from '#ui/NoticeList.tsx'
import type { PanelProps } from '#ui/OnDemand.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../strings.ts'
import classes from './Bell.module.css'
import { bellQuery } from './Bell.tsx'

const w = s.bell

/** The panel of recent notifications. */
export default function BellPanel({ isOpen, onChange, children }: PanelProps) {
  const close = () => onChange(false)
  const { data } = useQuery(bellQuery)
  const unread = data?.unread_count ?? 0
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
      onChange={onChange}
    >
      <Popover.Target>{cloneElement(children, { onClick: () => onChange(!isOpen) })}</Popover.Target>
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
