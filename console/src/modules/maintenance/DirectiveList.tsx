import { Button } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'

type Directive = RecordOf<'directive'>

const w = {
  title: 'Directives',
  hint: 'Airworthiness directives and service bulletins, and where they are still open.',
  create: 'Add directive',
  created: 'Directive added',
  empty: 'No directives yet',
  emptyHint: 'Add a directive, then decide for each aircraft whether it applies.',
  number: 'Number',
  authority: 'Authority',
  name: 'Title',
  kind: 'Kind',
  effective: 'Effective',
  open: 'Open on',
  decide: 'Decide applicability',
  decided: 'Applicability decided',
  aircraft: 'Aircraft',
  status: 'Decision',
  reason: 'Why it does not apply',
  method: 'How it was complied with',
  certificateKind: 'Certificate kind',
  certificateNumber: 'Certificate number',
}

const columns: Column<Directive>[] = [
  {
    id: 'number',
    header: w.number,
    cell: (row) => `${row.authority} ${row.number}`,
    text: (row) => `${row.authority} ${row.number}`,
  },
  { id: 'title', header: w.name, cell: (row) => row.title, text: (row) => row.title },
  {
    id: 'kind',
    header: w.kind,
    isWide: true,
    cell: (row) => labelOf('directive.kind', row.kind),
    text: (row) => row.kind,
  },
  {
    id: 'effective',
    header: w.effective,
    sort: 'effectiveOn',
    isWide: true,
    cell: (row) => <DateOf on={row.effectiveOn} />,
    text: (row) => row.effectiveOn,
  },
  { id: 'open', header: w.open, isNumeric: true, cell: (row) => row.openCount, text: (row) => row.openCount },
]
const filters: Filter[] = [{ id: 'kind', label: w.kind, options: optionsOf('directive.kind') }]

/** Directives, and the decision for an aircraft. */
export default function DirectiveList() {
  const can = useCan()
  const [chosen, setChosen] = useState<Directive | null>(null)
  return (
    <>
      <RecordList<Directive>
        id="directives"
        subject="directive"
        words={w}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/maintenance/directives', { query })}
        rowName={(row) => row.number}
        rowActions={(row) =>
          can('decideDirectiveApplicability') ? (
            <Button size="compact-sm" variant="default" onClick={() => setChosen(row)}>
              {w.decide}
            </Button>
          ) : null
        }
        create={
          can('createDirective') && {
            dialog: (onClose) => (
              <FieldDialog
                write="POST /api/v1/maintenance/directives"
                title={w.create}
                submitLabel={w.create}
                done={w.created}
                changes={['directive']}
                fields={[
                  { name: 'kind', label: w.kind },
                  { name: 'authority', label: w.authority },
                  { name: 'number', label: w.number },
                  { name: 'title', label: w.name },
                  { name: 'effectiveOn', label: w.effective },
                ]}
                onClose={onClose}
              />
            ),
          }
        }
      />
      {chosen ? (
        <FieldDialog
          write="POST /api/v1/maintenance/directives/{id}/applicability"
          path={{ id: chosen.id }}
          title={w.decide}
          submitLabel={w.decide}
          done={w.decided}
          changes={['directive']}
          fields={[
            { name: 'aircraftId', label: w.aircraft },
            {
              name: 'status',
              label: w.status,
              options: optionsOf('directive_applicability.status').filter(
                ({ value }) => value !== 'recurring',
              ),
            },
            { name: 'reason', label: w.reason },
            { name: 'method', label: w.method },
            { name: 'certificateKind', label: w.certificateKind },
            { name: 'certificateNumber', label: w.certificateNumber },
          ]}
          onClose={() => setChosen(null)}
        />
      ) : null}
    </>
  )
}
