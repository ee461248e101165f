import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { call, flightSubmitter, installation, type Process, signUp } from '../tests/installation.ts'

// `npm run stress -- --kills 100`: kills a server under load again and again, and looks after each kill whether
// something that was acknowledged is lost, done twice or half done.

const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' } } })
const kills = Number(values.kills)
const writers = 4

/** What the server has acknowledged. */
interface Acknowledged {
  approved: Set<string>
  /** The records that were created with an Idempotency-Key. */
  created: Map<string, string>
}

type Ends = { after(end: () => Promise<void>): void; run(): Promise<void> }

function endings(): Ends {
  const all: (() => Promise<void>)[] = []
  return {
    after: (end) => all.push(end),
    run: async () => {
      for (const end of all.reverse()) await end()
    },
  }
}

const ends = endings()
try {
  await main()
} finally {
  await ends.run()
}

async function main(): Promise<void> {
  const { start } = installation(ends)
  let server = await start()
  const token = await signUp(server.url)
  const known: Acknowledged = { approved: new Set(), created: new Map() }
  // Through a function: the address is another one after each start.
  const post = (path: string, body?: object) => call(server.url, token, path, body)
  const { aircraftId, submit } = await flightSubmitter(post)
  let number = 0
  for (let kill = 1; kill <= kills; kill++) {
    const aliveMs = 500 + Math.random() * 2_500
    const writing = Promise.all(
      Array.from({ length: writers }, async () => {
        try {
          for (;;) {
            const hours = number++
            const meters = { hobbsOutHundredths: hours * 100, hobbsInHundredths: hours * 100 + 100 }
            const id = await submit(hours, meters)
            await post(`/api/v1/ops/flights/${id}/approve`)
            known.approved.add(id)
            await createWithKey(server, token, randomUUID(), known)
          }
        } catch {
          // The process is dead, as intended.
        }
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, aliveMs))
    server.process.kill('SIGKILL')
    await server.ended
    await writing
    const restartedAt = performance.now()
    server = await start()
    const backMs = Math.round(performance.now() - restartedAt)
    await verify(server, token, aircraftId, known)
    console.log(
      `kill ${kill}: ${known.approved.size} approvals and ${known.created.size} records whole, back in ${backMs} ms`,
    )
  }
  console.log(`${kills} kills: nothing lost, nothing twice, nothing half`)
}

async function createWithKey(
  { url }: Process,
  token: string,
  key: string,
  { created }: Acknowledged,
): Promise<string> {
  const answer = await fetch(`${url}/api/v1/ops/crew`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
    body: JSON.stringify({ displayName: `Pilot ${key}` }),
  })
  const body = (await answer.json()) as { data: { id: string } }
  assert.equal(answer.status, 201, JSON.stringify(body))
  const before = created.get(key)
  assert.ok(before === undefined || before === body.data.id, 'a repeated request was carried out again')
  created.set(key, body.data.id)
  return body.data.id
}

/** @throws AssertionError if an invariant does not hold. */
async function verify(
  server: Process,
  token: string,
  aircraftId: string,
  known: Acknowledged,
): Promise<void> {
  const approved = await idsOf(server, token, '/api/v1/ops/flights?status=approved')
  const lost = [...known.approved].filter((id) => !approved.has(id))
  assert.deepEqual(lost, [], 'approvals were acknowledged and are lost')
  // One that was carried out and not acknowledged counts from now on.
  for (const id of approved) known.approved.add(id)
  const readings = await idsOf(server, token, `/api/v1/ops/aircraft/${aircraftId}/readings?kind=hobbs`)
  assert.equal(
    readings.size,
    approved.size,
    'a meter moved without its flight, or a flight without its meter',
  )
  for (const key of [...known.created.keys()].slice(-writers)) await createWithKey(server, token, key, known)
  const crew = await call(server.url, token, '/api/v1/ops/crew?page_size=1', undefined, 'GET')
  // One is the pilot of the flights; each writer may have had one request on its way at each kill.
  assert.ok(crew.total >= known.created.size + 1, 'records were acknowledged and are lost')
}

async function idsOf({ url }: Process, token: string, path: string): Promise<Set<string>> {
  const ids = new Set<string>()
  for (let page = 1; ; page++) {
    const { items } = await call(url, token, `${path}&page_size=100&page=${page}`, undefined, 'GET')
    for (const { id } of items) ids.add(id)
    if (items.length < 100) return ids
  }
}
