import { sql, type Tx } from '../database/database.ts'
import { afterFailure, afterSuccess, type Circuit } from './circuit.ts'
import type { Step } from './ladder.ts'
import type { Claimed } from './queue.ts'
import type { Sent } from './send.ts'

/** One attempt that has ended, and what follows from it. */
export interface Completion {
  claimed: Claimed
  at: Date
  url: string
  requestHeaders: Record<string, string>
  sent: Sent
  next: Step
  isProbe: boolean
  /** As far as this process knows, the endpoint's circuit was closed and had no failure. */
  isPristine: boolean
}

const statusAfter = { delivered: 'delivered', retry: 'retrying', dead: 'dead', gone: 'dead' } as const

// Fenced: if another process has the lease, or the delivery was cancelled or resent meanwhile, neither the
// delivery nor its log is changed. One statement writes hundreds.
const completeText = `
with done as (
  select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::float8[], $6::int[], $7::text[],
                       $8::int[], $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[])
    as n (workspace_id, id, lease_token, status, delay_ms, http_status, error, duration_ms, at, url,
          request_headers, response_headers, response_body)
), moved as (
  update webhook_deliveries d
     set status = n.status, attempts = d.attempts + 1, step = d.step + 1, lease_token = null,
         due_at = now() + make_interval(secs => n.delay_ms / 1000),
         last_status = n.http_status, last_error = n.error, last_duration_ms = n.duration_ms,
         delivered_at = case when n.status = 'delivered' then now() else d.delivered_at end,
         died_at = case when n.status = 'dead' then now() end
    from done n
   where d.workspace_id = n.workspace_id and d.id = n.id and d.lease_token = n.lease_token
  returning d.workspace_id, d.id, d.attempts
)
insert into webhook_attempts (workspace_id, delivery_id, number, at, duration_ms, outcome, request_url,
                              request_headers, status, response_headers, response_body, error)
select m.workspace_id, m.id, m.attempts, n.at, n.duration_ms,
       case when n.status = 'delivered' then 'delivered' else 'failed' end,
       n.url, n.request_headers, n.http_status, n.response_headers, n.response_body, n.error
  from moved m join done n on n.workspace_id = m.workspace_id and n.id = m.id`

/** Writes what became of attempts. A completion that is lost only sends twice, so it need not reach the disk at once. */
export async function complete(tx: Tx, completions: readonly Completion[]) {
  await tx.prepared('set local synchronous_commit = off', [])
  const column = (pick: (one: Completion) => unknown) => completions.map(pick)
  await tx.prepared(completeText, [
    column((one) => one.claimed.workspaceId),
    column((one) => one.claimed.id),
    column((one) => one.claimed.leaseToken),
    column((one) => statusAfter[one.next.outcome]),
    column((one) => (one.next.outcome === 'retry' ? one.next.delayMs : 0)),
    column((one) => one.sent.status),
    column((one) => one.sent.error),
    column((one) => one.sent.durationMs),
    column((one) => one.at),
    column((one) => one.url),
    column((one) => JSON.stringify(one.requestHeaders)),
    column((one) => JSON.stringify(one.sent.responseHeaders)),
    column((one) => one.sent.responseBody),
  ])
}

// In order of endpoint, so that two nodes never wait for each other crosswise.
const lockText = `
select c.workspace_id as "workspaceId", c.endpoint_id as "endpointId", c.state, c.failures,
       floor(extract(epoch from c.failing_since) * 1000)::bigint as "failingSince",
       floor(extract(epoch from c.probe_at) * 1000)::bigint as "probeAt"
  from webhook_circuits c
  join unnest($1::uuid[], $2::text[]) as w (workspace_id, endpoint_id)
    on c.workspace_id = w.workspace_id and c.endpoint_id = w.endpoint_id
 order by c.workspace_id, c.endpoint_id for no key update of c`

const circuitText = `
  update webhook_circuits c
     set state = n.state, failures = n.failures, failing_since = to_timestamp(n.failing_since / 1000),
       probe_at = to_timestamp(n.probe_at / 1000),
       last_delivered_at = coalesce(to_timestamp(n.delivered_at / 1000), c.last_delivered_at),
       last_failure_at = coalesce(to_timestamp(n.failed_at / 1000), c.last_failure_at)
    from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::float8[], $6::float8[], $7::float8[],
        $8::float8[]) as n (workspace_id, endpoint_id, state, failures, failing_since, probe_at, delivered_at,
        failed_at)
   where c.workspace_id = n.workspace_id and c.endpoint_id = n.endpoint_id`

// An event that the receiver refuses whenever it comes must not come back at every recovery.
const largestReplays = 3

/** Moves the circuits of the endpoints behind the attempts. @returns each endpoint's circuit as it is now. */
export async function moveCircuits(tx: Tx, completions: readonly Completion[], now: number) {
  const byEndpoint = Map.groupBy(completions, (one) => one.claimed.endpointId)
  const first = [...byEndpoint.values()].flatMap((group) => group.slice(0, 1))
  const rows = await tx.prepared<'lockedCircuits'>(lockText, [
    first.map((one) => one.claimed.workspaceId),
    first.map((one) => one.claimed.endpointId),
  ])
  const moved = rows.map((row) => ({
    ...row,
    ...moveCircuit(row, byEndpoint.get(row.endpointId) ?? [], now),
  }))
  await tx.prepared(circuitText, [
    moved.map((one) => one.workspaceId),
    moved.map((one) => one.endpointId),
    moved.map((one) => one.circuit.state),
    moved.map((one) => one.circuit.failures),
    moved.map((one) => one.circuit.failingSince),
    moved.map((one) => one.circuit.probeAt),
    moved.map((one) => one.deliveredAt),
    moved.map((one) => one.failedAt),
  ])
  for (const one of moved) if (one.recoveredFrom !== null) await replayOutage(tx, one, one.recoveredFrom)
  return new Map(moved.map((one) => [one.endpointId, one.circuit]))
}

function moveCircuit(before: Circuit, completions: readonly Completion[], now: number) {
  let circuit: Circuit = {
    state: before.state,
    failures: before.failures,
    failingSince: before.failingSince,
    probeAt: before.probeAt,
  }
  let recoveredFrom: number | null = null
  let deliveredAt: number | null = null
  let failedAt: number | null = null
  for (const { next, isProbe, at, sent } of completions) {
    if (next.outcome === 'delivered') {
      const after = afterSuccess(circuit)
      circuit = after.circuit
      recoveredFrom ??= after.recoveredFrom
      deliveredAt = at.getTime() + sent.durationMs
    } else {
      circuit = afterFailure(circuit, { now, isExhausted: next.outcome === 'dead', isProbe })
      failedAt = at.getTime() + sent.durationMs
    }
  }
  return { circuit, recoveredFrom, deliveredAt, failedAt }
}

// Due at the time that they were made: so they leave oldest first, and before anything newer.
async function replayOutage(
  tx: Tx,
  { workspaceId, endpointId }: { workspaceId: string; endpointId: string },
  since: number,
) {
  await tx.run(sql`
    update webhook_deliveries
       set status = 'pending', step = 0, replays = replays + 1, due_at = created_at, died_at = null
     where workspace_id = ${workspaceId}
       and endpoint_id = ${endpointId}
       and status = 'dead'
       and died_at >= to_timestamp(${since / 1000})
       and replays < ${largestReplays}`)
}
