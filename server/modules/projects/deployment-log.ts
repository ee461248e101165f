import type { Tx } from '#platform/database/database.ts'
import type { LiveChange } from '#platform/events/live.ts'
import { ServerSent } from '#platform/events/server-sent.ts'
import { operation } from '#platform/kernel/operation.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { Deployment } from './deployment.ts'
import { type DeploymentStatus, deploymentStatuses } from './log-entry.ts'

const Entry = Type.Object({
  id: id('dlg'),
  at: instant(),
  status: oneOf(deploymentStatuses),
  note: nullable(Type.String()),
  actorName: Type.String(),
})

/** After these nothing follows. */
const last: ReadonlySet<DeploymentStatus> = new Set(['completed', 'aborted', 'failed', 'superseded'])

export const getDeploymentLog = operation({
  id: 'getDeploymentLog',
  method: 'GET',
  path: '/api/deployments/:id/log',
  summary: 'List the log entries of a deployment, oldest first',
  description:
    'With `Accept: text/event-stream` it is followed: each entry is a server-sent event `entry` when it is written, with its id for `Last-Event-ID`, and an event `end` closes the log of a deployment that is over.',
  scope: 'deployments:read',
  roles: 'staff',
  on: Deployment,
  response: Type.Array(Entry),
  handle: ({ tx, record }) => entriesAfter(tx, record.id, ''),
  streams({ services, principal, record, request, signal, isStillAdmitted }) {
    const workspaceUuid = principal.workspace.uuid
    const changes = services.live.follow({
      workspaceUuid,
      follower: principal.kind === 'user' ? principal.userId : principal.keyId,
      userId: '',
      fromSequence: principal.sequence,
      signal,
      mayFollow: isStillAdmitted,
      view: async (_tx, change) => (change.subjectId === record.id ? change : null),
    })
    return follow(changes, request.lastEventId ?? '', (after) =>
      services.database.tenant({ workspaceId: workspaceUuid }, (tx) => entriesAfter(tx, record.id, after)),
    )
  },
})

type LogEntry = Static<typeof Entry>

/** What is there at once, then what is added, until nothing can be. */
async function* follow(
  changes: AsyncIterable<LiveChange | null>,
  from: string,
  read: (after: string) => Promise<LogEntry[]>,
): AsyncGenerator<ServerSent | null> {
  let lastId = from
  const isOver = async function* (): AsyncGenerator<ServerSent, boolean> {
    for (const entry of await read(lastId)) {
      lastId = entry.id
      yield new ServerSent('entry', entry.id, entry)
      if (!last.has(entry.status)) continue
      yield new ServerSent('end', entry.id, { status: entry.status })
      return true
    }
    return false
  }
  if (yield* isOver()) return
  for await (const change of changes)
    if (change === null) yield null
    else if (yield* isOver()) return
}

const entriesAfter = (tx: Tx, deploymentId: string, after: string): Promise<LogEntry[]> =>
  tx.prepared<'deploymentLogAfter', Pick<LogEntry, 'status'>>(
    `
      select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, status, note,
             actor_name as "actorName"
        from deployment_log where deployment_id = $1 and id > $2 order by id`,
    [deploymentId, after],
  )
