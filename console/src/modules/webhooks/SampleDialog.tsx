import { Modal, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { BodyOf } from '#api/answer.ts'
import { get, post } from '#api/client.ts'
import type { Endpoint } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.endpoint
type Sample = BodyOf<'POST', '/api/v1/webhooks/endpoints/{id}/sample'>

/** Sends the example of an event type that the endpoint receives. */
export function SampleDialog({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const types = useQuery({
    queryKey: ['event_type'],
    queryFn: () => get('/api/v1/webhooks/event-types'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const record = useRecordForm({
    initial: { type: '' },
    validate: { type: required(w.sampleType) },
    send: ({ type }) =>
      post('/api/v1/webhooks/endpoints/{id}/sample', {
        path: { id: endpoint.id },
        body: { type: type as Sample['type'] },
      }),
    done: w.sampled,
    changes: ['webhook_endpoint', 'webhook_delivery'],
    onDone: onClose,
  })
  const { form } = record
  const received = (types.data ?? []).filter(({ type }) => isReceived(endpoint, type))
  const chosen = received.find(({ type }) => type === form.values.type)
  return (
    <Modal opened onClose={onClose} title={w.sampleTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.sampleSubmit} onCancel={onClose}>
        <p>{w.sampleHint}</p>
        <Select
          label={w.sampleType}
          searchable
          data={received.map(({ type }) => type)}
          description={chosen ? w.sampleFires(chosen.when) : undefined}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data-autofocus
          {...form.getInputProps('type')}
        />
      </Form>
    </Modal>
  )
}

// Ping sends the type webhook.test, which no filter chooses.
const isReceived = ({ events }: Endpoint, type: string) =>
  type !== 'webhook.test' && (events.includes('*') || events.includes(type))
