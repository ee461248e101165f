import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { giveSecret } from '#platform/webhooks/endpoint-secret.ts'

interface DemoEndpoint {
  url: string
  description: string
  event: string
  /** Its receiver has not answered for so many hours. */
  downForHours?: number
}

// Names under .example never lead anywhere, so what the visitor does reaches nobody.
const endpoints: DemoEndpoint[] = [
  {
    url: 'https://hangar.meadowhawk.example/hooks/alerts',
    description: 'The board in the hangar',
    event: 'maintenance.alert',
  },
  {
    url: 'https://dispatch.meadowhawk.example/apron',
    description: 'Old dispatch program',
    event: 'flight.approved',
    downForHours: 9,
  },
]

const minuteMs = 60_000
const mostDeliveries = 24
const everyMinutes = 50
const retries = 5

/** An endpoint whose receiver answers, and one whose receiver is down, with dead letters to send again. */
export async function writeWebhooks(
  tx: Tx,
  { secrets }: Services,
  workspaceId: string,
  createdBy: string,
  now: Date,
): Promise<void> {
  for (const { url, description, event, downForHours = 0 } of endpoints) {
    const endpointId = newId('whe')
    const downSince = downForHours > 0 ? new Date(now.getTime() - downForHours * 60 * minuteMs) : null
    await tx.run(sql`
      insert into webhook_endpoints (workspace_id, id, url, description, events, ladder, created_by, created_at)
      values (${workspaceId}, ${endpointId}, ${url}, ${description}, ${[event]}, 'short', ${createdBy},
              ${new Date(now.getTime() - 90 * 24 * 60 * minuteMs)})`)
    await giveSecret(tx, secrets, { workspaceId, endpointId })
    const { delivered, died } = await writeDeliveries(tx, {
      workspaceId,
      endpointId,
      url,
      event,
      downSince,
      now,
    })
    await tx.run(sql`
      insert into webhook_circuits (workspace_id, endpoint_id, state, failures, failing_since, probe_at,
          last_delivered_at, last_failure_at)
      values (${workspaceId}, ${endpointId}, ${downSince ? 'open' : 'closed'}, ${died * retries}, ${downSince},
              ${downSince ? new Date(now.getTime() + 60 * minuteMs) : null}, ${delivered},
              ${downSince ? new Date(now.getTime() - everyMinutes * minuteMs) : null})`)
  }
}

type Sender = {
  workspaceId: string
  endpointId: string
  url: string
  event: string
  downSince: Date | null
  now: Date
}

/** The newest events of the kind, one after the other up to now. */
async function writeDeliveries(tx: Tx, sender: Sender): Promise<{ delivered: Date | null; died: number }> {
  const { workspaceId, event, downSince, now } = sender
  const events = await tx.rows(sql<'demoEvents'>`
    select seq, id from events where workspace_id = ${workspaceId} and type = ${event}
     order by seq desc limit ${mostDeliveries}`)
  let delivered: Date | null = null
  let died = 0
  for (const [index, { seq, id }] of events.entries()) {
    const at = new Date(now.getTime() - (index * everyMinutes + 7) * minuteMs)
    const isDead = downSince !== null && at > downSince
    if (isDead) died += 1
    else delivered ??= at
    await writeDelivery(tx, sender, { seq, eventId: id, at, isDead, durationMs: 84 + ((index * 37) % 160) })
  }
  return { delivered, died }
}

type Delivery = { seq: number; eventId: string; at: Date; isDead: boolean; durationMs: number }

async function writeDelivery(
  tx: Tx,
  { workspaceId, endpointId, url, event }: Sender,
  { seq, eventId, at, isDead, durationMs }: Delivery,
): Promise<void> {
  const attempts = isDead ? retries : 1
  const deliveryId = newId('dlv')
  const endedAt = new Date(at.getTime() + (isDead ? 31_000 : durationMs))
  await tx.run(sql`
    insert into webhook_deliveries (workspace_id, id, uuid, endpoint_id, event_seq, event_id, event_type, status,
        attempts, step, due_at, created_at, delivered_at, died_at, last_status, last_duration_ms)
    values (${workspaceId}, ${deliveryId}, gen_random_uuid(), ${endpointId}, ${seq}, ${eventId}, ${event},
        ${isDead ? 'dead' : 'delivered'}, ${attempts}, ${attempts}, ${endedAt}, ${at},
        ${isDead ? null : endedAt}, ${isDead ? endedAt : null}, ${isDead ? 503 : 200}, ${durationMs})`)
  await tx.run(sql`
    insert into webhook_attempts (workspace_id, delivery_id, number, at, duration_ms, outcome, request_url,
        request_headers, status, response_headers, response_body)
    select ${workspaceId}, ${deliveryId}, number, ${at}::timestamptz + make_interval(secs => 2 ^ number - 2),
           ${durationMs}::int + number, ${isDead ? 'failed' : 'delivered'}, ${url},
           ${JSON.stringify({ 'content-type': 'application/json', 'webhook-id': eventId })},
           ${isDead ? 503 : 200}, '{"content-type":"text/plain"}',
           ${isDead ? 'Service unavailable: the database of the dispatch program is read-only' : 'ok'}
      from generate_series(1, ${attempts}::int) as number`)
}
