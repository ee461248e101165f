import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { SafetyAudit } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog, type FieldsOf } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { auditStates } from '../kind.ts'
import { t } from './strings.ts'

const w = t.audits
const kinds = optionsOf('safety_audit.kind')
const statuses = optionsOf('safety_audit.status')

export const auditFields: FieldsOf<'POST /api/v1/safety/audits'> = [
  { name: 'title', label: w.name },
  { name: 'kind', label: w.kind },
  { name: 'audited', label: w.audited },
  { name: 'startsOn', label: w.starts },
  { name: 'endsOn', label: w.ends },
  { name: 'standard', label: w.standard },
  { name: 'leadAuditor', label: w.lead },
  { name: 'status', label: w.status, initial: 'planned' },
  { name: 'summary', label: w.summary },
]

const columns: Column<SafetyAudit>[] = [
  {
    id: 'title',
    header: w.name,
    cell: (audit) => <AppLink to={`/safety/audits/${audit.id}`}>{audit.title}</AppLink>,
    text: (audit) => audit.title,
  },
  {
    id: 'kind',
    header: w.kind,
    isWide: true,
    cell: (audit) => labelOf('safety_audit.kind', audit.kind),
    text: (audit) => audit.kind,
  },
  {
    id: 'starts',
    header: w.starts,
    sort: 'startsOn',
    cell: (audit) => <DateOf on={audit.startsOn} />,
    text: (audit) => audit.startsOn,
  },
  {
    id: 'lead',
    header: w.lead,
    isWide: true,
    cell: (audit) => audit.leadAuditor,
    text: (audit) => audit.leadAuditor,
  },
  {
    id: 'findings',
    header: w.openFindings,
    isNumeric: true,
    isWide: true,
    cell: (audit) => audit.openFindingCount,
    text: (audit) => audit.openFindingCount,
  },
  {
    id: 'status',
    header: w.status,
    cell: (audit) => <StateBadge of={auditStates} state={audit.status} />,
    text: (audit) => audit.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: statuses },
  { id: 'kind', label: w.kind, options: kinds },
  { id: 'open_findings', label: w.openFindings, options: t.yesNo },
]

export default function Audits() {
  const can = useCan()
  return (
    <RecordList
      id="safety-audits"
      subject="safety_audit"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/safety/audits', { query })}
      rowName={(audit) => audit.title}
      rowLink={(audit) => `/safety/audits/${audit.id}`}
      create={
        can('createSafetyAudit') && {
          dialog: (onClose) => (
            <FieldDialog
              title={w.create}
              submitLabel={w.save}
              done={w.saved}
              changes={['safety_audit']}
              write="POST /api/v1/safety/audits"
              fields={auditFields}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}
