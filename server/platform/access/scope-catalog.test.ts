import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modules } from '#server/modules.ts'
import { scopeSentences } from '../kernel/scope-sentence.ts'
import { workspace } from '../testing/workspace.ts'
import { checkScopeSentences } from './scope-catalog.ts'

interface Scope {
  scope: string
  description: string
  operations: { method: string; path: string; summary: string }[]
}

/** What people regret having handed out: a sentence that leaves one of these out promises too little. */
const strongVerbs = [
  'abort',
  'approve',
  'cancel',
  'close',
  'complete',
  'delete',
  'publish',
  'reject',
  'reopen',
  'resend',
  'retire',
  'reverse',
  'revoke',
  'rotate',
  'submit',
  'triage',
  'withdraw',
]

const listScopes = async (t: import('node:test').TestContext): Promise<Scope[]> =>
  (await (await workspace(t)).owner.get('/api/user/api-keys/scopes')).data.scopes

test('every scope has one written sentence, and lists its operations', async (t) => {
  for (const { scope, description, operations } of await listScopes(t)) {
    assert.match(description, /^[A-Z].*\.$/, scope)
    assert.ok(operations.length > 0, scope)
    assert.equal(/^Read\b/.test(description), scope.endsWith(':read'), scope)
  }
})

test('the sentence of a scope names every strong verb of its operations', async (t) => {
  const missing = (await listScopes(t)).flatMap(({ scope, description, operations }) =>
    operations.flatMap(({ method, path, summary }) => {
      const words = summary.toLowerCase().split(/\W+/)
      const verbs = strongVerbs.filter((verb) => words.includes(verb))
      const required = method === 'DELETE' ? ['delete', ...verbs] : method === 'GET' ? [] : verbs
      return required
        .filter((verb) => !description.toLowerCase().split(/\W+/).includes(verb))
        .map((verb) => `${scope}: ${verb} (${method} ${path})`)
    }),
  )
  assert.deepEqual(missing, [])
})

test('the server does not start with a scope that nobody has described', () => {
  const fleetWith = (...extensions: object[]) =>
    modules.map((module) =>
      module.name === 'fleet'
        ? { ...module, extensions: [...module.extensions, ...(extensions as typeof module.extensions)] }
        : module,
    )
  const undescribed = modules.map((module) =>
    module.name === 'fleet' ? { ...module, extensions: [] } : module,
  )
  assert.throws(() => checkScopeSentences(undescribed), /The scope aircraft:(read|write) needs exactly one/)
  assert.throws(
    () => checkScopeSentences(fleetWith(scopeSentences({ 'aircraft:read': 'Read aircraft.' }))),
    /The scope aircraft:read needs exactly one/,
  )
  assert.throws(
    () => checkScopeSentences(fleetWith(scopeSentences({ 'gliders:read': 'Read gliders.' }))),
    /gliders:read has a sentence, and no operation/,
  )
})
