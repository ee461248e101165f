import { Button } from '@mantine/core'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column } from '#ui/table/column.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.keys
type SigningKey = RecordOf<'training_signing_key'>

const columns: Column<SigningKey>[] = [
  {
    id: 'key',
    header: w.key,
    cell: (row) => <code>{row.publicKeyMultibase}</code>,
    text: (row) => row.publicKeyMultibase,
  },
  {
    id: 'createdAt',
    header: w.created,
    sort: 'createdAt',
    cell: (row) => <Instant at={row.createdAt} />,
    text: (row) => row.createdAt,
  },
  {
    id: 'retiredAt',
    header: w.retired,
    cell: (row) => (row.retiredAt ? <Instant at={row.retiredAt} /> : w.active),
    text: (row) => row.retiredAt,
  },
  {
    id: 'compromisedAt',
    header: w.compromised,
    cell: (row) => row.compromisedAt && <Instant at={row.compromisedAt} />,
    text: (row) => row.compromisedAt,
  },
]

/** The keys that sign the verified training records. */
export default function Keys() {
  const can = useCan()
  const [isRotating, setRotating] = useState(false)
  const [marked, setMarked] = useState<SigningKey | null>(null)
  const rotate = useAction({
    run: () => post('/api/v1/training/signing-keys/rotate'),
    done: w.rotated,
    changes: ['training_signing_key'],
    quiet: true,
  })
  return (
    <>
      <RecordList
        id="training-keys"
        subject="training_signing_key"
        words={w}
        back={{ to: '/training/records', label: t.records.title }}
        columns={columns}
        load={(query) => get('/api/v1/training/signing-keys', { query })}
        rowName={(row) => row.publicKeyMultibase}
        rowActions={(row) =>
          can('markTrainingSigningKeyCompromised') ? (
            <Button
              size="compact-xs"
              variant="light"
              color="red"
              aria-label={`${w.compromise} ${row.publicKeyMultibase}`}
              onClick={() => setMarked(row)}
            >
              {w.compromise}
            </Button>
          ) : null
        }
        actions={
          can('rotateTrainingSigningKey') ? (
            <Button onClick={() => setRotating(true)}>{w.rotate}</Button>
          ) : null
        }
      />
      {isRotating ? (
        <ConfirmDialog
          title={w.rotateTitle}
          confirm={w.rotate}
          onConfirm={() => rotate.mutateAsync()}
          onClose={() => setRotating(false)}
        >
          {w.rotateText}
        </ConfirmDialog>
      ) : null}
      {marked ? (
        <FieldDialog
          write="POST /api/v1/training/signing-keys/{id}/compromise"
          path={{ id: marked.id }}
          title={w.compromiseTitle}
          submitLabel={w.compromise}
          done={w.marked}
          changes={['training_signing_key', 'vtr']}
          fields={[{ name: 'compromisedAt', label: w.compromisedAt }]}
          onClose={() => setMarked(null)}
        />
      ) : null}
    </>
  )
}
