import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Cpa } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DueOn } from './DueOn.tsx'
import { actionStates } from './kind.ts'
import { NewAction } from './NewAction.tsx'
import { t } from './strings.ts'

const w = t.actions
const columns: Column<Cpa>[] = [
  {
    id: 'code',
    header: w.code,
    cell: (cpa) => <AppLink to={`/safety/actions/${cpa.id}`}>{cpa.code}</AppLink>,
    text: (cpa) => cpa.code,
  },
  { id: 'title', header: w.what, cell: (cpa) => cpa.title, text: (cpa) => cpa.title },
  {
    id: 'status',
    header: w.status,
    cell: (cpa) => <StateBadge of={actionStates} state={cpa.status} />,
    text: (cpa) => cpa.status,
  },
  {
    id: 'due',
    header: w.due,
    sort: 'dueOn',
    cell: (cpa) => <DueOn cpa={cpa} />,
    text: (cpa) => cpa.dueOn,
  },
  {
    id: 'priority',
    header: w.priority,
    cell: (cpa) => labelOf('cpa.priority', cpa.priority),
    text: (cpa) => cpa.priority,
    isWide: true,
  },
  { id: 'owner', header: w.owner, cell: (cpa) => cpa.ownerName, text: (cpa) => cpa.ownerName, isWide: true },
  {
    id: 'kind',
    header: w.kind,
    cell: (cpa) => labelOf('cpa.kind', cpa.kind),
    text: (cpa) => labelOf('cpa.kind', cpa.kind),
    isOptional: true,
  },
  {
    id: 'verifier',
    header: w.verifier,
    cell: (cpa) => cpa.verifierName,
    text: (cpa) => cpa.verifierName,
    isOptional: true,
  },
  {
    id: 'report',
    header: w.report,
    cell: (cpa) =>
      cpa.reportId ? <AppLink to={`/safety/reports/${cpa.reportId}`}>{cpa.reportCode ?? ''}</AppLink> : null,
    text: (cpa) => cpa.reportCode,
    isWide: true,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('cpa.status'),
  },
  {
    id: 'priority',
    label: w.priority,
    options: optionsOf('cpa.priority'),
  },
  { id: 'open', label: w.open, options: t.yesNo },
  { id: 'overdue', label: w.overdue, options: t.yesNo },
]

export default function ActionList() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="safety-actions"
      subject="cpa"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/sms/cpas', { query })}
      rowName={(cpa) => cpa.code}
      rowLink={(cpa) => `/safety/actions/${cpa.id}`}
      create={
        can('createCpa') && {
          dialog: (onClose) => (
            <NewAction onClose={onClose} onCreated={(id) => void go(`/safety/actions/${id}`)} />
          ),
        }
      }
    />
  )
}
