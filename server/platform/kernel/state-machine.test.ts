import assert from 'node:assert/strict'
import { test } from 'node:test'
import { invitationStates } from '../identity/invitation.ts'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { operation } from './operation.ts'
import { problemEntry } from './problem.ts'
import { resource } from './resource.ts'
import { id, oneOf, Type } from './schema.ts'
import { stateMachine } from './state-machine.ts'

const Kite = resource({
  name: 'kite',
  prefix: 'kit',
  title: { one: 'kite', many: 'kites' },
  page: 'none',
  table: 'kites',
  schema: Type.Object({ id: id('kit'), status: oneOf(['packed', 'in_the_air', 'lost']) }),
})
const kiteStates = stateMachine({
  of: Kite,
  moves: {
    launch: { from: ['packed'], to: 'in_the_air' },
    land: { from: ['in_the_air'], to: 'packed', verb: 'bring it down' },
    lose: { from: ['in_the_air'], to: 'lost', isAutomatic: true },
    repair: { from: ['packed'] },
  },
  refusal: { code: 'kite_state', fix: 'Look up.' },
})
const sentence = (status: string, choose: (record: object) => unknown) => {
  try {
    choose({ status })
  } catch (error) {
    return (error as Error).message
  }
  return null
}

test('a refusal says which state a move needs, and what the present one allows', () => {
  const { launch } = kiteStates
  assert.equal(
    sentence('packed', (kite) => launch.choose(kite, {})),
    null,
  )
  assert.equal(
    sentence('in_the_air', (kite) => launch.choose(kite, {})),
    'This kite is in the air: you can launch it only while packed. Now you can bring it down',
  )
  assert.equal(
    sentence('lost', (kite) => launch.choose(kite, {})),
    'This kite is lost: you can launch it only while packed. It does not change any more',
  )
  const chosen = kiteStates.chosenBy('to', ['launch', 'land'])
  assert.equal(
    sentence('packed', (kite) => chosen.choose(kite, { to: 'lost' })),
    'This kite is packed: nothing leads from there to lost. Now you can launch it or repair it',
  )
})

test('the catalog describes a code by the moves of its kind', () => {
  assert.equal(
    problemEntry('kite_state')?.meaning,
    'A kite goes packed → in_the_air; in_the_air → packed or lost. You can repair it only while packed',
  )
})

test('a button has the words of the sentence', () => {
  assert.deepEqual(
    [kiteStates.launch.label, kiteStates.land.label, kiteStates.repair.label],
    ['Launch kite', 'Bring down', 'Repair kite'],
  )
})

test('what the server does by itself is no next state', () => {
  assert.deepEqual(kiteStates.nextOf('in_the_air'), ['packed'])
})

test('an operation is not bound to the move of another kind, nor to a field that its body lacks', () => {
  const fly = {
    id: 'flyKite',
    method: 'POST',
    path: '/kites/:id/fly',
    summary: 'Fly a kite',
    description: 'Up.',
  } as const
  const common = { ...fly, scope: 'kites:write', roles: [], audits: 'kite.flown', handle: () => ({}) }
  assert.throws(() => operation({ ...common, move: kiteStates.launch }), /another kind of record/)
  assert.throws(
    () => operation({ ...common, on: Kite, move: kiteStates.chosenBy('to', ['launch']) }),
    /from to, which is not in its body/,
  )
})

test('a record that was moved since it was read is not moved again', async (t) => {
  const { owner, uuid } = await workspace(t)
  const invitation = { email: 'somebody@example.com', roles: ['pilot'] }
  const { data: pending } = await owner.post('/api/v1/admin/invitations', invitation)
  const { database } = (await testApp()).services
  const revoke = () =>
    database.tenant({ workspaceId: uuid }, (tx) => invitationStates.revoke.apply(tx, pending))
  await revoke()
  await assert.rejects(revoke, /Somebody else has just changed this invitation/)
})
