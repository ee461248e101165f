import { recordKind } from './record-kind.ts'

export const userKind = recordKind({
  name: 'user',
  prefix: 'usr',
  title: { one: 'user', many: 'users' },
  page: '/settings/members',
})

export const sessionKind = recordKind({
  name: 'session',
  prefix: 'ses',
  title: { one: 'session', many: 'sessions' },
  // Users see only their own sessions, but an audit entry is mostly about someone else's.
  page: 'none',
})
