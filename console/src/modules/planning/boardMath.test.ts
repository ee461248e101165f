import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Block,
  type Board,
  blocksByRow,
  blocksSince,
  inTheWay,
  lanesOf,
  nextBlock,
  noBlocks,
} from './boardMath.ts'
import { clockOf, instantAt, startOfDay } from './zone.ts'

const block = (start: number, end: number, rows: number[], status: Block['status'] = 'confirmed'): Block => ({
  id: `pse_${start}`,
  kind: 'planning_session',
  rows,
  start,
  end,
  type: 'flight',
  status,
  title: 'Flight',
  who: '',
  where: '',
  alert: '',
})

test('a booking may begin as another ends, and no minute sooner', () => {
  const [first, second] = [block(600, 660, [0]), block(720, 780, [0])]
  const byRow = blocksByRow([first, second], 1)
  assert.equal(inTheWay(byRow, second, { row: 0, start: 660, end: 720 }), null)
  assert.equal(inTheWay(byRow, second, { row: 0, start: 659, end: 719 }), first)
})

test('a request may lie over a booking, and a booking over a request', () => {
  const [asked, firm] = [block(600, 660, [0], 'requested'), block(720, 780, [0])]
  const byRow = blocksByRow([asked, firm], 1)
  assert.equal(inTheWay(byRow, asked, { row: 0, start: 720, end: 780 }), null)
  assert.equal(inTheWay(byRow, firm, { row: 0, start: 600, end: 660 }), null)
})

test('a booking of two people is moved only where both are free', () => {
  const [lesson, other] = [block(600, 660, [0, 1]), block(720, 780, [1])]
  assert.equal(inTheWay(blocksByRow([lesson, other], 2), lesson, { row: 0, start: 720, end: 780 }), other)
})

test('what overlaps lies side by side', () => {
  const blocks = [block(600, 700, [0]), block(650, 720, [0], 'requested'), block(700, 760, [0])]
  const { lanes, count } = lanesOf(blocks)
  assert.deepEqual([blocks.map((each) => lanes.get(each)), count], [[0, 1, 0], 2])
})

test('arrows lead to the neighbors in a row, and to the nearest of the next row that has any', () => {
  const [first, second, below] = [block(600, 660, [0]), block(900, 960, [0]), block(840, 870, [2])]
  const byRow = blocksByRow([first, second, below], 3)
  assert.equal(nextBlock(byRow, { row: 0, block: first }, 'ArrowRight')?.block, second)
  assert.equal(nextBlock(byRow, { row: 0, block: second }, 'ArrowRight'), null)
  assert.deepEqual(nextBlock(byRow, { row: 0, block: first }, 'ArrowDown'), { row: 2, block: below })
})

test('a new reading of the board leaves what has not changed as it is, and its rows', () => {
  const row = { id: '', name: '', detail: '', status: 'active', due: null, isDueSoon: false }
  const board = (starts: number[]): Board => ({
    ...{ from: '2027-03-08T00:00:00Z', to: '2027-03-15T00:00:00Z', by: 'aircraft', timezone: 'UTC' },
    rows: starts.map(() => row),
    bookings: {
      id: starts.map((_, index) => `pse_${index}`),
      kind: starts.map(() => 'planning_session'),
      rows: starts.map((_, index) => [index]),
      start: starts,
      minutes: starts.map(() => 60),
      ...{ type: [], status: [], title: [], who: [], where: [], alert: [] },
    },
    standbys: [],
  })
  const first = blocksSince(noBlocks, board([600, 700]))
  const second = blocksSince(first, board([600, 715]))
  assert.equal(second.byRow[0], first.byRow[0])
  assert.deepEqual([second.byRow[1]?.[0]?.start, first.byRow[1]?.[0]?.start], [715, 700])
})

test('a day has 23 hours when the clock goes forward, and a skipped time is none', () => {
  const zone = 'America/Denver'
  const hours = (startOfDay('2027-03-15', zone) - startOfDay('2027-03-14', zone)) / 3_600_000
  assert.equal(hours, 23)
  assert.equal(instantAt('2027-03-14', 150, zone), null)
  const nine = instantAt('2027-03-15', 9 * 60, zone) ?? 0
  assert.deepEqual([new Date(nine).toISOString(), clockOf(nine, zone)], ['2027-03-15T15:00:00.000Z', '09:00'])
  assert.equal(new Date(instantAt('2027-11-07', 90, zone) ?? 0).toISOString(), '2027-11-07T07:30:00.000Z')
})
