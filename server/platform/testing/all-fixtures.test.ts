import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { allFixtures, fixturesOf } from './all-fixtures.ts'
import { testApp } from './app.ts'
import { workspace } from './workspace.ts'

const app = await testApp()
const { operations } = app.services

test('what modules lend is about operations and fields that there are', async (t) => {
  const space = await workspace(t, app)
  const modules = new Set(operations.map(({ module }) => module))
  for (const { of, examples, alsoSent = [], refusedAlone = [] } of allFixtures) {
    assert.deepEqual(
      of.filter((module) => !modules.has(module)),
      [],
      'no such module',
    )
    const own = operations.filter(({ module }) => of.includes(module))
    const schemas = JSON.stringify(own.map(({ params, query, body }) => [params, query, body]))
    const fields = [...Object.keys(examples?.(space) ?? {}), ...alsoSent]
    assert.deepEqual(
      fields.filter((field) => !schemas.includes(`"${field}":`)),
      [],
      `no operation of ${of} has such a field`,
    )
    const names = own.flatMap(({ id, move }) => [
      id,
      ...(move?.bound ?? []).map(({ name }) => `${id} ${name}`),
    ])
    assert.deepEqual(
      refusedAlone.filter((name) => !names.includes(name)),
      [],
      `${of} has no such operation or move`,
    )
  }
  assert.equal(fixturesOf({ module: 'no-such-module' }), undefined)
})

test('the fixtures that all share name no module', () => {
  for (const file of globSync('*.ts', { cwd: import.meta.dirname, exclude: ['*.test.ts'] })) {
    const imports = readFileSync(join(import.meta.dirname, file), 'utf8').match(/from '[^']+'/g) ?? []
    assert.deepEqual(
      imports.filter((from) => from.includes('modules')),
      [],
      file,
    )
  }
})
