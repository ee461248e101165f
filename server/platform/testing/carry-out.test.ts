import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from './app.ts'
import { chosen } from './attack-choice.ts'
import { requestMaker, send } from './attack-request.ts'
import { succeedingRequest } from './carry-out.ts'
import { workspace } from './workspace.ts'

/** The modules whose requests are not prepared yet. */
const left = new Set(['training', 'safety'])

test('every operation is carried out', async () => {
  const app = await startTestApp({ LOG_LEVEL: 'fatal' })
  const space = await workspace(undefined, app)
  const maker = requestMaker(space)
  const refused: string[] = []
  for (const operation of chosen(app.services.operations.filter(({ answers }) => answers !== 'events'))) {
    try {
      const attempt = async () => {
        const { request, caller } = await succeedingRequest(space, maker, operation)
        return { request, answer: await send(caller, request) }
      }
      let { request, answer } = await attempt()
      if (answer.status === 401) {
        // The one before ended the session.
        await space.signInAgain()
        ;({ request, answer } = await attempt())
      }
      if (answer.status >= 400 && !left.has(operation.module))
        refused.push(
          `${operation.module} ${operation.id}: ${request.method} ${request.path} ${answer.status} ${answer.text.slice(0, 600)}`,
        )
    } catch (error) {
      refused.push(`${operation.module} ${operation.id}: ${error}`)
    }
  }
  assert.deepEqual(refused, [])
})
