import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Shares, ShareUsedUp } from './shares.ts'

const soon = 60_000

/** Takes places one after the other. `got` has the owners in the order in which they got one. */
function asking(places: number) {
  const shares = new Shares(places)
  const got: string[] = []
  const ask = async (owner: string | null) => {
    const giveBack = await shares.take(owner, soon)
    got.push(owner ?? 'none')
    return giveBack
  }
  return { shares, got, ask }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('one owner may take what is free, but for the last quarter', async () => {
  const { got, ask } = asking(8)
  for (let count = 0; count < 8; count++) void ask('a')
  await turn()
  assert.equal(got.length, 6)
  // Others find a place at once, although the first owner wants more.
  void ask('b')
  void ask('c')
  await turn()
  assert.deepEqual(got.slice(6), ['b', 'c'])
})

test('while another owner is active, none takes more than a quarter', async () => {
  const { got, ask } = asking(8)
  const giveBack = await ask('b')
  giveBack()
  for (let count = 0; count < 8; count++) void ask('a')
  await turn()
  assert.deepEqual(got, ['b', 'a', 'a'])
})

test('a place that becomes free goes to the owner who holds the fewest, then to the longest wait', async () => {
  const { got, ask } = asking(8)
  const held = await Promise.all(Array.from({ length: 6 }, () => ask('a')))
  held.push(await ask('b'), await ask('b'))
  got.length = 0
  for (const owner of ['a', 'b', 'c', 'd', 'c', 'd', null]) void ask(owner)
  await turn()
  assert.deepEqual(got, [])
  for (const giveBack of held.slice(0, 5)) giveBack()
  await turn()
  assert.deepEqual(got, ['c', 'd', 'none', 'c', 'a'])
})

test('a place is given back once, however often the function is called', async () => {
  const { got, ask } = asking(1)
  const giveBack = await ask('a')
  giveBack()
  giveBack()
  await ask('b')
  void ask('c')
  await turn()
  assert.deepEqual(got, ['a', 'b'])
})

test('an owner with two thousand waiting is refused at once, and others still wait their turn', async () => {
  const { shares, got, ask } = asking(4)
  const held = await Promise.all(Array.from({ length: 3 }, () => ask('a')))
  for (let count = 0; count < 2_000; count++) void ask('a')
  await assert.rejects(shares.take('a', soon), ShareUsedUp)
  void ask('b')
  await turn()
  assert.equal(got.at(-1), 'b')
  for (const giveBack of held) giveBack()
})

test('of those who hold as many, each gets one in turn, however many one of them has waiting', async () => {
  const { got, ask } = asking(1)
  const first = await ask('a')
  const back: (() => void)[] = [first]
  for (const owner of ['a', 'a', 'a', 'b', 'b', 'c']) void ask(owner).then((giveBack) => back.push(giveBack))
  for (let count = 0; count < 6; count++) {
    back.shift()?.()
    await turn()
  }
  assert.deepEqual(got, ['a', 'a', 'b', 'c', 'a', 'b', 'a'])
})
