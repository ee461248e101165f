import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import type { BoardLink } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.screens
const columns: Column<BoardLink>[] = [
  { id: 'name', header: w.name, cell: (link) => link.name, text: (link) => link.name },
  {
    id: 'prefix',
    header: w.prefix,
    cell: (link) => <code>{link.prefix}…</code>,
    text: (link) => link.prefix,
  },
  {
    id: 'createdAt',
    header: w.createdAt,
    cell: (link) => <Instant at={link.createdAt} />,
    text: (link) => link.createdAt,
  },
  {
    id: 'status',
    header: w.status,
    cell: (link) => <StatusBadge tone="neutral">{link.revokedAt ? w.revoked : w.open}</StatusBadge>,
    text: (link) => (link.revokedAt ? w.revoked : w.open),
  },
]

/** The screens that show the board without signing in. */
export default function Screens() {
  const [revoking, setRevoking] = useState<BoardLink | null>(null)
  const revoke = useAction({
    run: (link: BoardLink) => remove('/api/v1/fbo/board-links/{id}', { path: { id: link.id } }),
    done: (_, link) => w.revokedDone(link.name),
    changes: ['board_link'],
    quiet: true,
  })
  return (
    <>
      <RecordList
        id="board-links"
        subject="board_link"
        words={w}
        back={{ to: '/fbo/board', label: t.board.title }}
        columns={columns}
        load={(query) => get('/api/v1/fbo/board-links', { query })}
        rowName={(link) => link.name}
        create={{ dialog: (onClose) => <NewLink onClose={onClose} /> }}
        rowActions={(link) =>
          link.revokedAt ? null : (
            <Button size="compact-xs" variant="subtle" color="red" onClick={() => setRevoking(link)}>
              {w.revoke}
            </Button>
          )
        }
      />
      {revoking ? (
        <ConfirmDialog
          title={w.revokeTitle(revoking.name)}
          confirm={w.revoke}
          isDangerous
          onConfirm={() => revoke.mutateAsync(revoking)}
          onClose={() => setRevoking(null)}
        >
          {w.revokeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}

function NewLink({ onClose }: { onClose: () => void }) {
  const [address, setAddress] = useState<string | null>(null)
  const record = useRecordForm({
    initial: { name: '' },
    send: ({ name }) => post('/api/v1/fbo/board-links', { body: { name: name.trim() } }),
    changes: ['board_link'],
    onDone: (boardLink) => setAddress(location.origin + boardLink.path),
  })
  if (address)
    return (
      <SecretPanel
        title={w.secretTitle}
        label={w.secretLabel}
        secret={address}
        note={w.note}
        onClose={onClose}
      />
    )
  return (
    <Modal opened onClose={onClose} title={w.createTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <TextInput
          label={w.name}
          description={w.nameHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data-autofocus
          {...record.form.getInputProps('name')}
        />
      </Form>
    </Modal>
  )
}
