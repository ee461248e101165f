import { useState } from 'react'
import { post } from '#api/client.ts'
import type { ApiKey, RegeneratedKey } from '#api/types.ts'
import { numberOf } from '#ui/form/number.ts'
import { OverlapDialog } from '#ui/form/OverlapDialog.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { KeySecret } from './KeySecret.tsx'
import { t } from './strings.ts'

const w = t.key

/** Replaces a key's secret. The old one keeps working during the overlap. */
export function Regenerate({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const [newSecret, setNewSecret] = useState<RegeneratedKey | null>(null)
  const record = useRecordForm({
    initial: { overlap_hours: '24' },
    send: ({ overlap_hours }) =>
      post('/api/user/api-keys/{id}/regenerate', {
        path: { id: apiKey.id },
        body: { overlap_hours: numberOf(overlap_hours) as number },
      }),
    changes: ['api_key'],
    onDone: setNewSecret,
  })
  if (newSecret)
    return (
      <KeySecret
        title={w.newSecret(apiKey.name)}
        secret={newSecret.secret}
        scopes={apiKey.scopes}
        isLimited={apiKey.projects !== 'all'}
        onClose={onClose}
      />
    )
  return (
    <OverlapDialog
      title={w.regenerateTitle(apiKey.name)}
      submitLabel={w.regenerate}
      text={w.regenerateText}
      words={w}
      record={record}
      field={record.form.getInputProps('overlap_hours')}
      onClose={onClose}
    />
  )
}
