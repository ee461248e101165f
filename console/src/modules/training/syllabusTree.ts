import type { BodyOf } from '#api/answer.ts'
import type { RecordOf } from '#api/record.ts'

type Revision = RecordOf<'training_revision'>
export type StageBody = NonNullable<BodyOf<'PATCH', '/api/v1/training/revisions/{id}'>['stages']>[number]
type LessonBody = StageBody['lessons'][number]
type ItemBody = NonNullable<LessonBody['items']>[number]

/** A stage, lesson or item of an outline that is being edited; its level is how deep it lies. */
export type Node = {
  key: string
  fields: Partial<
    Omit<StageBody, 'lessons'> & Omit<LessonBody, 'items' | 'kind'> & Omit<ItemBody, 'kind'>
  > & {
    kind?: string
  }
  children: Node[]
}
export const levels = ['stage', 'lesson', 'item'] as const
export type Level = (typeof levels)[number]

/** The syllabus of a revision as an outline. Lessons name those that they require by code, because IDs change. */
export function treeOf({ stages }: Pick<Revision, 'stages'>): Node[] {
  const codes = new Map(stages.flatMap(({ lessons }) => lessons.map(({ id, code }) => [id, code])))
  return stages.map(({ id, title, needsStageCheck, lessons }) => ({
    key: id,
    fields: { title, needsStageCheck },
    children: lessons.map(({ id: lessonId, position: _at, requiresLessonIds, items, ...lesson }) => ({
      key: lessonId,
      fields: {
        ...lesson,
        requiresLessonCodes: requiresLessonIds.flatMap((required) => codes.get(required) ?? []),
      },
      children: items.map(({ id: itemId, position: _place, ...item }) => ({
        key: itemId,
        fields: item,
        children: [],
      })),
    })),
  }))
}

/** The outline as the API takes it. A lesson no longer requires one that is gone. */
export function stagesOf(tree: readonly Node[]): StageBody[] {
  const codes = new Set(tree.flatMap(({ children }) => children.map(({ fields }) => fields.code)))
  return tree.map(({ fields, children }) => ({
    ...fields,
    lessons: children.map((lesson) => ({
      ...lesson.fields,
      requiresLessonCodes: (lesson.fields.requiresLessonCodes ?? []).filter((code) => codes.has(code)),
      items: lesson.children.map((item) => item.fields),
    })),
  })) as StageBody[]
}

const nodesAt = (tree: Node[], depth: number): Node[] =>
  depth === 0 ? tree : nodesAt(tree, depth - 1).flatMap(({ children }) => children)
export const depthOf = (tree: readonly Node[], key: string): number =>
  tree.some((node) => node.key === key)
    ? 0
    : 1 +
      depthOf(
        tree.flatMap(({ children }) => children),
        key,
      )

interface Place {
  depth: number
  /** The list that holds the node, and the lists of the same level before and after it. */
  lists: Node[][]
  list: number
  index: number
}

function placeOf(tree: Node[], key: string): Place {
  const depth = depthOf(tree, key)
  const lists = depth === 0 ? [tree] : nodesAt(tree, depth - 1).map(({ children }) => children)
  const list = lists.findIndex((nodes) => nodes.some((node) => node.key === key))
  return { depth, lists, list, index: lists[list]?.findIndex((node) => node.key === key) ?? -1 }
}

const copyOf = (tree: readonly Node[]): Node[] => structuredClone(tree) as Node[]

/** Moves a node one place up or down; at the edge of its parent, into the next one of the same kind. */
export function moveBy(tree: readonly Node[], key: string, step: -1 | 1): Node[] {
  const moved = copyOf(tree)
  const { lists, list, index } = placeOf(moved, key)
  const from = lists[list] ?? []
  const isInside = index + step >= 0 && index + step < from.length
  const to = isInside ? from : lists[list + step]
  if (!to) return moved
  const [node] = from.splice(index, 1)
  if (node) to.splice(isInside ? index + step : step === 1 ? 0 : to.length, 0, node)
  return moved
}

/** Moves a node to the place of another of its kind, or to the end of one that can hold it. Anything else stays. */
export function moveTo(tree: readonly Node[], key: string, targetKey: string): Node[] {
  const moved = copyOf(tree)
  if (key === targetKey) return moved
  const from = placeOf(moved, key)
  const target = placeOf(moved, targetKey)
  const isParent = target.depth === from.depth - 1
  if (target.depth !== from.depth && !isParent) return moved
  const [node] = from.lists[from.list]?.splice(from.index, 1) ?? []
  if (!node) return moved
  const place = placeOf(moved, targetKey)
  const holder = place.lists[place.list] ?? []
  if (isParent) holder[place.index]?.children.push(node)
  // Dragged down, a node comes to lie behind the one that it is dropped on.
  else holder.splice(place.index + (isAfter(from, target) ? 1 : 0), 0, node)
  return moved
}

const isAfter = (from: Place, target: Place) => from.list === target.list && from.index < target.index

export function removeNode(tree: readonly Node[], key: string): Node[] {
  return tree
    .filter((node) => node.key !== key)
    .map((node) => ({ ...node, children: removeNode(node.children, key) }))
}

export function changeNode(tree: readonly Node[], key: string, fields: Node['fields']): Node[] {
  return tree.map((node) => ({
    ...node,
    fields: node.key === key ? { ...node.fields, ...fields } : node.fields,
    children: changeNode(node.children, key, fields),
  }))
}

const newFields: Record<Level, Node['fields']> = {
  stage: { title: '', needsStageCheck: false },
  lesson: { code: '', title: '', kind: 'flight', plannedMinutes: 90, isSolo: false },
  item: { code: '', title: '', kind: 'manoeuvre', isRequired: true },
}

/** Adds an empty node at the end of a parent; without one, a stage at the end. */
export function addNode(tree: readonly Node[], parentKey: string | null, key: string): Node[] {
  const added = copyOf(tree)
  const depth = parentKey === null ? 0 : depthOf(added, parentKey) + 1
  const node = { key, fields: { ...newFields[levels[depth] ?? 'item'] }, children: [] }
  if (parentKey === null) return [...added, node]
  nodesAt(added, depth - 1)
    .find((parent) => parent.key === parentKey)
    ?.children.push(node)
  return added
}
