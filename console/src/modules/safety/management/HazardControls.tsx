import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, patch } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { useToday } from '#shell/useToday.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { controlStates } from '../kind.ts'
import { t } from './strings.ts'

const w = t.hazard

/** The controls of a hazard. */
export function HazardControls({ hazardId }: { hazardId: string }) {
  const can = useCan()
  const today = useToday()
  const [isAdding, setAdding] = useState(false)
  const controls = useQuery({
    queryKey: ['risk_control', hazardId],
    queryFn: () => get('/api/v1/safety/risk-controls', { query: { hazard_id: hazardId, page_size: 100 } }),
  })
  const putInPlace = useAction({
    run: (id: string) =>
      patch('/api/v1/safety/risk-controls/{id}', {
        path: { id },
        body: { status: 'in_place', inPlaceOn: today },
      }),
    changes: ['risk_control', 'hazard'],
  })
  return (
    <Section
      title={w.controls}
      actions={
        can('createRiskControl') ? (
          <Button variant="default" onClick={() => setAdding(true)}>
            {w.addControl}
          </Button>
        ) : null
      }
    >
      <Loaded query={controls}>
        {({ items }) => (
          <PlainTable
            label={w.controls}
            rows={items}
            rowKey={(control) => control.id}
            headings={w.controlHeadings}
            empty={w.noControls}
            row={(control) => (
              <>
                <td>{control.title}</td>
                <td>{labelOf('risk_control.kind', control.kind)}</td>
                <td>{control.owner}</td>
                <td>
                  <DateOf on={control.dueOn} />
                </td>
                <td>
                  <StateBadge of={controlStates} state={control.status} />
                </td>
                <td>
                  {control.status === 'planned' && can('updateRiskControl') ? (
                    <Button size="compact-xs" variant="default" onClick={() => putInPlace.mutate(control.id)}>
                      {w.inPlace}
                    </Button>
                  ) : null}
                </td>
              </>
            )}
          />
        )}
      </Loaded>
      {isAdding ? (
        <FieldDialog
          title={w.addControl}
          submitLabel={w.addControl}
          done={w.addedControl}
          changes={['risk_control', 'hazard']}
          write="POST /api/v1/safety/risk-controls"
          fields={[
            { name: 'title', label: w.controlTitle },
            { name: 'kind', label: w.controlKind },
            { name: 'owner', label: t.risks.owner },
            { name: 'dueOn', label: w.due },
          ]}
          more={{ hazardId }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </Section>
  )
}
