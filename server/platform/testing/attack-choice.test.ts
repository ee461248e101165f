import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOfChoice, isPartial, readAttackChoice } from './attack-choice.ts'

const operations = [
  { id: 'createBase', module: 'fleet' },
  { id: 'listBases', module: 'fleet' },
  { id: 'logFlight', module: 'flights' },
]
const faultsOf = (...args: string[]) => faultsOfChoice(operations, readAttackChoice(args).env)

test('operations and modules are chosen by any number of arguments, and what else is named is a path', () => {
  const { env, paths } = readAttackChoice([
    'server/modules/fleet',
    '--operation',
    'createBase',
    '--operation=listBases,logFlight',
    '--module',
    'fleet',
    '--verbose',
  ])
  assert.deepEqual(paths, ['server/modules/fleet'])
  assert.deepEqual(env, { ATTACK_OPERATIONS: 'createBase,listBases,logFlight', ATTACK_MODULES: 'fleet' })
  assert.ok(isPartial(env))
  assert.ok(!isPartial(readAttackChoice(['server/modules/fleet']).env))
})

test('a name that fits no operation or module is refused with the names that it may have meant', () => {
  assert.deepEqual(faultsOf('--operation', 'logFlight', '--module', 'fleet'), [])
  assert.deepEqual(faultsOf('--operation', 'addBase,logFlight'), [
    'No operation is called addBase. There are: createBase, listBases.',
  ])
  assert.deepEqual(faultsOf('--operation', 'reportSquawk'), ['No operation is called reportSquawk.'])
  assert.deepEqual(faultsOf('--module', 'flight'), ['No module is called flight. There are: fleet, flights.'])
  assert.deepEqual(faultsOf('--module'), ['--module wants a name, such as --module fleet.'])
})
