import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { id, Type } from '#platform/kernel/schema.ts'
import { safetyManagers } from './report/visibility.ts'

export const listAssignees = operation({
  id: 'listAssignees',
  method: 'GET',
  path: '/api/v1/sms/assignees',
  summary: 'List assignees',
  description:
    'The active members to whom a report, an investigation or an action can be assigned. Customers are left out.',
  scope: 'safety:read',
  roles: [...safetyManagers, 'accountable_executive'],
  stability: 'beta',
  response: Type.Array(
    Type.Object({ memberId: id('mem'), displayName: Type.String(), roles: Type.Array(Type.String()) }),
  ),
  handle: ({ tx }) =>
    tx.rows(sql<'assignees'>`
      select m.id as "memberId", u.display_name as "displayName", m.roles
        from members m
        join users u on u.id = m.user_id
       where m.status = 'active' and m.roles <> '{customer}' order by lower(u.display_name), m.id`),
})
