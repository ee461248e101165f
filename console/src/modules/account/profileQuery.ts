import { queryOptions } from '@tanstack/react-query'
import { get } from '#api/client.ts'

/** One's own profile, under the subject type of its events. */
export const profileQuery = queryOptions({
  queryKey: ['user', 'profile'],
  queryFn: () => get('/api/user/profile'),
})
