import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventType } from './event-type.ts'
import { operation } from './operation.ts'
import { resource } from './resource.ts'
import { id, oneOf, Type } from './schema.ts'
import { stateMachine } from './state-machine.ts'
import { checkUndoings } from './undo.ts'

const Squawk = resource({
  name: 'squawk',
  prefix: 'sqk',
  title: { one: 'squawk', many: 'squawks' },
  page: 'none',
  table: 'flights',
  schema: Type.Object({ id: id('sqk'), status: oneOf(['open', 'deferred', 'cancelled']) }),
})
const squawkEvent = (type: `squawk.${string}`) =>
  eventType(type, {
    stability: 'beta',
    when: 'it happens to a squawk',
    subject: 'squawk',
    scope: 'squawks:read',
    data: Type.Object({ id: id('sqk') }),
  })
const [reported, updated, deleted, cancelled] = [
  squawkEvent('squawk.reported'),
  squawkEvent('squawk.updated'),
  squawkEvent('squawk.deleted'),
  squawkEvent('squawk.cancelled'),
]
const states = (emits?: typeof cancelled) =>
  stateMachine({
    of: Squawk,
    moves: {
      defer: { from: ['open'], to: 'deferred' },
      cancel: { from: ['open', 'deferred'], to: 'cancelled', ...(emits ? { emits } : {}) },
    },
    refusal: { code: emits ? 'squawk_state' : 'squawk_state_of_old', fix: 'Read it again.' },
  })
const common = { access: 'session', roles: 'staff', summary: 'It', description: 'It.' } as const
const handle = () => undefined
const report = operation({
  ...common,
  id: 'reportSquawk',
  method: 'POST',
  path: '/squawks',
  creates: Squawk,
  emits: reported,
  handle,
})
const remove = (emits: typeof deleted) =>
  operation({
    ...common,
    id: 'deleteSquawk',
    method: 'DELETE',
    path: '/squawks/:id',
    on: Squawk,
    emits,
    handle,
  })
const edit = operation({
  ...common,
  id: 'updateSquawk',
  method: 'PATCH',
  path: '/squawks/:id',
  on: Squawk,
  emits: updated,
  handle,
})
const advance = (machine: ReturnType<typeof states>) =>
  operation({
    ...common,
    id: 'advanceSquawk',
    method: 'POST',
    path: '/squawks/:id/advance',
    on: Squawk,
    move: machine.chosenBy('to', ['defer', 'cancel']),
    emits: updated,
    body: Type.Object({ to: oneOf(['deferred', 'cancelled']) }),
    handle,
  })

test('a record of which events tell is taken back only with an event of its own', () => {
  checkUndoings([report, remove(deleted), advance(states(cancelled))])
  assert.throws(
    () => checkUndoings([report, edit, remove(updated)]),
    /deleteSquawk takes back a squawk, of which events tell/,
  )
  assert.throws(
    () => checkUndoings([report, advance(states())]),
    /The move cancel of advanceSquawk takes back a squawk/,
  )
})
