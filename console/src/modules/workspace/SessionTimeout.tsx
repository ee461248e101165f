import { NumberInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, put } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { SessionPolicy } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { Switch } from '#ui/Switch.ts'
import { t } from './strings.ts'

const w = t.timeout

export function SessionTimeout() {
  const policy = useQuery({
    queryKey: ['workspace', 'session-timeout'],
    queryFn: () => get('/api/session-timeout'),
  })
  return (
    <Section title={w.title}>
      <p className="dim">{w.hint}</p>
      <Loaded query={policy}>{(data) => <TimeoutForm key={data.updated_at} policy={data} />}</Loaded>
    </Section>
  )
}

function TimeoutForm({ policy }: { policy: SessionPolicy }) {
  const mayEdit = useCan()('putSessionTimeout')
  const record = useRecordForm({
    initial: {
      idle_timeout_minutes: policy.idle_timeout_minutes,
      absolute_timeout_minutes: policy.absolute_timeout_minutes,
      extend_on_activity: policy.extend_on_activity,
    },
    validate: {
      idle_timeout_minutes: (value, values) => (value > values.absolute_timeout_minutes ? w.tooIdle : null),
    },
    send: (body) => put('/api/session-timeout', { body }),
    done: w.saved,
    changes: ['workspace', 'session'],
  })
  const { form } = record
  const minutes = {
    min: 5,
    allowDecimal: false,
    disabled: !mayEdit,
    suffix: ` ${w.minutes}`,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      | 'label'
      | 'input'
      | 'description'
      | 'error'
    )[],
  }
  return (
    <Form record={record} submitLabel={w.submit}>
      <NumberInput
        label={w.idle}
        description={w.idleHint}
        {...minutes}
        {...form.getInputProps('idle_timeout_minutes')}
      />
      <NumberInput
        label={w.absolute}
        description={w.absoluteHint}
        {...minutes}
        {...form.getInputProps('absolute_timeout_minutes')}
      />
      <Switch
        label={w.extend}
        description={w.extendHint}
        disabled={!mayEdit}
        {...form.getInputProps('extend_on_activity', { type: 'checkbox' })}
      />
    </Form>
  )
}
