import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { Answer } from '#api/contract.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { IconPlus } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { sentence } from '../../../strings.ts'
import { FieldDialog, type FieldSpec } from './FieldDialog.tsx'
import { t } from './strings.ts'

const w = t.audits
export type SafetyAudit = Answer<'GET', '/api/v1/safety/audits/{id}'>
const words = (values: string[]) => values.map((value) => ({ value, label: sentence(value) }))
const kinds = words(['internal', 'external', 'evaluation'])
const statuses = words(['planned', 'in_progress', 'completed', 'cancelled'])

export const auditFields = (audit?: SafetyAudit): FieldSpec[] => [
  { name: 'title', label: w.name, isRequired: true, initial: audit?.title },
  { name: 'kind', label: w.kind, kind: 'select', options: kinds, isRequired: true, initial: audit?.kind },
  { name: 'audited', label: w.audited, kind: 'area', isRequired: true, initial: audit?.audited },
  { name: 'startsOn', label: w.starts, kind: 'date', isRequired: true, initial: audit?.startsOn },
  { name: 'endsOn', label: w.ends, kind: 'date', initial: audit?.endsOn ?? '' },
  { name: 'standard', label: w.standard, initial: audit?.standard ?? '' },
  { name: 'leadAuditor', label: w.lead, initial: audit?.leadAuditor ?? '' },
  {
    name: 'status',
    label: w.status,
    kind: 'select',
    options: statuses,
    isRequired: true,
    initial: audit?.status ?? 'planned',
  },
  { name: 'summary', label: w.summary, kind: 'area', initial: audit?.summary ?? '' },
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
    cell: (audit) => sentence(audit.kind),
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
    cell: (audit) => <StateBadge state={audit.status} />,
    text: (audit) => audit.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: statuses },
  { id: 'kind', label: w.kind, options: kinds },
]

export default function Audits() {
  const can = useCan()
  const state = useListState({ filters: ['status', 'kind'], sort: '-startsOn' })
  const [isAdding, setAdding] = useState(false)
  const audits = useQuery({
    queryKey: ['safety_audit', state.query],
    queryFn: () => get('/api/v1/safety/audits', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHeader title={w.title}>
        {can('createSafetyAudit') ? (
          <Button
            data-create
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <DataTable
        id="safety-audits"
        label={w.title}
        columns={columns}
        result={audits}
        state={state}
        filters={filters}
        rowKey={(audit) => audit.id}
        rowName={(audit) => audit.title}
        rowLink={(audit) => `/safety/audits/${audit.id}`}
        empty={<EmptyState title={w.empty} hint={w.emptyHint} />}
      />
      {isAdding ? (
        <FieldDialog
          title={w.create}
          submitLabel={w.save}
          done={w.saved}
          changes={['safety_audit']}
          fields={auditFields()}
          onClose={() => setAdding(false)}
          send={(values) => post('/api/v1/safety/audits', { body: values as never })}
        />
      ) : null}
    </>
  )
}
