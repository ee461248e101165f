import { Button, Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Delivery } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import type { Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useRecords } from '#ui/table/useRecords.ts'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { deliveryColumns, deliveryPath } from './deliveryColumns.tsx'
import { t } from './strings.ts'

const w = t.dead
type Which = { deliveryIds?: string[]; endpointId?: string; since?: string }

/** Deliveries that failed for good: resend one, some, all, or all since a day. */
export function DeadLetters() {
  const can = useCan()
  const endpoints = useQuery({
    queryKey: ['webhook_endpoint', 'options'],
    queryFn: () => get('/api/v1/webhooks/endpoints', { query: { page_size: 100 } }),
  })
  const filters: Filter[] = [
    {
      id: 'endpoint_id',
      label: w.endpoint,
      options: (endpoints.data?.items ?? []).map((endpoint) => ({ value: endpoint.id, label: endpoint.url })),
    },
    { id: 'since', label: w.since, kind: 'date' },
  ]
  const {
    state,
    result: letters,
    save,
  } = useRecords({
    subject: 'webhook_delivery',
    within: ['dead'],
    filters,
    load: (query) => get('/api/v1/webhooks/dead-letters', { query }),
  })
  const [dialog, setDialog] = useState<'all' | 'since' | null>(null)
  const resend = useAction({
    run: (body: Which) => post('/api/v1/webhooks/dead-letters/resend', { body }),
    done: ({ requeued }) => w.requeued(requeued),
    changes: ['webhook_delivery', 'webhook_endpoint'],
  })
  const endpointId = state.filters.endpoint_id
  const scope = endpointId ? { endpointId } : {}
  const resendSome = (some: Delivery[], clear: () => void) =>
    resend.mutate({ deliveryIds: some.map((delivery) => delivery.id) }, { onSuccess: clear })
  const total = letters.data?.total ?? 0

  return (
    <>
      <DataTable
        id="dead-letters"
        label={w.title}
        columns={deliveryColumns}
        result={letters}
        save={save}
        state={state}
        filters={filters}
        isSearchable={false}
        rowName={(delivery) => delivery.eventType}
        rowLink={deliveryPath}
        bulk={
          can('resendDeadLetters')
            ? (some, clear) => (
                <Button variant="default" onClick={() => resendSome(some, clear)}>
                  {w.resendSelected}
                </Button>
              )
            : undefined
        }
        rowActions={
          can('resendDeadLetters')
            ? (delivery) => (
                <Button variant="subtle" onClick={() => resend.mutate({ deliveryIds: [delivery.id] })}>
                  {t.delivery.resend}
                </Button>
              )
            : undefined
        }
        toolbar={
          can('resendDeadLetters') && total > 0 ? (
            <>
              <Button variant="default" onClick={() => setDialog('all')}>
                {w.resendAll}
              </Button>
              <Button variant="default" onClick={() => setDialog('since')}>
                {w.resendAllSince}
              </Button>
            </>
          ) : null
        }
        words={w}
      />
      {dialog === 'all' ? (
        <ConfirmDialog
          title={w.allTitle(total)}
          confirm={w.submit}
          onConfirm={() => resend.mutateAsync({ ...scope, since: '1970-01-01T00:00:00Z' })}
          onClose={() => setDialog(null)}
        >
          {w.allText}
        </ConfirmDialog>
      ) : null}
      {dialog === 'since' ? (
        <SinceDialog
          onResend={(since) => resend.mutateAsync({ ...scope, since })}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </>
  )
}

function SinceDialog({
  onResend,
  onClose,
}: {
  onResend: (since: string) => Promise<unknown>
  onClose: () => void
}) {
  const record = useRecordForm({
    initial: { since: '' },
    validate: { since: required(w.since) },
    send: async ({ since }) => {
      await onResend(`${since}T00:00:00Z`)
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title={w.resendTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <TextInput label={w.sinceDate} type="date" data-autofocus {...record.form.getInputProps('since')} />
      </Form>
    </Modal>
  )
}
