import { queryOptions } from '@tanstack/react-query'
import { get } from '#api/client.ts'

export const path = '/settings/notifications'

export const channelsQuery = queryOptions({
  queryKey: ['notification_channel'],
  queryFn: () => get('/api/notifications/channels'),
  staleTime: 0,
})

export const rulesQuery = queryOptions({
  queryKey: ['notification_rule'],
  queryFn: () => get('/api/notifications/rules'),
})
