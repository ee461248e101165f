import type { MoveFacts, State } from '../kernel/move.ts'
import type { Operation } from '../kernel/operation.ts'
import { preparedRequest } from './all-fixtures.ts'
import { type AttackRequest, type RequestMaker, send } from './attack-request.ts'
import { idPrefix, type JsonSchema } from './attack-sample.ts'
import type { Client } from './client.ts'
import type { TestWorkspace } from './workspace.ts'

/** A request that its operation carries out, and who sends it. */
export interface CarriedRequest {
  request: AttackRequest
  caller: Pick<Client, 'send'>
}

/** The request with which an operation succeeds: prepared by its module, or on a new record that was led to a state that allows it. */
export async function succeedingRequest(
  space: TestWorkspace,
  maker: RequestMaker,
  operation: Operation,
): Promise<CarriedRequest> {
  const byDefault =
    operation.access === 'public'
      ? space.anybody
      : operation.access === 'key'
        ? await space.key()
        : space.owner
  const prepared = await preparedRequest(operation, space)
  if (!prepared) {
    const { prefix: kind } = operation.on ?? {}
    const led = operation.move ? await ledRecord(space, maker, operation) : null
    const parent = led ?? (await maker.freshRecord(kind ?? ''))
    const child = await childIn(space, maker, operation, parent)
    const request = await maker.make(operation, {
      id: (prefix) =>
        prefix === kind ? parent : prefix === child?.prefix ? child.id : maker.freshRecord(prefix),
      body: (body) => ({ ...body, ...chosenBy(operation, operation.move?.bound[0]) }),
    })
    return { request, caller: byDefault }
  }
  const { path, caller = byDefault, headers = {}, body } = prepared
  const isFile = body instanceof Uint8Array
  const json = { 'content-type': 'application/json' }
  return {
    caller,
    request: {
      method: operation.method,
      path,
      headers: { ...(body && !isFile ? json : {}), ...headers },
      body: body === undefined ? undefined : isFile ? body : JSON.stringify(body),
    },
  }
}

const chosenBy = ({ move }: Operation, made: MoveFacts | undefined) =>
  move?.chosenBy && made && made.to !== null ? { [move.chosenBy]: made.to } : {}

/** A new record, moved step by step on the shortest way to a state from which the operation may move it. */
async function ledRecord(
  space: TestWorkspace,
  maker: RequestMaker,
  { move, on }: Operation,
): Promise<string> {
  const id = await maker.freshRecord(on?.prefix ?? '')
  if (!move || !on) return id
  const { machine } = move
  const stateOf = async () => {
    const [row] = await space.app.sql<{ state: State }>(
      `select ${machine.column} as state from ${machine.table} where id = $1`,
      [id],
    )
    return row?.state
  }
  const wanted = move.bound.flatMap(({ from }) => from)
  for (const step of wayTo(space, machine, await stateOf(), wanted)) {
    const request = await maker.make(step.operation, {
      id: (prefix) => (prefix === on.prefix ? id : maker.record(prefix)),
      body: (body) => ({ ...body, ...chosenBy(step.operation, step.move) }),
    })
    await send(space.owner, request)
  }
  return id
}

/** What lies in a record, such as a file or a task: made by the operation of its collection, if there is one. */
async function childIn(
  space: TestWorkspace,
  maker: RequestMaker,
  { path, params, on }: Operation,
  parent: string,
): Promise<{ prefix: string; id: string } | null> {
  const collection = /^(.*:.*)\/:(\w+)/.exec(path)
  const properties = (params as JsonSchema | undefined)?.properties ?? {}
  const prefix = idPrefix(properties[collection?.[2] ?? ''] ?? {})
  const adding = space.app.services.operations.find(
    (operation) => operation.method === 'POST' && operation.path === collection?.[1],
  )
  if (!prefix || !adding) return null
  const request = await maker.make(adding, {
    id: (of) => (of === on?.prefix ? parent : maker.freshRecord(of)),
  })
  const { text } = await send(space.owner, request)
  const ids = text.match(new RegExp(`"${prefix}_[0-9a-z]{26}"`, 'g')) ?? []
  return ids.length > 0 ? { prefix, id: String(ids.at(-1)).slice(1, -1) } : null
}

interface Step {
  operation: Operation
  move: MoveFacts
}

function wayTo(
  { app }: TestWorkspace,
  machine: NonNullable<Operation['move']>['machine'],
  start: State | undefined,
  wanted: readonly State[],
): Step[] {
  const steps = app.services.operations.flatMap((operation) =>
    operation.move?.machine.of === machine.of && operation.on === machine.of
      ? operation.move.bound.map((move) => ({ operation, move }))
      : [],
  )
  const ways = new Map<State | undefined, Step[]>([[start, []]])
  for (const [state, way] of ways) {
    if (state !== undefined && wanted.includes(state)) return way
    for (const step of steps)
      if (
        state !== undefined &&
        step.move.to !== null &&
        step.move.from.includes(state) &&
        !ways.has(step.move.to)
      )
        ways.set(step.move.to, [...way, step])
  }
  return []
}
