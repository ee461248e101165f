import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addNode,
  changeNode,
  moveBy,
  moveTo,
  type Node,
  removeNode,
  stagesOf,
  treeOf,
} from './syllabusTree.ts'

const node = (key: string, children: Node[] = []): Node => ({ key, fields: { code: key }, children })
const tree = [
  node('A', [node('A1', [node('A1a'), node('A1b')]), node('A2')]),
  node('B', [node('B1', [node('B1a')])]),
]
/** `A(A1(A1a A1b) A2) B(…)` */
const shape = (nodes: readonly Node[]): string =>
  nodes.map(({ key, children }) => (children.length > 0 ? `${key}(${shape(children)})` : key)).join(' ')

test('a node moves among its siblings, and at the edge into the next parent', () => {
  assert.equal(shape(moveBy(tree, 'A1', 1)), 'A(A2 A1(A1a A1b)) B(B1(B1a))')
  assert.equal(shape(moveBy(tree, 'A2', 1)), 'A(A1(A1a A1b)) B(A2 B1(B1a))')
  assert.equal(shape(moveBy(tree, 'B1', -1)), 'A(A1(A1a A1b) A2 B1(B1a)) B')
  assert.equal(shape(moveBy(tree, 'A1a', -1)), shape(tree))
  assert.equal(shape(moveBy(tree, 'B', -1)), 'B(B1(B1a)) A(A1(A1a A1b) A2)')
})

test('a node is dropped on one of its kind, or on one that can hold it, and nowhere else', () => {
  assert.equal(shape(moveTo(tree, 'A1', 'A2')), 'A(A2 A1(A1a A1b)) B(B1(B1a))')
  assert.equal(shape(moveTo(tree, 'A2', 'A1')), 'A(A2 A1(A1a A1b)) B(B1(B1a))')
  assert.equal(shape(moveTo(tree, 'B1a', 'A1b')), 'A(A1(A1a B1a A1b) A2) B(B1)')
  assert.equal(shape(moveTo(tree, 'A1', 'B')), 'A(A2) B(B1(B1a) A1(A1a A1b))')
  assert.equal(shape(moveTo(tree, 'A', 'B1')), shape(tree))
  assert.equal(shape(moveTo(tree, 'A1a', 'B')), shape(tree))
})

test('nodes are added at the end of their parent, changed and removed with what they hold', () => {
  const added = addNode(addNode(tree, 'A1', 'new item'), null, 'new stage')
  assert.equal(shape(added), 'A(A1(A1a A1b new item) A2) B(B1(B1a)) new stage')
  assert.equal(added[0]?.children[0]?.children[2]?.fields.kind, 'manoeuvre')
  assert.equal(
    changeNode(tree, 'B1a', { title: 'Stalls' })[1]?.children[0]?.children[0]?.fields.title,
    'Stalls',
  )
  assert.equal(shape(removeNode(tree, 'A1')), 'A(A2) B(B1(B1a))')
})

test('a lesson keeps what it requires, by code, and forgets a lesson that was removed', () => {
  const lesson = {
    position: 1,
    title: 'T',
    kind: 'flight',
    plannedMinutes: 60,
    isSolo: false,
    briefing: null,
  }
  const stages = [
    {
      id: 's',
      position: 1,
      title: 'Stage',
      needsStageCheck: true,
      lessons: [
        { ...lesson, id: 'l1', code: 'L1', requiresLessonIds: [], items: [] },
        { ...lesson, id: 'l2', code: 'L2', requiresLessonIds: ['l1'], items: [] },
      ],
    },
  ] as never
  const outline = treeOf({ stages })
  assert.deepEqual(stagesOf(outline)[0]?.lessons[1]?.requiresLessonCodes, ['L1'])
  assert.deepEqual(stagesOf(removeNode(outline, 'l1'))[0]?.lessons[0]?.requiresLessonCodes, [])
})
