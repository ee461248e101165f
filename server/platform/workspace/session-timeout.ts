import { sql, type Tx } from '../database/database.ts'
import { changesBetween } from '../events/record.ts'
import { operation } from '../kernel/operation.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { instant, Type } from '../kernel/schema.ts'

const minutes = (minimum: number, maximum: number, example: number, description: string) =>
  Type.Integer({ minimum, maximum, examples: [example], description })

const policy = {
  idle_timeout_minutes: minutes(5, 10_080, 60, 'A session ends after so long without a request.'),
  absolute_timeout_minutes: minutes(5, 43_200, 1_440, 'Any session ends so long after sign-in.'),
  extend_on_activity: Type.Boolean({
    description: 'Whether a request restarts the idle time. Off: it runs from sign-in.',
  }),
}
const Policy = Type.Object({ ...policy, updated_at: instant() })

interface Row {
  idle_timeout_minutes: number
  absolute_timeout_minutes: number
  extend_on_activity: boolean
  updated_at: string
}

function readPolicy(tx: Tx, workspaceUuid: string): Promise<Row> {
  return tx.one(sql<'sessionPolicy'>`
    select idle_timeout_minutes, absolute_timeout_minutes, extend_on_activity,
           to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at
      from workspaces where workspace_id = ${workspaceUuid}`)
}

export const getSessionTimeout = operation({
  id: 'getSessionTimeout',
  method: 'GET',
  path: '/api/session-timeout',
  summary: 'Get the session timeout',
  description: 'How long a session may be idle, and how long it lasts in total.',
  scope: 'workspace:read',
  roles: ['auditor'],
  response: Policy,
  handle: ({ tx, principal }) => readPolicy(tx, principal.workspace.uuid),
})

export const putSessionTimeout = operation({
  id: 'putSessionTimeout',
  method: 'PUT',
  path: '/api/session-timeout',
  summary: 'Update the session timeout',
  description:
    'Sets how long a session may be idle and how long it lasts. It applies to open sessions from their next request on.',
  access: 'session',
  roles: [],
  audits: 'session_timeout.updated',
  body: Type.Object(policy),
  response: Policy,
  async handle({ tx, body, principal, emit }) {
    if (body.idle_timeout_minutes > body.absolute_timeout_minutes)
      throw invalidRequest(
        `A session cannot be idle for longer than it lives: idle_timeout_minutes (${body.idle_timeout_minutes}) must be at most absolute_timeout_minutes (${body.absolute_timeout_minutes})`,
        { details: [{ field: 'idle_timeout_minutes', message: 'must be at most absolute_timeout_minutes' }] },
      )
    const { uuid, id, name } = principal.workspace
    const before = await readPolicy(tx, uuid)
    await tx.run(sql`
      update workspaces
         set idle_timeout_minutes = ${body.idle_timeout_minutes},
           absolute_timeout_minutes = ${body.absolute_timeout_minutes},
           extend_on_activity = ${body.extend_on_activity}
       where workspace_id = ${uuid}`)
    const after = await readPolicy(tx, uuid)
    emit({
      type: 'session_timeout.updated',
      subject: { type: 'workspace', id, label: name },
      changes: changesBetween({ ...before }, { ...after }),
    })
    return after
  },
})
