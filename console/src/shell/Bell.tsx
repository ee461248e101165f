import { ActionIcon } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { IconBell } from '#ui/icons.ts'
import { OnDemand } from '#ui/OnDemand.tsx'
import { s } from '../strings.ts'
import classes from './Bell.module.css'

export const bellQuery = queryOptions({
  queryKey: ['notification', 'bell'],
  queryFn: () => get('/api/notifications', { query: { limit: 20 } }),
})

/** The bell with the number of unread notifications. It follows the live feed. */
export function Bell() {
  const { data } = useQuery(bellQuery)
  const unread = data?.unread_count ?? 0
  const isUrgent =
    data?.notifications.some(
      (notification) => notification.severity === 'critical' && !notification.read_at,
    ) ?? false
  return (
    <OnDemand popup="dialog" more={{}} load={() => import('./BellPanel.tsx')}>
      <ActionIcon
        className={classes.bell}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={s.bell.unread(unread)}
      >
        <IconBell size={19} aria-hidden />
        {unread > 0 ? (
          <span className={classes.count} data-urgent={isUrgent || undefined} aria-hidden>
            {unread > 99 ? '99+' : unread}
          </span>
        ) : null}
      </ActionIcon>
    </OnDemand>
  )
}
