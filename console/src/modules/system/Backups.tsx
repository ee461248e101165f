import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import { bytes } from '#ui/bytes.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { onProvenDownload } from '#ui/provenDownload.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useAction } from '#ui/useAction.ts'
import { backupStates } from './kind.ts'
import { SealBackup } from './SealBackup.tsx'
import { t } from './strings.ts'
import classes from './system.module.css'

const w = t.backups
const read = () => get('/api/system/backups')
type Backup = Awaited<ReturnType<typeof read>>[number]

const columns: Column<Backup>[] = [
  {
    id: 'created',
    header: w.created,
    cell: (backup) => <Instant at={backup.created_at} />,
    text: (backup) => backup.created_at,
  },
  {
    id: 'size',
    header: w.size,
    cell: (backup) => (backup.size_bytes === null ? null : bytes(backup.size_bytes)),
    text: (backup) => backup.size_bytes,
    isNumeric: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (backup) => (
      <span title={backup.error ?? undefined}>
        <StateBadge of={backupStates} state={backup.status} />
      </span>
    ),
    text: (backup) => backup.status,
  },
  {
    id: 'sealed',
    header: w.sealed,
    cell: (backup) => (backup.sealed ? w.sealedYes : w.sealedNo),
    text: (backup) => (backup.sealed ? w.sealedYes : w.sealedNo),
  },
  {
    id: 'file',
    header: w.file,
    cell: (backup) => <code>{backup.file_name}</code>,
    text: (backup) => backup.file_name,
    isWide: true,
  },
]

export default function Backups() {
  const backups = useQuery({
    queryKey: ['backup'],
    queryFn: read,
    refetchInterval: ({ state: { data } }) =>
      data?.some((backup) => backup.status === 'running') ? 1_000 : false,
  })
  const [removing, setRemoving] = useState<Backup | null>(null)
  const create = useAction({ run: () => post('/api/system/backups'), done: w.started, changes: ['backup'] })
  const [isSealing, setSealing] = useState(false)
  const buttons = (
    <Group gap="xs">
      <Button variant="default" onClick={() => setSealing(true)}>
        {w.seal}
      </Button>
      <Button loading={create.isPending} onClick={() => create.mutate()}>
        {w.create}
      </Button>
    </Group>
  )
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        {buttons}
      </PageHeader>
      <div className={classes.notice}>
        <Notice tone="info">{w.key}</Notice>
      </div>
      <DataTable
        id="backups"
        label={w.title}
        columns={columns}
        result={backups}
        isSearchable={false}
        rowName={(backup) => backup.file_name}
        rowActions={(backup) => (
          <Group gap={4} wrap="nowrap">
            {backup.status === 'completed' ? (
              <Button
                variant="subtle"
                component="a"
                href={`/api/system/backups/${backup.id}/download`}
                download={backup.file_name}
                onClick={onProvenDownload}
                aria-label={w.downloadNamed(backup.file_name)}
              >
                {w.download}
              </Button>
            ) : null}
            <Button
              variant="subtle"
              color="red"
              aria-label={w.removeNamed(backup.file_name)}
              onClick={() => setRemoving(backup)}
            >
              {w.remove}
            </Button>
          </Group>
        )}
        words={w}
        emptyActions={buttons}
      />
      {isSealing ? <SealBackup onClose={() => setSealing(false)} /> : null}
      {removing ? <RemoveBackup backup={removing} onClose={() => setRemoving(null)} /> : null}
    </>
  )
}

function RemoveBackup({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const action = useAction({
    run: () => remove('/api/system/backups/{id}', { path: { id: backup.id } }),
    done: w.removed,
    changes: ['backup'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      title={w.removeTitle(backup.file_name)}
      confirm={w.removeConfirm}
      isDangerous
      onConfirm={() => action.mutateAsync()}
      onClose={onClose}
    >
      <p>{w.removeText}</p>
    </ConfirmDialog>
  )
}
