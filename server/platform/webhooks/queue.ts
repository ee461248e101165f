import type { Tx } from '../database/database.ts'
import type { Circuit } from './circuit.ts'
import type { ChannelConfig, Kind } from './kind.ts'
import type { Ladder } from './ladder.ts'

/** An endpoint of whose deliveries some are unfinished, as the dispatcher needs it. */
export interface QueueEndpoint {
  workspaceId: string
  endpointId: string
  kind: Kind
  /** Where it is, for people; of a channel whose address is a secret, not the address itself. */
  url: string
  /** The address settings of a channel. */
  config: ChannelConfig
  ladder: Ladder
  isEnabled: boolean
  circuit: Circuit
  lastFailureAt: number | null
  /** The current secret first, then the one before it while a rotation overlaps. */
  sealedSecrets: Buffer[] | null
  secretVersions: string | null
  /** Milliseconds until the first of its queue is due, negative when it is; null where it is empty. */
  pendingInMs: number | null
  retryingInMs: number | null
}

/** A delivery that this process has leased. */
export interface Claimed {
  workspaceId: string
  id: string
  uuid: string
  endpointId: string
  step: number
  /** Of its round: what an open circuit lets through only as a probe. */
  isFirst: boolean
  payload: string
  leaseToken: string
  /** On this process's monotonic clock. */
  leaseEndsAt: number
}

export interface EndpointRef {
  workspaceId: string
  endpointId: string
}

export const start: EndpointRef = { workspaceId: '00000000-0000-0000-0000-000000000000', endpointId: '' }

// One seek an endpoint, however long its queue is: the head of each endpoint's part of the index, in turn. A
// `distinct` would read every waiting delivery at every poll.
const heads = (status: 'pending' | 'retrying') => `
  (select workspace_id, endpoint_id, due_at from webhook_deliveries
    where status = '${status}' and (workspace_id, endpoint_id) > ($1::uuid, $2::text)
    order by workspace_id, endpoint_id, due_at, id limit 1)
  union all
  select n.workspace_id, n.endpoint_id, n.due_at from ${status} h cross join lateral (
    select d.workspace_id, d.endpoint_id, d.due_at from webhook_deliveries d
     where d.status = '${status}' and (d.workspace_id, d.endpoint_id) > (h.workspace_id, h.endpoint_id)
     order by d.workspace_id, d.endpoint_id, d.due_at, d.id limit 1) n`

const findText = `
with recursive pending as (${heads('pending')}), retrying as (${heads('retrying')}),
found as (
  select coalesce(p.workspace_id, r.workspace_id) as workspace_id,
         coalesce(p.endpoint_id, r.endpoint_id) as endpoint_id,
         p.due_at as pending_at, r.due_at as retrying_at
    from (select * from pending limit $3) p
    full join (select * from retrying limit $3) r on r.workspace_id = p.workspace_id and r.endpoint_id = p.endpoint_id
)
select f.workspace_id as "workspaceId", f.endpoint_id as "endpointId", e.kind, e.url, e.config, e.ladder,
       e.enabled and e.deleted_at is null as "isEnabled",
       (extract(epoch from f.pending_at - clock_timestamp()) * 1000)::float8 as "pendingInMs",
       (extract(epoch from f.retrying_at - clock_timestamp()) * 1000)::float8 as "retryingInMs",
       jsonb_build_object('state', c.state, 'failures', c.failures,
         'failingSince', floor(extract(epoch from c.failing_since) * 1000)::bigint,
         'probeAt', floor(extract(epoch from c.probe_at) * 1000)::bigint) as circuit,
       floor(extract(epoch from c.last_failure_at) * 1000)::bigint as "lastFailureAt",
       s.sealed as "sealedSecrets", s.versions as "secretVersions"
  from found f
  join webhook_endpoints e on e.workspace_id = f.workspace_id and e.id = f.endpoint_id
  join webhook_circuits c on c.workspace_id = f.workspace_id and c.endpoint_id = f.endpoint_id
  cross join lateral (
    select array_agg(sealed order by secret_version desc) as sealed,
           string_agg(secret_version::text, ',' order by secret_version desc) as versions
      from webhook_endpoint_secrets s
     where s.workspace_id = f.workspace_id and s.endpoint_id = f.endpoint_id
       and (s.ends_at is null or s.ends_at > now())) s
 where (select i.outgoing_held_since is null from installation i)
 order by f.workspace_id, f.endpoint_id`

