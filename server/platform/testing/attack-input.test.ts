import { test } from 'node:test'
import { newId } from '../kernel/id.ts'
import type { Operation } from '../kernel/operation.ts'
import { attackRequests, attackTogether, guarded, operations, space, unless } from './attack.ts'
import { idParams, send, takesJson } from './attack-request.ts'
import type { JsonSchema } from './attack-sample.ts'

// Bodies and addresses that fit no schema.

const { requests } = attackRequests()

test('an unknown field of a body is refused by name', () =>
  attackTogether(operations.filter(takesJson), async (operation) => {
    const answer = await send(
      space.owner,
      await requests.make(operation, { body: (body) => ({ ...body, unexpected: 1 }) }),
    )
    return (
      unless(answer, 400) ??
      (answer.body.details?.some(({ field }: { field: string }) => field === 'unexpected')
        ? null
        : `said ${answer.text}`)
    )
  }))

const key = await space.key()

test('an unknown parameter of an address is refused by name', () =>
  attackTogether(operations, async (operation) => {
    const caller = operation.access === 'key' ? key : space.owner
    const answer = await send(caller, await requests.make(operation, { query: { unexpected: '1' } }))
    return (
      unless(answer, 400) ??
      (answer.body.details?.some(({ field }: { field: string }) => field === 'unexpected')
        ? null
        : `said ${answer.text}`)
    )
  }))

/** Filters by what is no id: a request may have any id, and some subjects of the audit log are no records. */
const byAnyText = ['request_id', 'subject']

test('a filter by id refuses what is no id of its kind, instead of finding nothing', () =>
  attackTogether(operations, async (operation) => {
    const { properties = {} } = (operation.query ?? {}) as {
      properties?: Record<string, { description?: string }>
    }
    const filters = Object.entries(properties).flatMap(([name, { description = '' }]) =>
      (/_id$/.test(name) || /\bid of\b/i.test(description)) &&
      !(byAnyText.includes(name) && operation.path.includes('/audit-log'))
        ? [name]
        : [],
    )
    for (const name of filters) {
      const request = await requests.make(operation, { query: { [name]: 'xyz_nope' } })
      const fault = unless(await send(space.owner, request), 400)
      if (fault) return `${name}: ${fault}`
    }
    return null
  }))

test('a body that is no object is refused', () =>
  attackTogether(operations.filter(takesJson), async (operation) => {
    for (const body of ['[]', '"text"', '1', 'null', '[{}]']) {
      const request = await requests.make(operation)
      const fault = unless(await send(space.owner, { ...request, body }), 400)
      if (fault) return `${body}: ${fault}`
    }
    return null
  }))

test('an id of the wrong kind is refused', () =>
  attackTogether(
    guarded.filter((operation) => idParams(operation).length > 0),
    async (operation) => {
      for (const id of [
        () => newId('zzz'),
        (prefix: string) => `${prefix}_short`,
        (prefix: string) => `${prefix}_${'u'.repeat(26)}`,
        () => '1',
        () => space.uuid,
        (prefix: string) => newId(prefix).toUpperCase(),
        (prefix: string) => `${newId(prefix)}\n`,
      ]) {
        const fault = unless(await send(space.owner, await requests.make(operation, { id })), 400)
        if (fault) return fault
      }
      return null
    },
  ))

test('what every object has by name is no name of a field', () =>
  attackTogether(
    operations.filter((operation) => takesJson(operation) && openFields(operation).length > 0),
    async (operation) => {
      for (const field of openFields(operation))
        for (const name of ['constructor', 'toString', 'hasOwnProperty'])
          for (const value of [true, 0, 'x', null]) {
            const request = await requests.make(operation, {
              body: (body) => ({ ...body, [field]: { [name]: value } }),
            })
            const { status, text } = await send(space.owner, request)
            if (status < 400 || status >= 500) return `${field}.${name}: answered ${status} ${text}`
          }
      return null
    },
  ))

/** The fields of a body that are objects whose names the schema leaves open. */
function openFields({ body }: Operation): string[] {
  return Object.entries((body as JsonSchema | undefined)?.properties ?? {})
    .filter(([, schema]) => [schema.type].flat().includes('object') && !schema.properties)
    .map(([name]) => name)
}

test('malformed JSON is refused', () =>
  attackTogether(operations.filter(takesJson), async (operation) => {
    const request = await requests.make(operation)
    for (const body of [
      '{',
      '{"a":}',
      '{"a":1',
      'x',
      '{"a":1}}',
      "{'a':1}",
      '{"__proto__":{"a":1}}',
      '{"constructor":{"prototype":{"a":1}}}',
    ]) {
      const fault = unless(await send(space.owner, { ...request, body }), 400)
      if (fault) return `${body}: ${fault}`
    }
    return null
  }))

test('another content type than the operation’s is refused', () =>
  attackTogether(
    operations.filter((operation) => operation.writes),
    async (operation) => {
      const request = await requests.make(operation)
      for (const type of [
        'text/html',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/jsonp',
      ]) {
        const fault = unless(
          await send(space.owner, { ...request, body: 'a=1', headers: { 'content-type': type } }),
          415,
        )
        if (fault) return `${type}: ${fault}`
      }
      return null
    },
  ))
