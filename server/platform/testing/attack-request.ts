import { newId, prefixesOfPattern } from '../kernel/id.ts'
import { switchableModules } from '../kernel/installation.ts'
import type { Operation } from '../kernel/operation.ts'
import type { Answer } from './client.ts'
import type { TestWorkspace } from './workspace.ts'

export interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  anyOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  examples?: unknown[]
  pattern?: string
  format?: string
  minimum?: number
  minLength?: number
  maxLength?: number
}

export interface AttackRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: string | undefined
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

const idPrefix = (schema: JsonSchema): string | undefined => prefixesOfPattern(schema.pattern)[0]
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

let count = 0

export function requestMaker(space: TestWorkspace): RequestMaker {
  const { operations } = space.app.services
  const made = new Map<string, Promise<string>>()

  // What no schema can say. A new operation is attacked without an entry here: credentials are judged
  // before fields are. An entry only lets more of the writes succeed.
  const domain: Record<string, () => unknown> = {
    registration: () => `N${1000 + ++count}X`,
    icao: () => ['KA', 'KB', 'KC', 'KD'][count % 4] + String(10 + (++count % 90)),
    fromAirport: () => 'KFNL',
    toAirport: () => 'KGXY',
    baseAirport: () => 'KFNL',
    base: () => 'KFNL',
    timezone: () => 'America/Denver',
    country: () => 'US',
    offBlockAt: () => new Date(Date.UTC(2026, 0, 5) + ++count * 3_600_000).toISOString(),
    onBlockAt: () => new Date(Date.UTC(2026, 0, 5) + count * 3_600_000 + 3_000_000).toISOString(),
    startsAt: () => new Date(Date.UTC(2027, 0, 5) + ++count * 3_600_000).toISOString(),
    endsAt: () => new Date(Date.UTC(2027, 0, 5) + count * 3_600_000 + 3_000_000).toISOString(),
    url: () => 'https://receiver.example.com/hook',
    events: () => ['*'],
    event: () => 'flight.approved',
    config: () => ({ recipients: ['somebody@example.com'] }),
    scopes: () => ['*:read'],
    roles: () => ['pilot'],
    email: () => `somebody-${++count}@example.com`,
    kind: () => undefined,
    to: () => undefined,
    password: () => 'three quiet herons',
    workspaceId: () => space.id,
    userId: async () => (await space.owner.get('/api/v1/auth/session')).data.user.id,
    modules: () => switchableModules(space.app.services),
    readAt: () => '2026-01-01T00:00:00Z',
    slug: () => `slug-${++count}`,
    expires_at: () => new Date(Date.now() + 86_400_000).toISOString(),
    filename: () => 'rows.csv',
    // Networks with the address that the tests call from, so that none of them locks itself out.
    cidr: () => `127.0.0.0/${8 + (++count % 24)}`,
    maintenance_message: () => null,
    feature_flags: () => ({ flights: true }),
  }

  const sample = async (schema: JsonSchema, name: string): Promise<unknown> => {
    const known = domain[name]?.()
    if (known !== undefined) return known
    const prefix = idPrefix(schema)
    if (prefix) return record(prefix)
    if (schema.const !== undefined) return schema.const
    if (schema.enum) return schema.enum[0]
    if (schema.anyOf) return sample(schema.anyOf[0] ?? {}, name)
    if (schema.examples?.length) return schema.examples[0]
    switch ([schema.type].flat().find((type) => type !== 'null')) {
      case 'object':
        return sampleObject(schema)
      case 'array':
        return [await sample(schema.items ?? {}, name)]
      case 'boolean':
        return true
      case 'integer':
      case 'number':
        return Math.max(schema.minimum ?? 1, 1)
      default:
        return sampleText(schema, name)
    }
  }
  const sampleText = (schema: JsonSchema, name: string): string => {
    if (schema.format === 'date-time') return '2026-03-01T12:00:00Z'
    if (schema.format === 'date') return '2026-03-01'
    if (schema.format === 'email') return `somebody-${++count}@example.com`
    if (schema.format === 'uuid') return space.uuid
    return `${name} ${++count}`
      .padEnd(schema.minLength ?? 0, 'x')
      .slice(-(schema.maxLength ?? 200))
      .trim()
  }
  const sampleObject = async (schema: JsonSchema): Promise<Record<string, unknown>> => {
    const object: Record<string, unknown> = {}
    for (const name of schema.required ?? [])
      object[name] = await sample(schema.properties?.[name] ?? {}, name)
    // A key that may say what it opens must say it, a record is attacked best inside a project, and a
    // rating can be said in two ways, of which neither is required.
    for (const name of ['scopes', 'projectId', 'icao', 'password', 'title', 'severity', 'likelihood']) {
      const property = schema.properties?.[name]
      if (property && !(name in object)) object[name] = await sample(property, name)
    }
    return object
  }

  /** The value with another one put into it, at a path; what is missing on the way there is made up. */
  const putInto = async (
    value: unknown,
    schema: JsonSchema,
    [step, ...rest]: readonly string[],
    put: unknown,
    name = '',
  ): Promise<unknown> => {
    if (step === undefined) return put ?? sample(schema, name)
    const forms = schema.anyOf ?? [schema]
    if (step === '*') {
      const items = forms.find((form) => form.items)?.items ?? {}
      return [await putInto(await sample(items, ''), items, rest, put, name)]
    }
    const form = forms.find(({ properties }) => properties?.[step]) ?? schema
    const object = (value ?? (await sampleObject(form))) as Record<string, unknown>
    return { ...object, [step]: await putInto(object[step], form.properties?.[step] ?? {}, rest, put, step) }
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
    const known = made.get(prefix) ?? createOne(prefix)
    made.set(prefix, known)
    return known
  }

  const make = async (operation: Operation, twist: Twist = {}): Promise<AttackRequest> => {
    let path = operation.path
    for (const [name, schema] of Object.entries(propertiesOf(operation.params))) {
      const prefix = idPrefix(schema)
      const value = prefix
        ? await (twist.id ?? record)(prefix)
        : String(await sample(schema, name)).replaceAll(' ', '-')
      path = path.replace(`:${name}`, encodeURIComponent(value))
    }
    const query: Record<string, string> = {}
    for (const name of (operation.query as JsonSchema | undefined)?.required ?? [])
      query[name] = String(
        name === 'kind' ? 'aircraft' : await sample(propertiesOf(operation.query)[name] ?? {}, name),
      )
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
    let fields = await sampleObject(schema)
    for (const { path, value } of twist.put ?? [])
      fields = (await putInto(fields, schema, path, value)) as Record<string, unknown>
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
