import { Button } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get, patch } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { ComplianceRequirement } from '#api/types.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { useAction } from '#ui/useAction.ts'
import { requirementStates } from './kind.ts'
import { RequirementDialog } from './RequirementDialog.tsx'
import { t } from './strings.ts'

const w = t.requirements
const whom = ({ functions, crewIds }: ComplianceRequirement) =>
  [
    ...functions.map((name) => labelOf('compliance_requirement.functions', name)),
    ...(crewIds.length > 0 ? [w.some(crewIds.length)] : []),
  ].join(', ')
const what = ({ kind, recordTitle, operation }: ComplianceRequirement) =>
  [
    labelOf('compliance_requirement.kind', kind),
    recordTitle,
    operation ? labelOf('compliance_requirement.operation', operation) : null,
  ]
    .filter(Boolean)
    .join(' · ')

const columns: Column<ComplianceRequirement>[] = [
  { id: 'title', header: w.name, sort: 'title', cell: ({ title }) => title, text: ({ title }) => title },
  { id: 'kind', header: w.kind, cell: what, text: what },
  { id: 'of', header: w.of, cell: whom, text: whom },
  {
    id: 'citation',
    header: w.citation,
    isWide: true,
    cell: ({ citation }) => citation,
    text: ({ citation }) => citation,
  },
  {
    id: 'status',
    header: w.status,
    isWide: true,
    cell: ({ status }) => <StateBadge of={requirementStates} state={status} />,
    text: ({ status }) => status,
  },
]
const filters: Filter[] = [
  { id: 'kind', label: w.kind, options: optionsOf('compliance_requirement.kind') },
  {
    id: 'status',
    label: w.status,
    options: optionsOf('compliance_requirement.status'),
  },
]

/** The records that people must hold. */
export default function RequirementList() {
  const can = useCan()
  const [edited, setEdited] = useState<ComplianceRequirement | 'new' | null>(null)
  const move = useAction({
    run: ({ id, version, status }: ComplianceRequirement) =>
      patch('/api/v1/compliance/requirements/{id}', {
        path: { id },
        body: { status: status === 'active' ? 'retired' : 'active' },
        version,
      }),
    done: ({ title, status }) => (status === 'retired' ? w.retired(title) : w.reinstated(title)),
    changes: ['compliance_requirement', 'compliance_record'],
  })
  const mayEdit = can('updateComplianceRequirement')
  return (
    <>
      <RecordList
        id="compliance-requirements"
        subject="compliance_requirement"
        words={w}
        back={{ to: '/compliance', label: t.board.title }}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/compliance/requirements', { query })}
        create={mayEdit && { open: () => setEdited('new') }}
        rowName={({ title }) => title}
        onOpen={mayEdit ? setEdited : undefined}
        rowActions={
          mayEdit
            ? (requirement) => (
                <>
                  <Button size="compact-xs" variant="default" onClick={() => setEdited(requirement)}>
                    {w.edit}
                  </Button>{' '}
                  <Button size="compact-xs" variant="default" onClick={() => move.mutate(requirement)}>
                    {requirement.status === 'active' ? w.retire : w.reinstate}
                  </Button>
                </>
              )
            : undefined
        }
      />
      {edited ? (
        <RequirementDialog
          {...(edited === 'new' ? {} : { requirement: edited })}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </>
  )
}
