import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventType } from './event-type.ts'
import { defineModule } from './module.ts'
import { type Method, operation } from './operation.ts'
import { Type } from './schema.ts'

const declare = (id: string, method: Method, path: string) =>
  operation({ id, method, path, summary: id, description: id, access: 'public', handle: () => undefined })

const closed = eventType('base.closed', {
  stability: 'beta',
  when: 'a base is closed',
  subject: 'base',
  scope: 'bases:read',
  data: Type.Object({}),
})
const purge = { name: 'bases.purge', everyMs: 1_000, run: async () => {} }
const limit = { kind: 'limit', name: 'max_bases' }
const sets = { list: declare('listBases', 'GET', '/bases'), create: declare('createBase', 'POST', '/bases') }

test('a module has what its files export, and nothing is listed twice', () => {
  const base = { sets, closed, helper: () => 1, schema: { kind: { of: 'a schema' } }, label: 'base' }
  const module = defineModule({
    name: 'fleet',
    title: 'Fleet',
    summary: 'Aircraft and the ledger of their meters.',
    parts: [base, { again: closed, purge }, limit],
  })
  assert.deepEqual(module.events, [closed])
  assert.deepEqual(module.periodic, [purge])
  assert.deepEqual(module.extensions, [limit])
  assert.deepEqual(
    module.operations.map(({ id, module }) => [id, module]),
    [
      ['listBases', 'fleet'],
      ['createBase', 'fleet'],
    ],
  )
})

test('operations stand in the order of the files, and of one file from top to bottom', () => {
  const write = declare('writeBase', 'POST', '/bases/:id/text')
  const attach = declare('attachToBase', 'POST', '/bases/:id/files')
  const module = defineModule({
    name: 'fleet',
    title: 'Fleet',
    summary: 'Aircraft.',
    parts: [{ attach, write }, sets],
  })
  assert.deepEqual(
    module.operations.map(({ id }) => id),
    ['writeBase', 'attachToBase', 'listBases', 'createBase'],
  )
})

test('a file that declares nothing is no part of a module', () => {
  assert.throws(
    () =>
      defineModule({
        name: 'fleet',
        title: 'Fleet',
        summary: 'Aircraft.',
        parts: [{ airportOf: () => 'KFNL' }],
      }),
    new Error('A part of the module fleet declares nothing. It exports: airportOf'),
  )
})
