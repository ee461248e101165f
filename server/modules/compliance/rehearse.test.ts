import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'

type Row = Record<string, unknown>
const path = '/api/v1/compliance/rehearsals'
const today = localDate(new Date(), 'UTC')

const space = await workspace()
const { app } = space
const [ada, bo] = [
  await space.person({ displayName: 'Ada Holm' }),
  await space.person({ displayName: 'Bo Lind' }),
]
const [first, second] = [
  await space.aircraft({ typeDesignator: 'C172' }),
  await space.aircraft({ typeDesignator: 'C172' }),
]
const other = await space.aircraft({ typeDesignator: 'DA40' })
// Flights of more than a year, some in another type, one reversed.
for (const [index, [crewId, aircraftId]] of [
  [ada.id, first.id],
  [bo.id, first.id],
  [ada.id, second.id],
  [ada.id, other.id],
  [bo.id, second.id],
  [ada.id, first.id],
  [ada.id, second.id],
].entries()) {
  const day = addDays(today, -500 + index * 75)
  const { id } = await space.flight({
    aircraftId,
    crew: [{ crewId, role: 'pic' }],
    offBlockAt: `${day}T12:00:00Z`,
    onBlockAt: `${day}T13:00:00Z`,
    status: 'approved',
  })
  if (index === 4) await space.owner.post(`/api/v1/ops/flights/${id}/reverse`, { reason: 'Logged twice' })
}

/** A checksum of the rows of every table that holds anything of a workspace: the server writes its own, such as the nodes, at any time. */
/** What the tables hold of the workspace: others are at work beside it. */
async function stateOfTables() {
  const tables = await app.sql(
    `select c.relname as name
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      where n.nspname = 'public' and c.relkind = 'r' order by 1`,
  )
  const states: Row = {}
  for (const { name } of tables as { name: string }[]) {
    const [state] = await app.sql(
      `select count(*)::int as rows, md5(string_agg(t::text, chr(10) order by t::text)) as checksum
         from "${name}" t where workspace_id = $1`,
      [space.uuid],
    )
    states[name] = state
  }
  return states
}

/** The same, when what the flights of the school set off is done: notifications are written after their events. */
async function settledTables() {
  for (let before = await stateOfTables(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    const after = await stateOfTables()
    if (isDeepStrictEqual(before, after)) return after
    before = after
  }
}

for (const hours of [2, 50])
  test(`a rehearsal of ${hours} h on type lists exactly the flights that a plain count lists`, async () => {
    const body = { minimum: { measure: 'type', neededMinutes: hours * 60, typeDesignators: ['C172'] } }
    const { status, data, text } = await space.owner.post(path, body)
    assert.equal(status, 200, text)
    const plain = await app.sql(
      `select f.id from flights f join aircraft a on a.id = f.aircraft_id join flight_crew c on c.flight_id = f.id
      where f.workspace_id = $1 and f.status = 'approved' and a.type_designator = 'C172'
        and f.reverses_flight_id is null and f.reversed_by_flight_id is null
        and f.off_block_at >= now() - interval '12 months'
        and (select coalesce(sum(b.block_minutes), 0) from flights b join aircraft t on t.id = b.aircraft_id
               join flight_crew d on d.flight_id = b.id
              where b.workspace_id = $1 and d.crew_id = c.crew_id and b.status = 'approved'
                and t.type_designator = 'C172' and b.reverses_flight_id is null and b.reversed_by_flight_id is null
                and b.on_block_at <= f.off_block_at) < $2
      order by f.off_block_at`,
      [space.uuid, hours * 60],
    )
    assert.ok(plain.length > 0)
    assert.deepEqual(
      data.failing.map(({ flightId }: Row) => flightId),
      plain.map(({ id }: Row) => id),
    )
    assert.ok(data.judged > data.failing.length)
  })

test('a rehearsal writes nothing', async () => {
  const before = await settledTables()
  const { status } = await space.owner.post(path, { minimum: { measure: 'total', neededMinutes: 3_000 } })
  const rule = await space.owner.post(path, { rule: '61.57(a)', policy: { ninetyDaysFrom: 'day_of_flight' } })
  assert.deepEqual([status, rule.status], [200, 200])
  const after = await stateOfTables()
  // Signed-in sessions note when they were last seen, whatever they ask for.
  for (const table of ['sessions', 'rate_limits']) for (const state of [before, after]) delete state[table]
  assert.deepEqual(after, before)
})

test('a rule that nobody met lists every flight, with who flew it', async () => {
  const { data } = await space.owner.post(path, { rule: '61.57(a)' })
  assert.equal(data.failing.length, data.judged)
  assert.deepEqual(
    data.people.map(({ displayName, flights }: Row) => [displayName, flights]),
    [['Ada Holm', data.judged]],
  )
  assert.match(data.assumption, /passengers/)
})

test('a rehearsal takes a minimum or a rule, and only those who may set them rehearse', async () => {
  for (const body of [{}, { rule: '61.23', minimum: { measure: 'checkout' } }])
    assert.equal((await space.owner.post(path, body)).body.details[0].field, 'minimum')
  const pilot = await space.as('pilot')
  assert.equal((await pilot.post(path, { rule: '61.23' })).status, 403)
})
