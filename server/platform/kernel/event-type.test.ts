import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkCatalog, eventType } from './event-type.ts'
import { resource } from './resource.ts'
import { Type } from './schema.ts'

test('the text of an event completes "Fires when …": it is refused with a period at its end, and without words', () => {
  const entry = {
    stability: 'beta',
    subject: 'squawk',
    scope: 'squawks:read',
    data: Type.Object({}),
  } as const
  assert.equal(
    eventType('squawk.reported', { ...entry, when: 'a squawk is reported' }).type,
    'squawk.reported',
  )
  for (const when of ['a squawk is reported.', 'a squawk is reported. ', 'a squawk is reported:', ''])
    assert.throws(
      () => eventType('squawk.reported', { ...entry, when }),
      /The event squawk.reported says when/,
    )
})

test('a type that is declared twice, or that the catalog lacks, is refused', () => {
  const entry = {
    stability: 'beta',
    when: 'a squawk is closed',
    subject: 'squawk',
    scope: 'squawks:read',
    data: Type.Object({}),
  } as const
  const reported = eventType('squawk.opened', { ...entry, when: 'a squawk is opened' })
  const closed = eventType('squawk.closed', entry)
  assert.throws(() => eventType('squawk.closed', entry), /Two events are called squawk\.closed/)
  assert.throws(() => checkCatalog([closed]), /squawk\.\w+ is declared and missing from the catalog/)
  assert.ok(reported)
})

test('an event that carries every field of a record is refused: it names those that may leave', () => {
  const schema = Type.Object({ id: Type.String(), remarks: Type.String() })
  const Squawk = resource({
    name: 'squawk',
    prefix: 'sqk',
    title: { one: 'squawk', many: 'squawks' },
    page: 'none',
    table: 'squawks',
    schema,
  })
  const entry = { stability: 'beta', subject: Squawk.name, scope: 'squawks:read' } as const
  const whole = eventType('squawk.found', { ...entry, when: 'a squawk is found', data: schema })
  assert.throws(() => checkCatalog([whole]), /squawk\.found carries every field of a squawk/)
  const named = Type.Pick(schema, ['id'])
  const part = eventType('squawk.fixed', { ...entry, when: 'a squawk is fixed', data: named })
  assert.throws(() => checkCatalog([part]), /missing from the catalog/)
})
