import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { patch } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { editor as w } from './editorStrings.ts'
import {
  addNode,
  changeNode,
  depthOf,
  type Level,
  levels,
  moveBy,
  moveTo,
  type Node,
  removeNode,
  stagesOf,
  treeOf,
} from './syllabusTree.ts'
import classes from './training.module.css'

type Revision = RecordOf<'training_revision'>

/** The outline of a draft: stages, lessons and items, moved by drag or by the arrow keys of their handle. */
export function SyllabusEditor({ revision, onClose }: { revision: Revision; onClose: () => void }) {
  const record = useRecordForm({
    initial: { tree: treeOf(revision) },
    draft: { key: `syllabus ${revision.id}` },
    version: revision.version,
    send: ({ tree }) =>
      patch('/api/v1/training/revisions/{id}', {
        path: { id: revision.id },
        body: { stages: stagesOf(tree) },
        version: revision.version,
      }),
    done: w.saved,
    changes: ['training_revision'],
    onDone: onClose,
  })
  const { form } = record
  const { tree } = form.values
  const [said, setSaid] = useState('')
  const dragged = useRef<string | null>(null)
  const count = useRef(0)
  const setTree = (next: Node[]) => form.setFieldValue('tree', next as never)
  const edit: Edit = {
    change: (key, fields) => setTree(changeNode(tree, key, fields)),
    remove: (key) => setTree(removeNode(tree, key)),
    add: (parentKey) => setTree(addNode(tree, parentKey, `new ${++count.current}`)),
    move: (node, step) => {
      setTree(moveBy(tree, node.key, step))
      setSaid(w.moved(nameOf(node), step))
    },
    drag: (key) => {
      dragged.current = key
    },
    canDrop: (key) =>
      dragged.current !== null && [0, 1].includes(depthOf(tree, dragged.current) - depthOf(tree, key)),
    drop: (key) => {
      if (dragged.current) setTree(moveTo(tree, dragged.current, key))
      dragged.current = null
    },
  }
  return (
    <Form record={record} submitLabel={w.save} onCancel={onClose}>
      <p className="dim">{w.hint}</p>
      <output className="visually-hidden" aria-live="polite">
        {said}
      </output>
      <Outline nodes={tree} depth={0} edit={edit} />
      <Button variant="default" onClick={() => edit.add(null)}>
        {w.add.stage}
      </Button>
    </Form>
  )
}

interface Edit {
  change(key: string, fields: Node['fields']): void
  remove(key: string): void
  add(parentKey: string | null): void
  move(node: Node, step: -1 | 1): void
  drag(key: string): void
  canDrop(key: string): boolean
  drop(key: string): void
}

const nameOf = ({ fields }: Node) => fields.code || fields.title || w.unnamed

function Outline({ nodes, depth, edit }: { nodes: Node[]; depth: number; edit: Edit }) {
  const level = levels[depth] ?? 'item'
  const child = levels[depth + 1]
  return (
    <ol className={classes.outline} data-level={level}>
      {nodes.map((node) => (
        <li key={node.key}>
          <Row node={node} level={level} edit={edit} />
          {child ? (
            <>
              <Outline nodes={node.children} depth={depth + 1} edit={edit} />
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={`${w.add[child]}: ${nameOf(node)}`}
                onClick={() => edit.add(node.key)}
              >
                {w.add[child]}
              </Button>
            </>
          ) : null}
        </li>
      ))}
    </ol>
  )
}

function Row({ node, level, edit }: { node: Node; level: Level; edit: Edit }) {
  const name = nameOf(node)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    event.preventDefault()
    edit.move(node, event.key === 'ArrowUp' ? -1 : 1)
  }
  const onDragOver = (event: DragEvent) => {
    if (edit.canDrop(node.key)) event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its keyboard way at the handle
    <div
      className={classes.row}
      onDragOver={onDragOver}
      onDrop={(event) => {
        event.preventDefault()
        edit.drop(node.key)
      }}
    >
      <button
        type="button"
        className={classes.handle}
        draggable
        aria-label={w.handle(name)}
        onDragStart={() => edit.drag(node.key)}
        onKeyDown={onKeyDown}
      >
        ⠿
      </button>
      <Fields node={node} level={level} onChange={(fields) => edit.change(node.key, fields)} />
      <Button
        size="compact-xs"
        variant="subtle"
        color="red"
        aria-label={w.removeName(name)}
        onClick={() => edit.remove(node.key)}
      >
        ✕
      </Button>
    </div>
  )
}

function Fields({
  node: { fields },
  level,
  onChange,
}: {
  node: Node
  level: Level
  onChange: (fields: Node['fields']) => void
}) {
  const text = (field: 'code' | 'title' | 'standard', width: string) => (
    <TextInput
      size="xs"
      aria-label={w[field]}
      placeholder={w[field]}
      style={{ flex: width }}
      value={fields[field] ?? ''}
      onChange={({ currentTarget }) => onChange({ [field]: currentTarget.value })}
    />
  )
  const box = (field: 'needsStageCheck' | 'isSolo' | 'isRequired') => (
    <Checkbox
      size="xs"
      label={w[field]}
      checked={fields[field] ?? false}
      onChange={({ currentTarget }) => onChange({ [field]: currentTarget.checked })}
    />
  )
  if (level === 'stage')
    return (
      <>
        {text('title', '1 1 12rem')}
        {box('needsStageCheck')}
      </>
    )
  const kinds =
    level === 'lesson'
      ? 'training_revision.stages.lessons.kind'
      : 'training_revision.stages.lessons.items.kind'
  return (
    <>
      {text('code', '0 1 5rem')}
      {text('title', '1 1 9rem')}
      <NativeSelect
        size="xs"
        aria-label={w.kind}
        data={optionsOf(kinds)}
        value={fields.kind}
        onChange={({ currentTarget }) => onChange({ kind: currentTarget.value })}
      />
      {level === 'lesson' ? (
        <>
          <NumberInput
            size="xs"
            aria-label={w.minutes}
            suffix=" min"
            min={0}
            max={6000}
            style={{ flex: '0 1 5.5rem' }}
            value={fields.plannedMinutes ?? 0}
            onChange={(minutes) => onChange({ plannedMinutes: Number(minutes) || 0 })}
          />
          {box('isSolo')}
        </>
      ) : (
        <>
          {text('standard', '0 1 6rem')}
          {box('isRequired')}
        </>
      )}
    </>
  )
}
