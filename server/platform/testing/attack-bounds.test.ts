import { test } from 'node:test'
import { mostDetails } from '../http/body-bounds.ts'
import { compileCheck } from '../http/validate.ts'
import { attack, attackRequests, attackTogether, operations, space } from './attack.ts'
import { send, takesJson } from './attack-request.ts'

// Bodies that cost more than they say: many values, many faults, deep nesting; and bodies of no bytes at all.

const { requests } = attackRequests()
const long = (entry: string, most: number) => Array.from({ length: most }, () => entry)

test('a body of thousands of faults is refused with at most 20 details', () =>
  attackTogether(operations.filter(takesJson), async (operation) => {
    const fields = Object.keys((operation.body as { properties?: object }).properties ?? {})
    const bodies: unknown[] = [
      Object.fromEntries(long('x', 3_900).map((value, index) => [`field${index}`, value])),
      Object.fromEntries(fields.map((field) => [field, long(' ', 20_000 / fields.length)])),
      Object.fromEntries(
        fields.map((field) => [field, JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)]),
      ),
    ]
    const check = compileCheck(operation.body as never, 'body')
    for (const body of bodies) {
      const details = check(body)
      if (Object.keys(body as object).length > 0 && (details.length === 0 || details.length > mostDetails))
        return `named ${details.length} details`
    }
    const answer = await send(space.owner, await requests.make(operation, { body: () => bodies[0] as never }))
    return answer.status === 400 && answer.body.details.length <= mostDetails && answer.text.length < 20_000
      ? null
      : `answered ${answer.status} with ${answer.text.length} characters`
  }))

const emptyTypes = ['application/x-www-form-urlencoded', 'text/plain', 'application/octet-stream']

test('a body of no bytes is no body, whatever type the client names', () =>
  attack(
    operations.filter((operation) => operation.method !== 'GET' && !operation.upload),
    async (operation) => {
      const { path } = await requests.make(operation)
      for (const type of emptyTypes) {
        const answer = await space.owner.send(operation.method, path, {
          headers: { 'content-type': type },
          body: '',
        })
        if (answer.status === 415 || /_readableState|_events|socket/.test(answer.text))
          return `with ${type} it answered ${answer.status} ${answer.text.slice(0, 200)}`
      }
      return null
    },
  ))
