import { cpus } from 'node:os'
import pg from 'pg'
import { newId } from '#platform/kernel/id.ts'
import { send, signUp, withServer } from './server.ts'

// Squawks of several years, over HTTP: finding one, finding what has happened before, and completing a long order.
const squawks = 2_748
const tasks = 40
const rounds = 30
const orders = 7

const parts = [
  'magneto',
  'alternator',
  'brake',
  'tire',
  'fuel pump',
  'vacuum pump',
  'carburetor',
  'strut',
  'flap motor',
]
const troubles = [
  'cracked',
  'rough',
  'leaking',
  'worn',
  'intermittent',
  'failed',
  'corroded',
  'loose',
  'out of limits',
]
const places = [
  'left',
  'right',
  'nose',
  'cabin',
  'engine',
  'tail',
  'cowling',
  'baffle',
  'firewall',
  'bracket',
]

async function fill(url: string, uuid: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  await client.connect()
  await client.query("select set_config('apron.workspace', $1, false)", [uuid])
  const ids = Array.from({ length: squawks }, () => newId('sqk'))
  const at = (list: readonly string[], number: number) => list[number % list.length] ?? ''
  const texts = ids.map(
    (_, number) =>
      [
        `${at(places, number)} ${at(parts, Math.floor(number / 3))} ${at(troubles, Math.floor(number / 7))}`,
        `found ${at(troubles, number)} at inspection of the aircraft, part number ${number % 613}, ${at(places, Math.floor(number / 11))} side`,
      ] as const,
  )
  await client.query(
    `insert into squawks (workspace_id, id, number, aircraft_type, title, description, found_at, found_on, phase, status,
        resolution_text, resolved_at, reported_by_name)
     select $1, id, 'SQK-2020-' || lpad(n::text, 5, '0'), 'CESSNA 1' || (50 + n % 40), title, description,
            now() - n * interval '8 hours', current_date - (n / 3)::integer, 'flight', 'resolved', 'Fixed', now(), 'bench'
       from unnest($2::text[], $3::text[], $4::text[]) with ordinality as s(id, title, description, n)`,
    [uuid, ids, texts.map(([title]) => title), texts.map(([, description]) => description)],
  )
  await client.query('vacuum analyze')
  await client.end()
  return ids
}

type Send = (method: string, path: string, body?: object) => ReturnType<typeof send>

async function completedOrder(ask: Send, number: number): Promise<number> {
  const { data: plane } = await ask('POST', '/api/v1/ops/aircraft', {
    registration: `N4${number}BENCH`,
    typeDesignator: 'C172',
  })
  const sources: string[] = []
  for (let index = 0; index < tasks; index++) {
    const { data } = await ask('POST', '/api/v1/maintenance/items', {
      aircraftId: plane.id,
      title: `Item ${index}`,
      kind: 'inspection',
      limits: [{ counter: 'calendar', intervalDays: 30 }],
    })
    sources.push(data.id)
  }
  const path = '/api/v1/maintenance/work-orders'
  const { data: order } = await ask('POST', path, {
    aircraftId: plane.id,
    kind: 'scheduled',
    tasks: sources.map((sourceId) => ({ sourceId })),
  })
  await ask('POST', `${path}/${order.id}/open`)
  await ask('POST', `${path}/${order.id}/start`)
  for (const task of order.tasks) await ask('POST', `${path}/${order.id}/tasks/${task.id}/done`, {})
  const start = performance.now()
  await ask('POST', `${path}/${order.id}/complete`, { certificateKind: 'IA', certificateNumber: '2718281' })
  return performance.now() - start
}

export async function benchMaintenance(): Promise<void> {
  await withServer(4_791, async ({ origin, url }) => {
    const { uuid, authorization } = await signUp(origin, 'bench-maintenance')
    const ids = await fill(url, uuid)
    const ask: Send = (method, path, body) => send(origin, method, path, body, { authorization })
    console.log(
      `maintenance: ${squawks} squawks; ${rounds} requests each, ${cpus().length} cores shared with PostgreSQL`,
    )
    const base = '/api/v1/maintenance/squawks'
    for (const [name, path] of [
      ['a list of squawks', (round: number) => `${base}?page=${round + 1}`],
      [
        'search',
        (round: number) =>
          `${base}?search=${encodeURIComponent(parts[round % parts.length] ?? '')}&page_size=${20 + round}`,
      ],
      ['similar', (round: number) => `${base}/${ids[round * 90]}/similar`],
    ] as const) {
      const times: number[] = []
      for (let round = 0; round < rounds; round++) {
        const start = performance.now()
        await ask('GET', path(round))
        times.push(performance.now() - start)
      }
      times.sort((a, b) => a - b)
      console.log(
        `  ${name}: median ${times[Math.floor(rounds / 2)]?.toFixed(1)} ms, slowest ${times.at(-1)?.toFixed(1)} ms`,
      )
    }
    const completed: number[] = []
    for (let number = 0; number < orders; number++) completed.push(await completedOrder(ask, number))
    const [fastest, median, slowest] = [0, Math.floor(orders / 2), orders - 1].map((place) =>
      completed.toSorted((a, b) => a - b)[place]?.toFixed(0),
    )
    console.log(
      `  complete an order of ${tasks} tasks: median ${median} ms, ${fastest} to ${slowest} ms in ${orders} orders`,
    )
  })
}

if (import.meta.main) await benchMaintenance()
