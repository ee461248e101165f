import { useState } from 'react'
import { post } from '#api/client.ts'
import type { Endpoint } from '#api/types.ts'
import { numberOf } from '#ui/form/number.ts'
import { OverlapDialog } from '#ui/form/OverlapDialog.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { t } from './strings.ts'

const w = t.endpoint

export function RotateSecret({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  const record = useRecordForm({
    initial: { overlapHours: '24' },
    send: ({ overlapHours }) =>
      post('/api/v1/webhooks/endpoints/{id}/rotate-secret', {
        path: { id: endpoint.id },
        body: { overlapHours: numberOf(overlapHours) as number },
      }),
    changes: ['webhook_endpoint'],
    onDone: (rotated) => setSecret(rotated.secret),
  })
  if (secret)
    return (
      <SecretPanel
        title={w.newSecret}
        label={t.form.secretLabel}
        secret={secret}
        note={t.form.secretNote}
        onClose={onClose}
      />
    )
  return (
    <OverlapDialog
      title={w.rotateTitle}
      submitLabel={w.rotate}
      text={w.rotateText}
      words={w}
      record={record}
      field={record.form.getInputProps('overlapHours')}
      onClose={onClose}
    />
  )
}
