import { Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { optionsOf } from '#api/choice.ts'
import { get, post, put } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useSession } from '#api/session.ts'
import type { Rule } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Form } from '#ui/form/Form.tsx'
import { FormDrawer } from '#ui/form/FormDrawer.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { channelsQuery } from './queries.ts'
import { RuleFilters } from './RuleFilters.tsx'
import { RulePreview } from './RulePreview.tsx'
import { RuleTiming } from './RuleTiming.tsx'
import { type RuleValues, ruleBody, ruleValues } from './ruleForm.ts'
import { t } from './strings.ts'

const w = t.ruleForm

/** Creates or updates a rule, and shows how often it would have fired. */
export function RuleDialog({ rule, onClose }: { rule?: Rule; onClose: () => void }) {
  return (
    <FormDrawer title={rule ? w.editTitle : w.createTitle} onClose={onClose}>
      <RuleForm rule={rule} onClose={onClose} />
    </FormDrawer>
  )
}

function RuleForm({ rule, onClose }: { rule?: Rule; onClose: () => void }) {
  const { workspace } = useSession()
  const channels = useQuery(channelsQuery)
  const types = useQuery({
    queryKey: ['event_type'],
    queryFn: () => get('/api/v1/webhooks/event-types'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const record = useRecordForm<RuleValues>({
    initial: ruleValues(rule, workspace.timezone),
    send: async (values) => {
      const body = ruleBody(values)
      if (rule)
        await put('/api/notifications/rules/{id}', { path: { id: rule.id }, body, version: rule.version })
      else await post('/api/notifications/rules', { body })
    },
    done: w.saved,
    changes: ['notification_rule'],
    onDone: onClose,
  })
  const { form } = record
  const type = types.data?.find((eventType) => eventType.type === form.values.event)

  return (
    <Form record={record} submitLabel={rule ? w.save : w.create} onCancel={onClose}>
      <TextInput label={w.name} data-autofocus {...form.getInputProps('name')} />
      <Select
        label={w.event}
        searchable
        data={types.data?.map((eventType) => eventType.type) ?? []}
        description={type ? w.fires(type.when) : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.getInputProps('event')}
      />
      <RulePreview values={form.values} />
      <Checkbox.Group label={w.channels} {...form.getInputProps('channel_ids')}>
        <Stack gap="xs" mt={6}>
          {(channels.data ?? []).map((channel) => (
            <Checkbox
              key={channel.id}
              value={channel.id}
              label={`${channel.name} (${labelOf('notification_channel.type', channel.type)})`}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select
        label={w.severity}
        description={w.severityHint}
        allowDeselect={false}
        data={optionsOf('notification_rule.severity')}
        {...form.getInputProps('severity')}
      />
      <RuleFilters form={form} />
      <RuleTiming form={form} />
      <Checkbox label={w.on} {...form.getInputProps('enabled', { type: 'checkbox' })} />
    </Form>
  )
}
