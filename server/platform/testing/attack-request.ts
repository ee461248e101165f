import { newId, prefixesOfPattern } from '../kernel/id.ts'
import type { Operation } from '../kernel/operation.ts'
import { fixturesOf } from './all-fixtures.ts'
import { idPrefix, type JsonSchema, Sampler } from './attack-sample.ts'
import type { Answer } from './client.ts'
import type { TestWorkspace } from './workspace.ts'

export interface AttackRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array | undefined
}

/** What a request is changed in, before it is sent. */
export interface Twist {
  /** In place of the ids in the path. */
  id?: (prefix: string) => Promise<string> | string
  /** Puts a value into the body at each path, and what its schema requires around it; without a value, one that fits. */
  put?: readonly { path: readonly string[]; value?: unknown }[]
  /** Changes the JSON body, which is an object. */
  body?: (body: Record<string, unknown>) => unknown
  query?: Record<string, string>
}

/** Makes, for any operation, a request that fits its schemas and the records of a workspace. */
export interface RequestMaker {
  make(operation: Operation, twist?: Twist): Promise<AttackRequest>
  /** The id of a record of the kind with this prefix, made where the API can make one; else of no record. */
  record(prefix: string): Promise<string>
  /** The same, of a record that nobody has touched. */
  freshRecord(prefix: string): Promise<string>
}

const propertiesOf = (schema: unknown): Record<string, JsonSchema> =>
  (schema as JsonSchema | undefined)?.properties ?? {}

/** A field of a body that takes ids: where it is, as `['crew', '*', 'crewId']`, and the kinds that it takes. */
export interface IdField {
  path: readonly string[]
  prefixes: readonly string[]
}

/** Every field of an operation's body that takes ids, in lists and in objects within. */
export function idFields(operation: Operation): IdField[] {
  const walk = (schema: JsonSchema, path: readonly string[]): IdField[] => {
    const prefixes = prefixesOfPattern(schema.pattern)
    return [
      ...(prefixes.length > 0 ? [{ path, prefixes }] : []),
      ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => walk(field, [...path, name])),
      ...(schema.items ? walk(schema.items, [...path, '*']) : []),
      ...(schema.anyOf ?? []).flatMap((form) => walk(form, path)),
    ]
  }
  return walk((operation.body ?? {}) as JsonSchema, [])
}

/** The parameters of the path that are ids, with the kind of each. */
export function idParams(operation: Operation): { name: string; prefix: string }[] {
  return Object.entries(propertiesOf(operation.params)).flatMap(([name, schema]) => {
    const prefix = idPrefix(schema)
    return prefix ? [{ name, prefix }] : []
  })
}

export function takesJson(operation: Operation): boolean {
  return operation.writes && !operation.upload
}

export function requestMaker(space: TestWorkspace): RequestMaker {
  const { operations } = space.app.services
  const made = new Map<string, Promise<string>>()

  // By module, because a field of the same name means something else in another one.
  const samplers = new Map<string, Sampler>()
  const samplerOf = (operation: Operation): Sampler => {
    const sampler = samplers.get(operation.module) ?? new Sampler(space, fixturesOf(operation), record)
    samplers.set(operation.module, sampler)
    return sampler
  }

  const createOne = async (prefix: string): Promise<string> => {
    for (const operation of operations) {
      // What needs a record of its own kind cannot make the first one.
      if (
        operation.creates?.prefix !== prefix ||
        operation.access === 'public' ||
        idParams(operation).some((param) => param.prefix === prefix)
      )
        continue
      const { data } = await send(space.owner, await make(operation))
      if (typeof data?.id === 'string') return data.id
    }
    for (const operation of operations) {
      if (operation.list?.of.prefix !== prefix || operation.path.includes(':')) continue
      const { data } = await space.owner.get(operation.path)
      const id = data?.items?.at(-1)?.id
      if (typeof id === 'string') return id
    }
    return newId(prefix)
  }
  const record = (prefix: string): Promise<string> => {
    const known = made.get(prefix)
    if (known) return known
    const record = createOne(prefix)
    made.set(prefix, record)
    record.catch(() => made.delete(prefix))
    return record
  }

  const make = async (operation: Operation, twist: Twist = {}): Promise<AttackRequest> => {
    const sampler = samplerOf(operation)
    let path = operation.path
    for (const [name, schema] of Object.entries(propertiesOf(operation.params))) {
      const prefix = idPrefix(schema)
      const value = prefix
        ? await (twist.id ?? record)(prefix)
        : String(await sampler.value(schema, name)).replaceAll(' ', '-')
      path = path.replace(`:${name}`, encodeURIComponent(value))
    }
    const query: Record<string, string> = {}
    for (const name of (operation.query as JsonSchema | undefined)?.required ?? [])
      query[name] = String(await sampler.value(propertiesOf(operation.query)[name] ?? {}, name))
    const search = new URLSearchParams({ ...query, ...twist.query }).toString()
    if (search) path += `?${search}`
    if (operation.method === 'GET') return { method: operation.method, path, headers: {}, body: undefined }
    if (operation.upload)
      return {
        method: operation.method,
        path,
        headers: { 'content-type': operation.upload.contentTypes[0] ?? '' },
        body: 'Registration,Type\nN1AB,C172\n',
      }
    const schema = operation.body as JsonSchema
    let fields = await sampler.object(schema)
    for (const { path, value } of twist.put ?? [])
      fields = (await sampler.put(fields, schema, path, value)) as Record<string, unknown>
    return {
      method: operation.method,
      path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(twist.body ? twist.body(fields) : fields),
    }
  }
  return { make, record, freshRecord: createOne }
}

export function send(
  client: { send: TestWorkspace['owner']['send'] },
  request: AttackRequest,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return client.send(request.method, request.path, {
    headers: { ...request.headers, ...headers },
    ...(request.body === undefined ? {} : { body: request.body }),
  })
}
