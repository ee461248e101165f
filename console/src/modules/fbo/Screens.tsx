import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import type { BoardLink } from '#api/types.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { LinkList, NewLinkDialog } from '#ui/LinkList.tsx'
import type { Column } from '#ui/table/column.ts'
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
]

/** The screens that show the board without signing in. */
export default function Screens() {
  return (
    <LinkList
      id="board-links"
      subject="board_link"
      words={w}
      back={{ to: '/fbo/board', label: t.board.title }}
      columns={columns}
      load={(query) => get('/api/v1/fbo/board-links', { query })}
      rowName={(link) => link.name}
      create={(onClose) => <NewLink onClose={onClose} />}
      revoke={({ id }) => remove('/api/v1/fbo/board-links/{id}', { path: { id } })}
    />
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
  return (
    <NewLinkDialog words={w} address={address} record={record} onClose={onClose}>
      <TextInput
        label={w.name}
        description={w.nameHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
        {...record.form.getInputProps('name')}
      />
    </NewLinkDialog>
  )
}
