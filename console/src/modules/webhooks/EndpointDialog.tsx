import { Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { patch, post } from '#api/client.ts'
import type { Endpoint, NewEndpoint } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { FormDrawer } from '#ui/form/FormDrawer.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Radio } from '#ui/Radio.ts'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { EventTypePicker } from './EventTypePicker.tsx'
import { t } from './strings.ts'

const w = t.form
type Props = { endpoint?: Endpoint; onClose: () => void; onCreated?: (id: string) => void }

/** Creates or updates an endpoint. A new one shows its signing secret once. */
export function EndpointDialog({ endpoint, onClose, onCreated }: Props) {
  const [newEndpoint, setNewEndpoint] = useState<NewEndpoint | null>(null)
  if (newEndpoint) {
    return (
      <SecretPanel
        title={w.secretTitle}
        label={w.secretLabel}
        secret={newEndpoint.secret}
        note={w.secretNote}
        onClose={() => {
          onClose()
          onCreated?.(newEndpoint.id)
        }}
      />
    )
  }
  return (
    <FormDrawer title={endpoint ? w.editTitle : w.createTitle} onClose={onClose}>
      <EndpointForm endpoint={endpoint} onClose={onClose} onCreated={setNewEndpoint} />
    </FormDrawer>
  )
}

function EndpointForm({
  endpoint,
  onClose,
  onCreated,
}: {
  endpoint?: Endpoint
  onClose: () => void
  onCreated: (newEndpoint: NewEndpoint) => void
}) {
  const isAll = endpoint?.events.includes('*') ?? true
  const record = useRecordForm({
    initial: {
      url: endpoint?.url ?? 'https://',
      description: endpoint?.description ?? '',
      which: isAll ? 'all' : 'chosen',
      events: isAll ? [] : (endpoint?.events ?? []),
      // Longer than the default of the API: a receiver that is down overnight misses nothing.
      ladder: endpoint?.ladder ?? 'long',
    },
    validate: {
      events: (events, { which }) => (which === 'chosen' && events.length === 0 ? w.noTypes : null),
    },
    send: async ({ url, description, which, events, ladder }) => {
      const body = {
        url: url.trim(),
        description: description.trim(),
        events: which === 'all' ? ['*'] : events,
        ladder,
      }
      if (!endpoint) return post('/api/v1/webhooks/endpoints', { body })
      await patch('/api/v1/webhooks/endpoints/{id}', {
        path: { id: endpoint.id },
        body,
        version: endpoint.version,
      })
      return null
    },
    done: (newEndpoint) => (newEndpoint ? null : w.saved),
    changes: ['webhook_endpoint'],
    onDone: (newEndpoint) => (newEndpoint ? onCreated(newEndpoint) : onClose()),
  })
  const { form } = record

  return (
    <Form record={record} submitLabel={endpoint ? w.save : w.create} onCancel={onClose}>
      <TextInput
        label={w.url}
        type="url"
        description={w.urlHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
        {...form.getInputProps('url')}
      />
      <TextInput label={w.description} {...form.getInputProps('description')} />
      <Radio.Group label={w.events} {...form.getInputProps('which')}>
        <Stack gap="xs" mt={6}>
          <Radio value="all" label={w.all} />
          <Radio value="chosen" label={w.chosen} />
        </Stack>
      </Radio.Group>
      {form.values.which === 'chosen' ? <EventTypePicker {...form.getInputProps('events')} /> : null}
      <Select
        label={w.ladder}
        allowDeselect={false}
        data={[
          { value: 'short', label: w.short },
          { value: 'long', label: w.long },
        ]}
        {...form.getInputProps('ladder')}
      />
    </Form>
  )
}
