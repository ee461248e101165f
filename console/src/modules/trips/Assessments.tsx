import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { Instant } from '#ui/Instant.tsx'
import { onUse } from '#ui/onUse.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import type { Assessed } from './AssessDialog.tsx'
import { riskBands } from './kind.ts'
import { t } from './strings.ts'

const AssessDialog = onUse(async () => (await import('./AssessDialog.tsx')).AssessDialog)
const w = t.risk
type Assessment = RecordOf<'frat_assessment'>

/** How risky the pilots found a trip or a booking, the newest first. */
export function Assessments({ of, mayAssess = true }: { of: Assessed; mayAssess?: boolean }) {
  const can = useCan()
  const [isOpen, setOpen] = useState(false)
  const query = 'tripId' in of ? { trip_id: of.tripId } : { session_id: of.sessionId }
  const assessments = useQuery({
    queryKey: ['frat_assessment', query],
    queryFn: () => get('/api/v1/ops/frat/assessments', { query: { ...query, page_size: 5 } }),
    enabled: can('listFratAssessments'),
  })
  if (!can('listFratAssessments')) return null
  return (
    <Section
      title={w.title}
      actions={
        mayAssess && can('createFratAssessment') ? (
          <Button variant="default" size="compact-md" onClick={() => setOpen(true)}>
            {w.assess}
          </Button>
        ) : null
      }
    >
      <PlainTable
        label={w.title}
        rows={assessments.data?.items ?? []}
        rowKey={({ id }) => id}
        row={(assessment) => <AssessmentCells assessment={assessment} />}
        empty={w.none}
      />
      {isOpen ? <AssessDialog of={of} onClose={() => setOpen(false)} /> : null}
    </Section>
  )
}

function AssessmentCells({ assessment }: { assessment: Assessment }) {
  const can = useCan()
  const sign = useAction({
    run: () => post('/api/v1/ops/frat/assessments/{id}/second', { path: { id: assessment.id }, body: {} }),
    done: w.signed,
    changes: ['frat_assessment'],
  })
  const { score, band, createdBy, createdAt, mitigation, secondName, secondAt } = assessment
  return (
    <>
      <td>
        <StateBadge of={riskBands} state={band} /> {w.scoreNow(score)}
      </td>
      <td>{createdBy}</td>
      <td>
        <Instant at={createdAt} />
      </td>
      <td>{mitigation}</td>
      <td>
        {secondName ? w.seenBy(secondName) : null}
        {band === 'red' && secondAt === null && can('secondFratAssessment') ? (
          <Button size="compact-sm" variant="default" onClick={() => sign.mutate()}>
            {w.sign}
          </Button>
        ) : null}
      </td>
    </>
  )
}
