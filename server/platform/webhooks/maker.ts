import { sql, type Tx } from '../database/database.ts'
import { makerOf, requireReach } from '../events/reach.ts'
import type { Principal } from '../kernel/principal.ts'

/**
 * The columns of an endpoint or channel whose destination, secret or events the caller sets: from now on it is the
 * caller's rights that limit it. Limits of the key that created it stay, except those of its scopes where the
 * caller chooses the events again.
 */
export function makerColumns(principal: Principal, { choosesEvents }: { choosesEvents: boolean }) {
  const { id, scopes } = makerOf(principal)
  return { maker_id: id, ...(choosesEvents ? { maker_scopes: scopes } : {}) }
}

/**
 * Refuses a caller who may not read everything that the endpoint or channel carries: the caller who sets where it
 * sends reads it there.
 * @throws Problem `scope_missing`, 403.
 */
export async function requireReachOver(tx: Tx, principal: Principal, endpointId: string): Promise<void> {
  const types = await tx.rows(sql<'typesOfEndpoint'>`
    select c.type
      from webhook_endpoints e
      cross join lateral unnest(apron.carried_types(e.workspace_id, coalesce(e.maker_id, e.created_by),
        e.maker_scopes)) as c (type)
     where e.id = ${endpointId}
       and c.type <> 'notification.test'
       and case when e.kind = 'endpoint' then '*' = any (e.events) or c.type = any (e.events)
                else exists (select
                               from notification_rules r
                              where r.workspace_id = e.workspace_id
                                and r.event = c.type
                                and e.id = any (r.channel_ids)) end`)
  await requireReach(
    tx,
    principal,
    types.map(({ type }) => type),
  )
}
