import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemStatements, unboundOf } from '../database/testing/system-statements.ts'
import { tenantTables } from '../database/testing/tenant-tables.ts'
import type { Operation } from '../kernel/operation.ts'
import { startTestApp } from './app.ts'
import { chosen } from './attack-choice.ts'
import { requestMaker, send } from './attack-request.ts'
import { succeedingRequest } from './carry-out.ts'
import { client } from './client.ts'
import { DeclaredAnswers } from './declared-answer.ts'
import { ownInstallation } from './own-installation.ts'
import { workspace } from './workspace.ts'

test('every operation is carried out and answers as it is described; what runs as the role that sees every workspace says which one it is about', async (t) => {
  const app = await startTestApp({ LOG_LEVEL: 'fatal' })
  const statements = [app, (await ownInstallation()).app].map(({ services }) =>
    systemStatements(services.database),
  )
  const space = await workspace(undefined, app)
  const maker = requestMaker(space)
  const declared = await DeclaredAnswers.read(client(app.origin))
  const operations = chosen(app.services.operations.filter(({ answers }) => answers !== 'events'))
  const faults: string[] = []
  const attempt = async (operation: Operation) => {
    const { request, caller } = await succeedingRequest(space, maker, operation)
    return { asked: `${request.method} ${request.path}`, answer: await send(caller, request) }
  }
  for (const operation of operations) {
    try {
      let { asked, answer } = await attempt(operation)
      if (answer.status === 401) {
        // The one before ended the session.
        await space.signInAgain()
        ;({ asked, answer } = await attempt(operation))
      }
      const isRefused = answer.status >= 400
      const fault = isRefused ? answer.text.slice(0, 600) : declared.faultOf(operation, answer)
      if (fault) faults.push(`${operation.module} ${operation.id}: ${asked} ${answer.status} ${fault}`)
    } catch (error) {
      faults.push(`${operation.module} ${operation.id}: ${error}`)
    }
  }
  t.diagnostic(`${operations.length} operations`)
  assert.deepEqual(faults, [])
  const tables = await app.sql<{ relname: string }>(tenantTables)
  assert.deepEqual(
    unboundOf(
      statements.flatMap((seen) => [...seen]),
      tables.map(({ relname }) => relname),
    ),
    [],
  )
})