/** The endpoints behind `after` that have something waiting, at most `limit` of each queue. */
export function findWaiting(tx: Tx, after: EndpointRef, limit: number): Promise<QueueEndpoint[]> {
  return tx.prepared<'waitingEndpoints', QueueEndpoint>(findText, [
    after.workspaceId,
    after.endpointId,
    limit,
  ])
}

export function isDue(inMs: number | null) {
  return inMs !== null && inMs <= 0
}

// Where a look was cut off, the next one goes on from the first of both queues' ends.
export function positionAfter(found: readonly QueueEndpoint[], limit: number): EndpointRef {
  const ends = [
    found.filter((one) => one.pendingInMs !== null),
    found.filter((one) => one.retryingInMs !== null),
  ]
    .filter((queue) => queue.length >= limit)
    .flatMap((queue) => queue.slice(-1))
  ends.sort((a, b) => (a.workspaceId + a.endpointId < b.workspaceId + b.endpointId ? -1 : 1))
  return ends[0] ?? start
}

/** Milliseconds until something of these is due that is not now, at most `atMostMs`. */
export function soonest(found: readonly QueueEndpoint[], atMostMs: number) {
  const future = found
    .flatMap((one) => [one.circuit.state === 'closed' ? one.pendingInMs : null, one.retryingInMs])
    .filter((ms) => ms !== null && ms > 0)
  return Math.min(atMostMs, ...(future as number[]).map((ms) => Math.ceil(ms)))
}

export interface Take extends EndpointRef {
  pending: number
  retrying: number
}

// `skip locked` keeps nodes from waiting for each other; the lease keeps them from sending twice. The lease is a
// due time in the future, so that a leased delivery leaves the head of the queue and comes back by itself.
const pick = (status: 'pending' | 'retrying') => `
  select d.workspace_id, d.id from wanted w cross join lateral (
    select workspace_id, id from webhook_deliveries
     where workspace_id = w.workspace_id and endpoint_id = w.endpoint_id and status = '${status}' and due_at <= now()
     order by due_at, id limit w.${status} for update skip locked) d`

const claimText = `
with wanted as (
  select * from unnest($1::uuid[], $2::text[], $3::int[], $4::int[])
    as w (workspace_id, endpoint_id, pending, retrying)),
picked as (${pick('pending')} union all ${pick('retrying')}),
limits as materialized (
  select e.workspace_id, e.id as endpoint_id, e.maker_projects, now.reach,
         apron.carried_types(e.workspace_id, coalesce(e.maker_id, e.created_by), e.maker_scopes) as types
    from wanted w
    join webhook_endpoints e on e.workspace_id = w.workspace_id and e.id = w.endpoint_id
    cross join lateral (select apron.reach_now(e.workspace_id, coalesce(e.maker_id, e.created_by)) as reach) now),
judged as (
  select d.workspace_id, d.id, v.payload,
         case when d.event_type = 'webhook.test' then apron.is_active(l.reach)
              else d.event_type = any (l.types)
                   and (d.event_seq is null or apron.takes_project(l.maker_projects, l.reach, v.project_id))
              end as is_carried
    from picked p
    join webhook_deliveries d on d.workspace_id = p.workspace_id and d.id = p.id
    join limits l on l.workspace_id = d.workspace_id and l.endpoint_id = d.endpoint_id
    left join events v on v.workspace_id = d.workspace_id and v.seq = d.event_seq),
refused as (
  update webhook_deliveries d set status = 'cancelled', lease_token = null, last_error = $7
    from judged j where d.workspace_id = j.workspace_id and d.id = j.id and not j.is_carried),
claimed as (
  update webhook_deliveries d set due_at = now() + make_interval(secs => $5), lease_token = $6
    from judged j where d.workspace_id = j.workspace_id and d.id = j.id and j.is_carried
  returning d.workspace_id, d.id, d.uuid, d.endpoint_id, d.step, d.status, d.event_seq, d.created_at,
            coalesce(d.body, j.payload) as payload
)
select c.workspace_id as "workspaceId", c.id, c.uuid, c.endpoint_id as "endpointId", c.step,
       c.status = 'pending' as "isFirst", c.payload
  from claimed c
 order by c.workspace_id, c.created_at, c.event_seq`

