import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { CopyButton } from '#ui/CopyButton.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Menu } from '#ui/Menu.ts'
import { Notice } from '#ui/Notice.tsx'
import { onUse } from '#ui/onUse.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { github as w } from './githubStrings.ts'
import { syncStates } from './kind.ts'

const ChooseFolders = onUse(async () => (await import('./ChooseFolders.tsx')).ChooseFolders)

type Connection = RecordOf<'github_connection'>
type Open = 'choose' | 'edit' | 'rotate' | 'delete'
const changes = ['github_connection']
const list = '/settings/integrations/github'

export default function GithubPage() {
  const id = useParam('id')
  const connection = useQuery({
    queryKey: ['github_connection', id],
    queryFn: () => get('/api/github/connections/{id}', { path: { id } }),
    // A sync that waits for GitHub ends without anybody doing something here.
    refetchInterval: ({ state }) => (state.data?.syncStatus === 'waiting' ? 2_000 : false),
  })
  return <Loaded query={connection}>{(data) => <ConnectionRecord connection={data} />}</Loaded>
}

function ConnectionRecord({ connection }: { connection: Connection }) {
  const refused = connection.files.filter(({ outcome }) => outcome === 'refused').length
  return (
    <RecordPage
      title={connection.name}
      id={connection.id}
      badge={<StateBadge of={syncStates} state={connection.syncStatus} />}
      back={{ to: list, label: w.title }}
      actions={<Actions connection={connection} />}
    >
      {connection.syncError ? (
        <Notice tone={connection.syncStatus === 'failed' ? 'red' : 'amber'}>{connection.syncError}</Notice>
      ) : null}
      {refused > 0 ? <Notice tone="amber">{w.refused(refused)}</Notice> : null}
      <Facts
        title={w.facts}
        items={[
          [w.repository, connection.repository ?? w.notChosen],
          [w.branch, connection.branch],
          [w.syllabusFolder, connection.syllabusFolder],
          [w.manualFolder, connection.manualFolder],
          [w.apiUrl, connection.apiUrl],
          [w.webhook, <Webhook key="webhook" path={connection.webhookPath} />],
          [w.at, connection.syncedAt && <Instant key="at" at={connection.syncedAt} />],
          [w.commit, connection.syncedCommit?.slice(0, 10)],
        ]}
      />
      <Files files={connection.files} />
    </RecordPage>
  )
}

function Webhook({ path }: { path: string }) {
  const address = `${location.origin}${path}`
  return (
    <>
      {address} <CopyButton size="compact-xs" variant="default" text={address} label={w.copy} />
    </>
  )
}

function Files({ files }: { files: Connection['files'] }) {
  return (
    <Section title={w.files}>
      <PlainTable
        label={w.files}
        rows={files}
        rowKey={({ path }) => path}
        empty={w.noFiles}
        row={({ path, problems, revisionId, documentId }) => (
          <>
            <td>
              {path}
              {problems.map(({ line, field, message }) => (
                <div key={`${line} ${field} ${message}`} className="dim">
                  {w.line(line)}: {field} {message}
                </div>
              ))}
            </td>
            <td>
              {revisionId ? <AppLink to={`/training/revisions/${revisionId}`}>{w.revision}</AppLink> : null}
              {documentId ? (
                <a href={`/api/v1/training/documents/${documentId}/file`} download>
                  {w.document}
                </a>
              ) : null}
            </td>
          </>
        )}
      />
    </Section>
  )
}

function Actions({ connection }: { connection: Connection }) {
  const can = useCan()
  const [open, setOpen] = useState<Open | null>(null)
  const path = { id: connection.id }
  const sync = useAction({
    run: () => post('/api/github/connections/{id}/sync', { path }),
    done: w.syncing,
    changes,
  })
  if (!can('updateGithubConnection')) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpen('choose')}>
        {w.choose}
      </Button>
      {connection.repository ? (
        <Button loading={sync.isPending} onClick={() => sync.mutate()}>
          {w.sync}
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" aria-label={w.more}>
            …
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('edit')}>{w.edit}</Menu.Item>
          <Menu.Item onClick={() => setOpen('rotate')}>{w.rotate}</Menu.Item>
          <Menu.Item onClick={() => setOpen('delete')}>{w.delete}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <OpenDialog connection={connection} open={open} onClose={() => setOpen(null)} />
    </>
  )
}

function OpenDialog({
  connection,
  open,
  onClose,
}: {
  connection: Connection
  open: Open | null
  onClose: () => void
}) {
  const go = useGo()
  const path = { id: connection.id }
  const deleting = useAction({
    run: () => remove('/api/github/connections/{id}', { path }),
    done: w.deleted,
    changes,
    onDone: () => go(list),
  })
  if (open === 'choose') return <ChooseFolders connection={connection} onClose={onClose} />
  if (open === 'rotate') return <RotateDialog connection={connection} onClose={onClose} />
  if (open === 'delete')
    return (
      <ConfirmDialog
        title={w.deleteTitle(connection.name)}
        confirm={w.delete}
        isDangerous
        onConfirm={() => deleting.mutateAsync()}
        onClose={onClose}
      >
        {w.deleteText}
      </ConfirmDialog>
    )
  if (open !== 'edit') return null
  return (
    <FieldDialog
      write="PATCH /api/github/connections/{id}"
      path={path}
      record={connection}
      title={w.edit}
      submitLabel={w.save}
      done={w.saved}
      changes={changes}
      fields={[
        { name: 'name', label: w.name },
        { name: 'apiUrl', label: w.apiUrl },
        { name: 'token', label: w.token, hint: w.tokenHint },
      ]}
      onClose={onClose}
    />
  )
}

function RotateDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  const isRotated = useRef(false)
  const rotating = useAction({
    run: () => post('/api/github/connections/{id}/rotate-secret', { path: { id: connection.id } }),
    done: w.rotated,
    changes,
    onDone: ({ webhookSecret }) => {
      isRotated.current = true
      setSecret(webhookSecret)
    },
  })
  if (secret)
    return (
      <SecretPanel
        title={w.secretTitle}
        label={w.secretLabel}
        secret={secret}
        note={w.secretNote(`${location.origin}${connection.webhookPath}`)}
        onClose={onClose}
      />
    )
  return (
    <ConfirmDialog
      title={w.rotateTitle}
      confirm={w.rotate}
      onConfirm={() => rotating.mutateAsync()}
      // The panel with the new secret takes the place of the question.
      onClose={() => {
        if (!isRotated.current) onClose()
      }}
    >
      {w.rotateText}
    </ConfirmDialog>
  )
}
