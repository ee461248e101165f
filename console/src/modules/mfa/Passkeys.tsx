import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, remove } from '#api/client.ts'
import type { Passkey } from '#api/types.ts'
import { ActionButton } from '#ui/ActionButton.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Section } from '#ui/RecordPage.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { showDone } from '#ui/useAction.ts'
import { BackupCodes } from './BackupCodes.tsx'
import { AddPasskey, RenamePasskey } from './PasskeyDialogs.tsx'
import { whyNoPasskey } from './passkey.ts'
import { t } from './strings.ts'
import { useFactorsChanged } from './TwoFactor.tsx'

const w = t.passkeys

const columns: Column<Passkey>[] = [
  { id: 'name', header: w.name, cell: (passkey) => passkey.name, text: (passkey) => passkey.name },
  {
    id: 'host',
    header: w.host,
    cell: (passkey) => passkey.host,
    text: (passkey) => passkey.host,
    isWide: true,
  },
  {
    id: 'added',
    header: w.added,
    cell: (passkey) => <Instant at={passkey.created_at} />,
    text: (passkey) => passkey.created_at,
    isWide: true,
  },
  {
    id: 'used',
    header: w.used,
    cell: (passkey) => (passkey.last_used_at ? <Instant at={passkey.last_used_at} relative /> : w.never),
    text: (passkey) => passkey.last_used_at,
    isWide: true,
  },
]

type Open =
  | { what: 'add' }
  | { what: 'codes'; codes: string[] }
  | { what: 'rename' | 'remove'; passkey: Passkey }

export function Passkeys() {
  const passkeys = useQuery({ queryKey: ['passkey'], queryFn: () => get('/api/user/passkeys') })
  const [open, setOpen] = useState<Open | null>(null)
  const changed = useFactorsChanged()
  const close = () => setOpen(null)
  return (
    <Section
      title={w.title}
      actions={
        <ActionButton variant="default" reason={whyNoPasskey()} onClick={() => setOpen({ what: 'add' })}>
          {w.add}
        </ActionButton>
      }
    >
      <p className="dim">{w.hint}</p>
      <DataTable
        id="passkeys"
        label={w.title}
        columns={columns}
        result={passkeys}
        isSearchable={false}
        rowName={(passkey) => passkey.name}
        rowActions={(passkey) => (
          <>
            <Button
              variant="subtle"
              aria-label={w.renameOf(passkey.name)}
              onClick={() => setOpen({ what: 'rename', passkey })}
            >
              {w.rename}
            </Button>
            <Button
              variant="subtle"
              color="red"
              aria-label={w.removeOf(passkey.name)}
              onClick={() => setOpen({ what: 'remove', passkey })}
            >
              {w.remove}
            </Button>
          </>
        )}
        words={{ empty: w.empty, emptyHint: whyNoPasskey() ?? undefined }}
      />
      {open?.what === 'add' ? (
        <AddPasskey onDone={(codes) => setOpen(codes ? { what: 'codes', codes } : null)} onClose={close} />
      ) : null}
      {open?.what === 'codes' ? <BackupCodes codes={open.codes} onClose={close} /> : null}
      {open?.what === 'rename' ? <RenamePasskey passkey={open.passkey} onClose={close} /> : null}
      {open?.what === 'remove' ? (
        <ConfirmDialog
          title={w.removeTitle(open.passkey.name)}
          confirm={w.removeConfirm}
          isDangerous
          onConfirm={async () => {
            await remove('/api/user/passkeys/{id}', { path: { id: open.passkey.id } })
            showDone(w.removed)
            await changed()
          }}
          onClose={close}
        >
          {w.removeText}
        </ConfirmDialog>
      ) : null}
    </Section>
  )
}
