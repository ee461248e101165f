import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MachineFacts, MoveFacts, State } from '../kernel/move.ts'
import type { Operation } from '../kernel/operation.ts'
import { undoingsOf } from '../kernel/undo.ts'
import { isRefusedAlone } from './all-fixtures.ts'
import { startTestApp } from './app.ts'
import { chosen } from './attack-choice.ts'
import { requestMaker, send } from './attack-request.ts'
import type { Answer } from './client.ts'
import { workspace } from './workspace.ts'

// What holds of every operation that is bound to a move, whatever the kind of record.

const app = await startTestApp({}, { work: false })
const space = await workspace(undefined, app)
const requests = requestMaker(space)

type Bound = Operation & { move: NonNullable<Operation['move']> }
const isBound = (operation: Operation): operation is Bound => operation.move !== undefined
const bound = app.services.operations.filter(isBound)
const machines = new Map(bound.map(({ move: { machine } }) => [machine.of.name, machine]))

// Records are put into each state in their table. What a state asks of the other columns, and the triggers that keep
// a final record, would not let them: the attack is on the operations, with nothing behind them.
for (const table of new Set([...machines.values()].map((machine) => machine.table))) {
  const checks = await app.sql<{ name: string }>(
    `select conname as name from pg_constraint where conrelid = $1::regclass and contype in ('c', 'x')`,
    [table],
  )
  for (const { name } of checks) await app.sql(`alter table ${table} drop constraint ${name}`)
  const conditional = await app.sql<{ name: string }>(
    `
      select indexrelid::regclass::text as name
        from pg_index where indrelid = $1::regclass and indisunique and indpred is not null`,
    [table],
  )
  for (const { name } of conditional) await app.sql(`drop index ${name}`)
  await app.sql(`alter table ${table} disable trigger user`)
}

const rowOf = async ({ table }: MachineFacts, id: string): Promise<Record<string, unknown>> => {
  const [row] = await app.sql<{ row: Record<string, unknown> }>(
    `select to_jsonb(t) as row from ${table} t where id = $1`,
    [id],
  )
  assert.ok(row, `the attack could make no record of ${table}`)
  return row.row
}

let members = 0

/** A record that nobody has touched, of any kind: members come by invitation, and no operation makes one. */
async function freshRecord(prefix: string): Promise<string> {
  if (prefix !== 'mem') return requests.freshRecord(prefix)
  const { userId } = await space.as(`member ${++members}`, { roles: ['pilot'] })
  const [member] = await app.sql<{ id: string }>('select id from members where user_id = $1', [userId])
  return member?.id ?? ''
}

/** A record of the kind in a state, which is written where no rule stands before it. */
async function recordIn(machine: MachineFacts, state: State): Promise<string> {
  const id = await freshRecord(machine.of.prefix)
  await app.sql(`update ${machine.table} set ${machine.column} = $2 where id = $1`, [id, state])
  return id
}

/** The request that asks for a move of a record. */
async function attempt({ move: { chosenBy }, ...operation }: Bound, move: MoveFacts, id: string) {
  const choice = chosenBy && move.to !== null ? { [chosenBy]: move.to } : {}
  const { properties = {} } = operation.body as { properties?: object }
  const said = ['reason', 'outcome'].filter((field) => field in properties)
  const words = Object.fromEntries(said.map((field) => [field, 'As the attack asks for it']))
  const request = await requests.make(operation, {
    id: (prefix) => (prefix === operation.on?.prefix ? id : requests.record(prefix)),
    body: (body) => ({ ...body, ...words, ...choice }),
  })
  return () => send(space.owner, request)
}

/** The moves of an operation that a request can ask for: those that stay are the rest of a choice. */
const movesOf = ({ move: { bound: moves, chosenBy } }: Bound) =>
  moves.filter((move) => chosenBy === null || move.to !== null)

/** The states that an operation does not take on the way to where a move leads. */
function closedStates(operation: Bound, move: MoveFacts): State[] {
  const { machine, bound: moves, chosenBy } = operation.move
  const ways = chosenBy === null ? moves : moves.filter(({ to }) => to === move.to)
  const open = new Set(ways.flatMap(({ from }) => from))
  // Staying is no move where the operation changes other fields too.
  const stays = moves.some(({ to }) => to === null) && move.to !== null ? [move.to] : []
  return machine.states.filter((state) => !open.has(state) && !stays.includes(state))
}