// Between the event and its sending, the key may have been narrowed or revoked, or the member have left.
const noLongerCarried = 'Not sent: the key or member that this endpoint belongs to may not read it now'

/** Leases deliveries that are due, oldest first. A lost lease only sends twice, so it need not reach the disk. */
export async function claim(
  tx: Tx,
  takes: readonly Take[],
  { leaseMs, leaseToken }: { leaseMs: number; leaseToken: string },
): Promise<Claimed[]> {
  await tx.prepared('set local synchronous_commit = off', [])
  const leaseEndsAt = performance.now() + leaseMs
  const rows = await tx.prepared<'claimedDeliveries', { payload: string }>(claimText, [
    takes.map((take) => take.workspaceId),
    takes.map((take) => take.endpointId),
    takes.map((take) => take.pending),
    takes.map((take) => take.retrying),
    leaseMs / 1000,
    leaseToken,
    noLongerCarried,
  ])
  return rows.map((row) => ({ ...row, leaseToken, leaseEndsAt }))
}

/** Releases deliveries that were claimed but not started, so that the next claim sends them immediately. */
export async function release(tx: Tx, claims: readonly Claimed[]) {
  await tx.prepared(
    `
      update webhook_deliveries d
         set due_at = case when d.step = 0 then d.created_at else now() end, lease_token = null
        from unnest($1::uuid[], $2::text[], $3::uuid[]) as c (workspace_id, id, lease_token)
       where d.workspace_id = c.workspace_id and d.id = c.id and d.lease_token = c.lease_token`,
    [
      claims.map((claim) => claim.workspaceId),
      claims.map((claim) => claim.id),
      claims.map((claim) => claim.leaseToken),
    ],
  )
}

// An endpoint whose outage left nothing waiting is probed with the oldest delivery that died in it. It stands on
// the last step of its ladder, so that a failed probe is one attempt and not a round.
const reviveText = `
with overdue as (
  select c.workspace_id, c.endpoint_id, c.failing_since from webhook_circuits c
    join webhook_endpoints e on e.workspace_id = c.workspace_id and e.id = c.endpoint_id
                            and e.enabled and e.deleted_at is null
   where c.state <> 'closed' and c.probe_at <= now()
     and not exists (select from webhook_deliveries d
                      where d.workspace_id = c.workspace_id and d.endpoint_id = c.endpoint_id
                        and d.status = 'pending')
   limit 200
), oldest as (
  select d.workspace_id, d.id from overdue o cross join lateral (
    select workspace_id, id from webhook_deliveries
     where workspace_id = o.workspace_id and endpoint_id = o.endpoint_id
       and status = 'dead' and died_at >= o.failing_since
     order by created_at, id limit 1 for update skip locked) d
)
update webhook_deliveries d set status = 'pending', step = 1000, due_at = now(), died_at = null
  from oldest o where d.workspace_id = o.workspace_id and d.id = o.id`

export async function reviveProbes(tx: Tx) {
  await tx.prepared(reviveText, [])
}

/** Writes that a probe is on its way; `probeAt` is when it is taken as lost. */
export async function markProbes(tx: Tx, probes: readonly (EndpointRef & { probeAt: number })[]) {
  await tx.prepared(
    `update webhook_circuits c set state = 'half_open', probe_at = to_timestamp(p.probe_at / 1000)
       from unnest($1::uuid[], $2::text[], $3::float8[]) as p (workspace_id, endpoint_id, probe_at)
      where c.workspace_id = p.workspace_id and c.endpoint_id = p.endpoint_id and c.state <> 'closed'`,
    [
      probes.map((probe) => probe.workspaceId),
      probes.map((probe) => probe.endpointId),
      probes.map((probe) => probe.probeAt),
    ],
  )
}
