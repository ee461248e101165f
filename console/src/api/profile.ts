import { queryOptions } from '@tanstack/react-query'
import { get } from '#api/client.ts'

/** The user's own profile, with the subject type of its events as key. */
export const profileQuery = queryOptions({
  queryKey: ['user', 'profile'],
  queryFn: () => get('/api/user/profile'),
})
