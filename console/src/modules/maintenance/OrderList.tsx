import { Button } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { orderStates } from './kind.ts'
import { t } from './squawkStrings.ts'

const w = t.orders
type Order = RecordOf<'work_order'>

const tasksOf = ({ tasks }: Order) =>
  w.taskCount(tasks.filter(({ status }) => status !== 'open').length, tasks.length)

const columns: Column<Order>[] = [
  {
    id: 'number',
    header: w.number,
    sort: 'number',
    isWide: true,
    cell: (order) => <AppLink to={`/maintenance/work-orders/${order.id}`}>{order.number}</AppLink>,
    text: (order) => order.number,
  },
  { id: 'name', header: w.name, cell: (order) => order.title, text: (order) => order.title },
  {
    id: 'aircraft',
    header: w.aircraft,
    cell: (order) => order.aircraftRegistration,
    text: (order) => order.aircraftRegistration,
  },
  {
    id: 'status',
    header: w.status,
    cell: (order) => <StateBadge of={orderStates} state={order.status} />,
    text: (order) => labelOf('work_order.status', order.status),
  },
  { id: 'tasks', header: w.tasks, isWide: true, cell: tasksOf, text: tasksOf },
  {
    id: 'planned',
    header: w.planned,
    isWide: true,
    cell: (order) => <Instant at={order.plannedStartAt} />,
    text: (order) => order.plannedStartAt,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('work_order.status') },
  { id: 'aircraft', label: w.aircraft, kind: 'text' },
]

/** Work on the fleet. */
export default function OrderList() {
  const can = useCan()
  const go = useGo()
  const [isFromDue, setFromDue] = useState(false)
  const open = ({ id }: { id: string }) => void go(`/maintenance/work-orders/${id}`)
  return (
    <>
      <RecordList<Order>
        id="work-orders"
        subject="work_order"
        words={w}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/maintenance/work-orders', { query })}
        rowName={(order) => order.number}
        rowLink={(order) => `/maintenance/work-orders/${order.id}`}
        actions={
          can('createWorkOrderFromDue') ? (
            <Button variant="default" onClick={() => setFromDue(true)}>
              {w.fromDue}
            </Button>
          ) : null
        }
        create={
          can('createWorkOrder') && {
            dialog: (onClose) => (
              <FieldDialog
                write="POST /api/v1/maintenance/work-orders"
                title={w.create}
                submitLabel={w.submit}
                done={w.created}
                changes={['work_order']}
                fields={[
                  { name: 'aircraftId', label: w.aircraft },
                  { name: 'title', label: w.name, isRequired: true },
                  { name: 'kind', label: w.kind },
                  { name: 'priority', label: w.priority },
                  { name: 'plannedStartAt', label: w.planned },
                  { name: 'plannedEndAt', label: w.end },
                ]}
                onDone={open}
                onClose={onClose}
              />
            ),
          }
        }
      />
      {isFromDue ? (
        <FieldDialog
          write="POST /api/v1/maintenance/work-orders/from-due"
          title={w.fromDue}
          submitLabel={w.submit}
          done={w.created}
          changes={['work_order']}
          fields={[
            { name: 'aircraftId', label: w.aircraft },
            { name: 'untilOn', label: w.until, isRequired: true },
          ]}
          onDone={open}
          onClose={() => setFromDue(false)}
        />
      ) : null}
    </>
  )
}
