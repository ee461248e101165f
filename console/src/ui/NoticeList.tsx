import { ActionIcon } from '@mantine/core'
import { post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { Notification, Severity } from '#api/types.ts'
import { s } from '../strings.ts'
import { AppLink } from './AppLink.tsx'
import { EmptyState } from './EmptyState.tsx'
import { Instant } from './Instant.tsx'
import { IconCheck } from './icons.ts'
import classes from './NoticeList.module.css'
import { StatusBadge, type Tone } from './StatusBadge.tsx'
import { useAction } from './useAction.ts'

const w = s.bell
const tones: Record<Severity, Tone> = {
  info: 'neutral',
  low: 'neutral',
  medium: 'info',
  high: 'amber',
  critical: 'red',
}

/** A severity as a word, a shape and a color. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  return <StatusBadge tone={tones[severity]}>{labelOf('notification_rule.severity', severity)}</StatusBadge>
}

/** A list of notifications. Opening one marks it as read. */
export function NoticeList({
  notifications,
  onFollow,
}: {
  notifications: Notification[]
  onFollow?: () => void
}) {
  const read = useAction({
    run: (id: string) => post('/api/notifications/read', { body: { ids: [id] } }),
    changes: ['notification'],
  })
  if (notifications.length === 0) return <EmptyState title={w.none} hint={w.noneHint} />
  return (
    <ul className={classes.list}>
      {notifications.map((notification) => {
        const follow = () => {
          if (!notification.read_at) read.mutate(notification.id)
          onFollow?.()
        }
        return (
          <li
            key={notification.id}
            className={classes.notice}
            data-unread={!notification.read_at || undefined}
          >
            <div className={classes.text}>
              <strong>
                {notification.path ? (
                  <AppLink to={notification.path} onClick={follow}>
                    {notification.title}
                  </AppLink>
                ) : (
                  notification.title
                )}
              </strong>
              {notification.body ? <p className={classes.body}>{notification.body}</p> : null}
              <p className={classes.facts}>
                <SeverityBadge severity={notification.severity} />
                <Instant at={notification.created_at} relative />
                {notification.read_at ? null : <span className="visually-hidden">{w.isUnread}</span>}
              </p>
            </div>
            {notification.read_at ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`${w.read}: ${notification.title}`}
                title={w.read}
                onClick={() => read.mutate(notification.id)}
              >
                <IconCheck size={16} aria-hidden />
              </ActionIcon>
            )}
          </li>
        )
      })}
    </ul>
  )
}
