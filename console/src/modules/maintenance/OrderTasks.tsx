import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { allows } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { AddTask } from './AddTask.tsx'
import { DoneTask } from './DoneTask.tsx'
import { findingTexts } from './findingWords.ts'
import { t } from './squawkStrings.ts'

const w = t.order
type Order = RecordOf<'work_order'>
type Task = Order['tasks'][number]

const pages = { squawk: 'squawks', item: 'items', directive: 'directives', component: 'components' } as const
const linkOf = ({ source, sourceId }: Task): string | null =>
  source === 'free' ? null : `/maintenance/${pages[source]}/${sourceId}`

/** What is to be done: each task is ticked off, or left with a reason. */
export function OrderTasks({ order }: { order: Order }) {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  const [left, setLeft] = useState<Task | null>(null)
  const [asking, setAsking] = useState<Task | null>(null)
  const changes = ['work_order']
  const step = useAction({
    run: ({ task, name }: { task: Task; name: 'done' | 'inspect' }) => {
      const path = { id: order.id, taskId: task.id }
      return name === 'done'
        ? post('/api/v1/maintenance/work-orders/{id}/tasks/{taskId}/done', { path, body: {} })
        : post('/api/v1/maintenance/work-orders/{id}/tasks/{taskId}/inspect', { path })
    },
    done: w.moved,
    changes,
  })
  const leave = useAction({
    run: (reason: string) =>
      post('/api/v1/maintenance/work-orders/{id}/tasks/{taskId}/not-done', {
        path: { id: order.id, taskId: left?.id ?? '' },
        body: { reason },
      }),
    done: w.moved,
    changes,
    quiet: true,
  })
  const mayWork = can('doWorkOrderTask') && allows('work_order', 'work', order)
  return (
    <Section
      title={w.tasks}
      actions={
        can('addWorkOrderTask') && allows('work_order', 'edit', order) ? (
          <Button size="compact-xs" variant="default" onClick={() => setAdding(true)}>
            {w.addTask}
          </Button>
        ) : null
      }
    >
      <PlainTable
        label={w.tasks}
        rows={order.tasks}
        rowKey={({ id }) => id}
        empty={w.noTasks}
        row={(task) => (
          <>
            <td>
              <TaskName task={task} />
            </td>
            <td>
              <Group gap={4} justify="flex-end" wrap="nowrap">
                {mayWork && task.status === 'open' ? (
                  <>
                    <Button size="compact-sm" variant="default" onClick={() => setLeft(task)}>
                      {w.notDone}
                    </Button>
                    <Button
                      size="compact-sm"
                      onClick={() =>
                        task.asks.length > 0 ? setAsking(task) : step.mutate({ task, name: 'done' })
                      }
                    >
                      {w.done}
                    </Button>
                  </>
                ) : (
                  labelOf('WorkOrderTask.status', task.status)
                )}
                {mayWork &&
                can('inspectWorkOrderTask') &&
                task.status === 'done' &&
                task.isRequiredInspection &&
                !task.inspectedAt ? (
                  <Button size="compact-sm" onClick={() => step.mutate({ task, name: 'inspect' })}>
                    {w.inspect}
                  </Button>
                ) : null}
              </Group>
            </td>
          </>
        )}
      />
      {isAdding ? <AddTask order={order} onClose={() => setAdding(false)} /> : null}
      {asking ? <DoneTask order={order} task={asking} onClose={() => setAsking(null)} /> : null}
      {left ? (
        <ConfirmDialog
          title={left.title}
          confirm={w.notDone}
          reasonLabel={w.why}
          onConfirm={(reason) => leave.mutateAsync(reason)}
          onClose={() => setLeft(null)}
        />
      ) : null}
    </Section>
  )
}

function TaskName({ task }: { task: Task }) {
  const to = linkOf(task)
  const notes = [
    task.method,
    ...findingTexts(task.findings),
    task.referenceData,
    task.componentPosition,
    task.reason,
    task.doneByName ? w.by(task.doneByName) : null,
    task.inspectedByName
      ? w.inspectedBy(task.inspectedByName)
      : task.isRequiredInspection
        ? w.inspection
        : null,
  ].filter(Boolean)
  return (
    <>
      {to ? <AppLink to={to}>{task.title}</AppLink> : task.title}
      {notes.length > 0 ? <div className="dim">{notes.join(' · ')}</div> : null}
    </>
  )
}
