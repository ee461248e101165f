import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
import { optionsOf } from '#api/choice.ts'
import { get, patch } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo } from '#ui/place.ts'
import { t as words } from './rehearsalWords.ts'

const w = words.policy
type Policy = Answer<'GET', '/api/v1/compliance/policy'>

/** How the workspace counts recent experience. */
export default function Counting() {
  const can = useCan()
  const go = useGo()
  const policy = useQuery({
    queryKey: ['eligibility_policy'],
    queryFn: () => get('/api/v1/compliance/policy'),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        {can('rehearseMinimum') ? (
          <Button variant="default" onClick={() => void go('/compliance/rehearsal')}>
            {w.rehearse}
          </Button>
        ) : null}
      </PageHeader>
      <Loaded query={policy}>{(data) => <CountingForm policy={data} />}</Loaded>
    </>
  )
}

function CountingForm({ policy }: { policy: Policy }) {
  const can = useCan()
  const record = useRecordForm({
    initial: { ninetyDaysFrom: policy.ninetyDaysFrom, countsSameMonth: String(policy.countsSameMonth) },
    version: JSON.stringify(policy),
    send: ({ ninetyDaysFrom, countsSameMonth }) =>
      patch('/api/v1/compliance/policy', {
        body: { ninetyDaysFrom, countsSameMonth: countsSameMonth === 'true' },
      }),
    done: words.policySaved,
    changes: ['eligibility_policy', 'compliance_record'],
  })
  const { form } = record
  const isFixed = !can('updateEligibilityPolicy')
  return (
    <Form record={record} submitLabel={w.save}>
      <Select
        label={words.ninetyDays}
        description={w.ninetyDaysHint}
        data={optionsOf('EligibilityPolicy.ninetyDaysFrom')}
        allowDeselect={false}
        disabled={isFixed}
        {...form.getInputProps('ninetyDaysFrom')}
      />
      <Select
        label={words.sameMonth}
        description={w.sameMonthHint}
        data={words.sameMonths}
        allowDeselect={false}
        disabled={isFixed}
        {...form.getInputProps('countsSameMonth')}
      />
    </Form>
  )
}
