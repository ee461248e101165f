import { optionsOf } from '#api/choice.ts'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { useAction } from '#ui/useAction.ts'
import { timeOffStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.timeOff
type TimeOff = RecordOf<'time_off'>

const columns: Column<TimeOff>[] = [
  { id: 'person', header: w.person, cell: (row) => row.personName, text: (row) => row.personName },
  {
    id: 'kind',
    header: w.kind,
    cell: (row) => labelOf('time_off.kind', row.kind),
    text: (row) => row.kind,
  },
  {
    id: 'from',
    header: w.from,
    sort: 'startsAt',
    cell: (row) => <Instant at={row.startsAt} />,
    text: (row) => row.startsAt,
  },
  { id: 'until', header: w.until, cell: (row) => <Instant at={row.endsAt} />, text: (row) => row.endsAt },
  { id: 'reason', header: w.reason, cell: (row) => row.reason, text: (row) => row.reason, isWide: true },
  {
    id: 'decidedBy',
    header: w.decidedBy,
    cell: (row) => row.decidedBy,
    text: (row) => row.decidedBy,
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (row) => <StateBadge of={timeOffStates} state={row.status} />,
    text: (row) => row.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('time_off.status') },
  { id: 'kind', label: w.kind, options: optionsOf('time_off.kind') },
]

/** Who is away, and who asks to be. */
export default function TimeOffList() {
  const can = useCan()
  const act = (move: 'approve' | 'decline' | 'cancel', done: string) => ({
    run: ({ id }: TimeOff): Promise<TimeOff> =>
      move === 'cancel'
        ? post('/api/v1/ops/time-off/{id}/cancel', { path: { id }, body: {} })
        : post(`/api/v1/ops/time-off/{id}/${move}`, { path: { id } }),
    done,
    changes: ['time_off', 'planning_session'],
  })
  const approve = useAction(act('approve', w.approved))
  const decline = useAction(act('decline', w.declined))
  const cancel = useAction(act('cancel', w.cancelled))
  return (
    <RecordList
      id="time-off"
      subject="time_off"
      words={w}
      back={{ to: '/schedule', label: w.back }}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/ops/time-off', { query })}
      rowName={(row) => row.personName}
      rowActions={(row) => (
        <MoveButtons
          kind="time_off"
          record={row}
          rowName={row.personName}
          on={{
            approve: () => approve.mutate(row),
            decline: () => decline.mutate(row),
            cancel: () => cancel.mutate(row),
          }}
        />
      )}
      create={
        can('requestTimeOff') && {
          dialog: (onClose) => (
            <FieldDialog
              write="POST /api/v1/ops/time-off"
              title={w.create}
              submitLabel={w.submit}
              done={w.created}
              changes={['time_off']}
              fields={[
                { name: 'crewId', label: w.person, hint: w.own },
                { name: 'kind', label: w.kind, initial: 'leave' },
                { name: 'startsAt', label: w.from },
                { name: 'endsAt', label: w.until },
                { name: 'reason', label: w.reason },
              ]}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}
