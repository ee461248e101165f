import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { BookableDialog } from './BookableDialog.tsx'
import { t } from './strings.ts'

const w = t.policy
const numbers = [
  'horizonDays',
  'noticeMinutes',
  'openBookings',
  'cancellationMinutes',
  'overdueMinutes',
] as const

/** How members of the workspace book. */
export default function PolicyPage() {
  const policy = useQuery({
    queryKey: ['planning_policy'],
    queryFn: () => get('/api/v1/planning/policy'),
  })
  return <Loaded query={policy}>{(data) => <Policy policy={data} />}</Loaded>
}

function Policy({ policy }: { policy: Answer<'GET', '/api/v1/planning/policy'> }) {
  const can = useCan()
  const [editing, setEditing] = useState<'rules' | 'bookable' | null>(null)
  const close = () => setEditing(null)
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} back={{ to: '/schedule', label: t.schedule.title }}>
        {can('updatePlanningPolicy') ? (
          <>
            <Button variant="default" onClick={() => setEditing('bookable')}>
              {w.bookable}
            </Button>
            <Button onClick={() => setEditing('rules')}>{w.edit}</Button>
          </>
        ) : null}
      </PageHeader>
      <Facts
        title={w.facts}
        items={[
          [w.membersBook, policy.membersBook ? w.yes : w.no],
          ...numbers.map((name) => [w[name], String(policy[name])] as [string, string]),
          [w.aircraft, policy.aircraftIds === null ? w.all : w.chosen(policy.aircraftIds.length)],
          [w.instructors, policy.instructorIds === null ? w.all : w.chosen(policy.instructorIds.length)],
        ]}
      />
      {editing === 'bookable' ? <BookableDialog policy={policy} onClose={close} /> : null}
      {editing === 'rules' ? (
        <FieldDialog
          write="PATCH /api/v1/planning/policy"
          record={policy}
          title={w.edit}
          submitLabel={w.save}
          done={w.saved}
          changes={['planning_policy']}
          fields={[
            { name: 'membersBook', label: w.membersBook },
            ...numbers.map((name) => ({ name, label: w[name] })),
          ]}
          onClose={close}
        />
      ) : null}
    </>
  )
}
