import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastBegunDay, requireHappenedOn } from '../kernel/happened.ts'
import { happenedAt, happenedOn, Type } from '../kernel/schema.ts'
import { testApp } from '../testing/app.ts'
import { takesJson } from '../testing/attack-request.ts'
import type { JsonSchema } from '../testing/attack-sample.ts'
import { workspace } from '../testing/workspace.ts'
import { compileCheck } from './validate.ts'

const app = await testApp()

/** Names of what has happened once it is written down. */
const happened =
  /^(occurred|received|delivered|found|discovered|done|lastDone|complied|installed|removed|returnedToService|read|signed|given|\w+Given|held|worked|trained|notified|actual\w*|birth|issued|entry|course|compromised|ended|inPlace)(At|On)$/
/** Names of what is planned, or ends some day. */
const planned =
  /^(starts|ends|planned\w*|expires|due|valid\w*|until|review|target|requested\w*|wanted|e[td][ad])(At|On)?$/
const mayLieAhead: Record<string, string> = {
  'createMeeting.heldAt': 'a meeting is written down before it is held',
  'updateMeeting.heldAt': 'the same',
  'createLessonRecord.heldOn': 'a draft may be of a lesson to come; it is signed after it was held',
  'updateLessonRecord.heldOn': 'the same',
}

function dateFields(schema: JsonSchema, name = ''): { name: string; isHappened: boolean }[] {
  const isDate = schema.format === 'date' || schema.format === 'date-time'
  return [
    ...(isDate ? [{ name, isHappened: 'x-happened' in schema }] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([field, property]) => dateFields(property, field)),
    ...(schema.items ? dateFields(schema.items, name) : []),
    ...(schema.anyOf ?? []).flatMap((form) => dateFields(form, name)),
  ]
}

test('every field of a body that says when something happened refuses the future, and none of what is planned does', () => {
  const faults: string[] = []
  let guarded = 0
  const exceptions = new Set(Object.keys(mayLieAhead))
  for (const operation of app.services.operations.filter(takesJson))
    for (const { name, isHappened } of dateFields(operation.body as unknown as JsonSchema)) {
      const field = `${operation.id}.${name}`
      if (isHappened) guarded += 1
      const mayLie = exceptions.delete(field) || field in mayLieAhead
      if (happened.test(name) && !isHappened && !mayLie)
        faults.push(`${field} takes the future: use happenedAt or happenedOn`)
      if (planned.test(name) && isHappened) faults.push(`${field} refuses the future`)
    }
  assert.deepEqual(faults, [])
  assert.deepEqual([...exceptions], [], 'exceptions that no operation has')
  assert.ok(guarded > 30)
})

test('a phone may be minutes ahead, and a day may have begun east of here', () => {
  const check = compileCheck(
    Type.Object({ at: Type.Optional(happenedAt()), on: Type.Optional(happenedOn()) }),
    'body',
  )
  const ahead = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  const refused = (field: string) => [{ field, message: 'is in the future: enter when it happened' }]
  assert.deepEqual(check({ at: ahead(4) }), [])
  assert.deepEqual(check({ at: ahead(6) }), refused('at'))
  assert.deepEqual(check({ on: ahead(13 * 60).slice(0, 10) }), [])
  assert.deepEqual(check({ on: ahead(39 * 60).slice(0, 10) }), refused('on'))
})

test('a day has begun if it is today in the workspace or at Greenwich', () => {
  const [denver, tokyo] = [new Date('2026-12-01T00:30:00Z'), new Date('2026-12-01T16:00:00Z')]
  assert.equal(lastBegunDay('2026-11-30', denver), '2026-12-01')
  assert.equal(lastBegunDay('2026-12-02', tokyo), '2026-12-02')
  requireHappenedOn('on', '2026-12-01', '2026-11-30', denver)
  assert.throws(() => requireHappenedOn('on', '2026-12-02', '2026-11-30', denver), /is in the future/)
})

test('a reading of tomorrow and an occurrence of tomorrow are refused by the name of their field', async (t) => {
  const { owner, aircraft } = await workspace(t, app)
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  const { id } = await aircraft()
  const reading = await owner.post(`/api/v1/ops/aircraft/${id}/readings`, {
    kind: 'hobbs',
    readingHundredths: 100,
    readAt: tomorrow,
  })
  assert.equal(reading.status, 400)
  assert.deepEqual(reading.body.details, [
    { field: 'readAt', message: 'is in the future: enter when it happened' },
  ])
})
