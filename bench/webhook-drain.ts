// Measures how fast a backlog of signed deliveries drains, with log, lease and fairness. The baseline is a bare
// loop of signed fetch calls to the same receiver, with the same concurrency. Run: npm run bench -- webhook-drain
import { fork } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { type Database, openDatabase, sql } from '#platform/database/database.ts'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { newId, newUuid } from '#platform/kernel/id.ts'
import { openSecrets, type Secrets } from '#platform/kernel/secrets.ts'
import { createAddressGuard } from '#platform/net/address-guard.ts'
import { startDispatcher } from '#platform/webhooks/dispatcher.ts'
import { giveSecret } from '#platform/webhooks/endpoint-secret.ts'
import { createSender } from '#platform/webhooks/send.ts'

const backlog = Number(process.env.BENCH_DELIVERIES ?? 20_000)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
// The dispatcher's cap for one endpoint.
const concurrency = 64
const bodyBytes = 2048

if (process.argv[2] === 'receiver') receive()
else await main()

function receive() {
  createServer((req, res) => req.resume().on('end', () => res.end('ok'))).listen(
    0,
    '127.0.0.1',
    function (this: { address(): AddressInfo | string | null }) {
      process.send?.((this.address() as AddressInfo).port)
    },
  )
}

async function main() {
  const receiver = fork(import.meta.filename, ['receiver'])
  const port = await new Promise<number>((resolve) =>
    receiver.once('message', (message) => resolve(Number(message))),
  )
  const url = `http://127.0.0.1:${port}/hook`
  const directory = mkdtempSync(join(tmpdir(), 'apron-bench-'))
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  await migrate(postgres.url('postgres'))
  const database = await openDatabase(postgres.url('postgres'))
  const secrets = openSecrets('a key that is long enough for a benchmark', directory)
  try {
    console.log(
      `${backlog} deliveries of ${bodyBytes} bytes, one endpoint, concurrency ${concurrency}; Node ${process.version}, ${availableParallelism()} cores shared with the receiver and PostgreSQL`,
    )
    const ratios: number[] = []
    for (let round = 1; round <= rounds; round++) {
      const bare = await bareLoop(url)
      const ours = await drain(database, secrets, url)
      ratios.push(ours / bare)
      console.log(
        `round ${round}: bare fetch loop ${bare.toFixed(0)}/s, Apron ${ours.toFixed(0)}/s, ratio ${(ours / bare).toFixed(2)}`,
      )
    }
    console.log(
      `median ratio ${(ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0).toFixed(2)} (guaranteed: at least 0.40)`,
    )
  } finally {
    await database.close()
    await postgres.stop()
    receiver.kill()
    rmSync(directory, { recursive: true })
  }
}

async function bareLoop(url: string) {
  const body = 'x'.repeat(bodyBytes)
  let left = backlog
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) {
        const signature = `sha256=${createHmac('sha256', 'a secret').update(body).digest('hex')}`
        const res = await fetch(url, {
          method: 'POST',
          body,
          headers: { 'Content-Type': 'application/json', 'X-GA-Webhook-Signature': signature },
        })
        await res.text()
      }
    }),
  )
  return (backlog * 1000) / (performance.now() - startedAt)
}

async function drain(database: Database, secrets: Secrets, url: string) {
  const workspaceId = await seed(database, secrets, url)
  const log = pino({ level: 'warn' })
  const startedAt = performance.now()
  const sender = createSender({
    guard: createAddressGuard({ allowNetworks: ['127.0.0.0/8'] }),
    timeoutMs: 10_000,
  })
  const dispatcher = startDispatcher({ database, secrets, log, version: 'bench', sender })
  const unfinished = () =>
    database.system((tx) =>
      tx.one(sql<'benchWaiting'>`
        select count(*) as count
          from webhook_deliveries where workspace_id = ${workspaceId} and status = 'pending'`),
    )
  while ((await unfinished()).count > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  const perSecond = (backlog * 1000) / (performance.now() - startedAt)
  await dispatcher.stop()
  await checkDelivered(database, workspaceId)
  return perSecond
}

async function checkDelivered(database: Database, workspaceId: string) {
  const { delivered, logged } = await database.system((tx) =>
    tx.one(sql<'benchDelivered'>`
      select (select count(*)
                from webhook_deliveries
               where workspace_id = ${workspaceId} and status = 'delivered' and attempts = 1) as delivered,
             (select count(*) from webhook_attempts where workspace_id = ${workspaceId}) as logged`),
  )
  if (delivered !== backlog || logged !== backlog)
    throw new Error(`${delivered} delivered at the first attempt and ${logged} logged, of ${backlog}`)
}

async function seed(database: Database, secrets: Secrets, url: string) {
  const workspaceId = newUuid()
  const endpointId = newId('whe')
  await database.system(
    async (tx) => {
      await tx.run(
        sql`
          insert into workspaces (workspace_id, id, name, slug)
          values (${workspaceId}, ${newId('org')}, 'Bench', ${`bench-${workspaceId}`})`,
      )
      await tx.run(sql`insert into event_heads (workspace_id) values (${workspaceId})`)
      await tx.run(sql`
        insert into webhook_endpoints (workspace_id, id, url, events)
        values (${workspaceId}, ${endpointId}, ${url}, array['*'])`)
      await tx.run(
        sql`insert into webhook_circuits (workspace_id, endpoint_id) values (${workspaceId}, ${endpointId})`,
      )
      await giveSecret(tx, secrets, { workspaceId, endpointId })
    },
    { workspaceId },
  )
  const event = {
    type: 'flight.approved',
    isPublic: true,
    occurredAt: new Date().toISOString(),
    actorType: 'system',
    subjectType: 'flight',
    subjectId: newId('flt'),
  }
  const payload = JSON.stringify({ data: 'x'.repeat(bodyBytes - '{"data":""}'.length) })
  // In batches: in one transaction, versions of the workspace's head row pile up, and each event visits all of them.
  const batchSize = 500
  for (let done = 0; done < backlog; done += batchSize) {
    const events = sql`
      select apron.append_event(${JSON.stringify(event)}::jsonb || jsonb_build_object('id', apron.type_id('evt',
                   apron.new_uuid())), ${payload}, '[]', '{}')
        from generate_series(1, ${Math.min(batchSize, backlog - done)})`
    await database.system((tx) => tx.run(events), { workspaceId })
  }
  return workspaceId
}
