import { Button } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get, patch } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog, type FieldsOf } from '#ui/form/FieldDialog.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { formatMinutes } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './eligibilityWords.tsx'
import { minimumStates } from './kind.ts'
import { t as words } from './strings.ts'

const w = t.minimums
type Minimum = RecordOf<'compliance_minimum'>
const typesOf = ({ typeDesignators }: Minimum) => typeDesignators.join(', ') || w.allTypes
const measureOf = ({ measure }: Minimum) => labelOf('compliance_minimum.measure', measure)
const timeOf = ({ measure, neededMinutes }: Minimum) =>
  measure === 'checkout' ? null : formatMinutes(neededMinutes)

const columns: Column<Minimum>[] = [
  { id: 'title', header: w.name, sort: 'title', cell: ({ title }) => title, text: ({ title }) => title },
  { id: 'measure', header: w.measure, cell: measureOf, text: measureOf },
  { id: 'needed', header: w.needed, cell: timeOf, text: timeOf },
  { id: 'types', header: w.types, cell: typesOf, text: typesOf },
  {
    id: 'effect',
    header: w.effect,
    cell: ({ effect }) => labelOf('compliance_minimum.effect', effect),
    text: ({ effect }) => effect,
  },
  {
    id: 'status',
    header: w.status,
    cell: ({ status }) => <StateBadge of={minimumStates} state={status} />,
    text: ({ status }) => status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('compliance_minimum.status') },
  { id: 'measure', label: w.measure, options: optionsOf('compliance_minimum.measure') },
]
const fields: FieldsOf<'POST /api/v1/compliance/minimums'> = [
  { name: 'title', label: w.name },
  { name: 'measure', label: w.measure, initial: 'type' },
  { name: 'neededMinutes', label: w.needed, hint: w.neededHint, initial: '0' },
  { name: 'typeDesignators', label: w.types, hint: w.typesHint },
  { name: 'effect', label: w.effect, initial: 'blocks' },
  { name: 'authority', label: w.authority, initial: 'workspace' },
  { name: 'citation', label: w.citation },
]

/** What the operator or its insurer asks beyond the law. */
export default function MinimumList() {
  const can = useCan()
  const [edited, setEdited] = useState<Minimum | null>(null)
  const move = useAction({
    run: ({ id, version, status }: Minimum) =>
      patch('/api/v1/compliance/minimums/{id}', {
        path: { id },
        body: { status: status === 'active' ? 'retired' : 'active' },
        version,
      }),
    done: w.changed,
    changes: ['compliance_minimum', 'compliance_record'],
  })
  const mayEdit = can('updateComplianceMinimum')
  return (
    <>
      <RecordList
        id="compliance-minimums"
        subject="compliance_minimum"
        words={w}
        back={{ to: '/compliance', label: words.board.title }}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/compliance/minimums', { query })}
        rowName={({ title }) => title}
        onOpen={mayEdit ? setEdited : undefined}
        rowActions={
          mayEdit
            ? (minimum) => (
                <>
                  <Button size="compact-xs" variant="default" onClick={() => setEdited(minimum)}>
                    {w.change}
                  </Button>{' '}
                  <Button size="compact-xs" variant="default" onClick={() => move.mutate(minimum)}>
                    {minimum.status === 'active' ? w.retire : w.reinstate}
                  </Button>
                </>
              )
            : undefined
        }
        create={
          can('createComplianceMinimum') && {
            dialog: (onClose) => (
              <FieldDialog
                write="POST /api/v1/compliance/minimums"
                title={w.create}
                submitLabel={w.submit}
                done={w.created}
                changes={['compliance_minimum', 'compliance_record']}
                fields={fields}
                onClose={onClose}
              />
            ),
          }
        }
      />
      {edited ? (
        <FieldDialog
          write="PATCH /api/v1/compliance/minimums/{id}"
          path={{ id: edited.id }}
          record={edited}
          title={w.edit}
          submitLabel={w.save}
          done={w.saved}
          changes={['compliance_minimum', 'compliance_record']}
          fields={fields}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </>
  )
}
