import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
import { get, patch } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { PeopleField } from '#ui/form/PeopleField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { MultiSelect } from '#ui/MultiSelect.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.policy
type Policy = Answer<'GET', '/api/v1/planning/policy'>

/** The aircraft and instructors that members may book. */
export function BookableDialog({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const aircraft = useQuery({
    queryKey: ['aircraft', 'choices'],
    queryFn: () => get('/api/v1/ops/aircraft', { query: { page_size: 100 } }),
  })
  const record = useRecordForm({
    initial: { aircraftIds: policy.aircraftIds ?? [], instructorIds: policy.instructorIds ?? [] },
    send: ({ aircraftIds, instructorIds }) =>
      patch('/api/v1/planning/policy', {
        body: { aircraftIds: orNull(aircraftIds), instructorIds: orNull(instructorIds) },
      }),
    done: w.saved,
    changes: ['planning_policy'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.bookable} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.saveBookable} onCancel={onClose}>
        <MultiSelect
          label={w.aircraft}
          description={w.allHint}
          searchable
          data={(aircraft.data?.items ?? []).map(({ id, registration }) => ({
            value: id,
            label: registration,
          }))}
          {...form.getInputProps('aircraftIds')}
        />
        <PeopleField label={w.instructors} description={w.allHint} {...form.getInputProps('instructorIds')} />
      </Form>
    </Modal>
  )
}

const orNull = (ids: string[]) => (ids.length === 0 ? null : ids)
