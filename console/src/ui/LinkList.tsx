import { Button, Modal } from '@mantine/core'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { s } from '../strings.ts'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { Form } from './form/Form.tsx'
import { RecordList } from './RecordList.tsx'
import { SecretPanel } from './SecretPanel.tsx'
import { StatusBadge } from './StatusBadge.tsx'
import { useAction } from './useAction.ts'

type SecretLink = { id: string; revokedAt: string | null }
type Words = ComponentProps<typeof RecordList>['words'] & {
  status: string
  open: string
  revoked: string
  revoke: string
  revokeTitle: (name: string) => string
  revokeText: string
  revokedDone: (name: string) => string
}
type Props<Link extends SecretLink> = Omit<
  ComponentProps<typeof RecordList<Link>>,
  'words' | 'rowActions' | 'create'
> & {
  words: Words
  create: (onClose: () => void) => ReactNode
  revoke: (link: Link) => Promise<unknown>
}

/** Addresses that show something without a sign-in. A revoked one stays in the list. */
export function LinkList<Link extends SecretLink>({
  words: w,
  columns,
  create,
  revoke,
  ...list
}: Props<Link>) {
  const [revoking, setRevoking] = useState<Link | null>(null)
  const revokeLink = useAction({
    run: revoke,
    done: (_, link: Link) => w.revokedDone(list.rowName(link)),
    changes: [list.subject],
    quiet: true,
  })
  const statusOf = (link: Link) => (link.revokedAt ? w.revoked : w.open)
  return (
    <>
      <RecordList
        {...list}
        words={w}
        columns={[
          ...columns,
          {
            id: 'status',
            header: w.status,
            cell: (link) => <StatusBadge tone="neutral">{statusOf(link)}</StatusBadge>,
            text: statusOf,
          },
        ]}
        create={{ dialog: create }}
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
          title={w.revokeTitle(list.rowName(revoking))}
          confirm={w.revoke}
          isDangerous
          onConfirm={() => revokeLink.mutateAsync(revoking)}
          onClose={() => setRevoking(null)}
        >
          {w.revokeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}

/** Makes such an address, and then shows it once. */
export function NewLinkDialog({
  words,
  address,
  record,
  onClose,
  children,
}: {
  words: { createTitle: string; submit: string; secretTitle: string; secretLabel: string; note: string }
  address: string | null
  record: ComponentProps<typeof Form>['record']
  onClose: () => void
  children: ReactNode
}) {
  if (address)
    return (
      <SecretPanel
        title={words.secretTitle}
        label={words.secretLabel}
        secret={address}
        note={words.note}
        onClose={onClose}
      />
    )
  return (
    <Modal opened onClose={onClose} title={words.createTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={words.submit} onCancel={onClose}>
        {children}
      </Form>
    </Modal>
  )
}