test('every move that somebody makes is bound to an operation', () => {
  const made = new Set(
    bound.flatMap(({ move }) => move.bound.map(({ name }) => `${move.machine.of.name} ${name}`)),
  )
  const missing = [...machines.values()].flatMap(({ of, moves }) =>
    moves
      .filter((move) => !move.isAutomatic && !made.has(`${of.name} ${move.name}`))
      .map(({ name }) => `${of.name} ${name}`),
  )
  assert.deepEqual(missing, [])
})

test('a move from any other state is refused with the code of its kind, and changes nothing', async () => {
  const holes: string[] = []
  for (const operation of chosen(bound))
    for (const move of movesOf(operation))
      for (const state of closedStates(operation, move)) {
        const { machine } = operation.move
        const id = await recordIn(machine, state)
        const before = await rowOf(machine, id)
        const answer = await (await attempt(operation, move, id))()
        const code = machine.codeIn[String(state)] ?? machine.code
        if (![409, 422].includes(answer.status) || answer.body.code !== code)
          holes.push(
            `${operation.id} ${move.name} from ${state}: ${answer.status} ${answer.text.slice(0, 200)}`,
          )
        assert.deepEqual(await rowOf(machine, id), before, `${operation.id} from ${state}`)
      }
  assert.deepEqual(holes, [])
})

test('of two who make a move at once only one does, and the record is where it leads', async () => {
  const wins: Record<string, number> = {}
  for (const operation of chosen(bound))
    for (const move of movesOf(operation).filter(({ to, from }) => to !== null && !from.includes(to)))
      for (const state of move.from) {
        const { machine } = operation.move
        const id = await recordIn(machine, state)
        const run = await attempt(operation, move, id)
        const answers = await Promise.all([run(), run()])
        const won = answers.filter(({ status }) => status < 300)
        const name = `${operation.id} ${move.name}`
        wins[name] = (wins[name] ?? 0) + won.length
        if (won.length === 0) continue
        assert.equal(await movesWritten(machine, id, state), 1, `${name} from ${state}: ${texts(answers)}`)
        // The second of an operation that changes other fields too finds the record there already, and stays.
        const mayStay = operation.move.bound.some(({ to }) => to === null)
        const lost = answers.find(({ status }) => status >= 300)
        if (!mayStay) assert.equal(lost?.body.code, machine.code, `${name} from ${state}: ${texts(answers)}`)
        const row = await rowOf(machine, id)
        assert.equal(row[machine.column], move.to, name)
      }
  const never = Object.keys(wins).filter((name) => wins[name] === 0)
  assert.deepEqual(
    never.filter((name) => !isRefusedAlone(name)),
    [],
    'nobody could make these moves',
  )
})

test('whatever undoes an event is an event: what takes a record back sends an event of its own', async () => {
  const undoings = undoingsOf(app.services.operations)
  const attacked = new Set(chosen(undoings.map(({ operation }) => operation)))
  const silent: string[] = []
  for (const { operation, move, event } of undoings.filter((one) => attacked.has(one.operation))) {
    const name = `${operation.id}${move ? ` ${move.name}` : ''}`
    const sent = await eventsAfter(operation, move)
    const isSent = sent ? sent.some((type) => type === event?.type) : isRefusedAlone(name)
    if (!event || !isSent) silent.push(`${name}: ${sent ?? 'nobody could do it'}`)
  }
  assert.deepEqual(silent, [])
})

/** The events of the catalog that a record has after an operation on it; null if it was refused in every state. */
async function eventsAfter(operation: Operation, move: MoveFacts | null): Promise<string[] | null> {
  for (const state of move?.from ?? [null]) {
    const id =
      move && state !== null && isBound(operation)
        ? await recordIn(operation.move.machine, state)
        : await freshRecord(operation.on?.prefix ?? '')
    const run =
      move && isBound(operation)
        ? await attempt(operation, move, id)
        : await requests.make(operation, { id: () => id }).then((request) => () => send(space.owner, request))
    if ((await run()).status >= 300) continue
    const events = await app.sql<{ type: string }>(
      'select type from events where subject_id = $1 and is_public',
      [id],
    )
    return events.map(({ type }) => type)
  }
  return null
}

/** How many times the log says that a record left a state. */
async function movesWritten({ field }: MachineFacts, id: string, state: State): Promise<number> {
  const entries = await app.sql(
    `select 1 from events e, jsonb_array_elements(e.changes::jsonb) c
      where e.subject_id = $1 and c ->> 'field' = $2 and c -> 'before' = $3::jsonb`,
    [id, field, JSON.stringify(state)],
  )
  return entries.length
}

const texts = (answers: readonly Answer[]) =>
  answers.map(({ status, text }) => `${status} ${text}`).join('\n')
