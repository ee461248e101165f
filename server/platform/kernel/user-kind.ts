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
  // People see their own sessions alone, and an entry about one is mostly about another's.
  page: 'none',
})
