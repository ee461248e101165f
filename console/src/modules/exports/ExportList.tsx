import { Button } from '@mantine/core'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { bytes } from '#ui/bytes.ts'
import { Instant } from '#ui/Instant.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { onProvenDownload } from '#ui/provenDownload.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useRecords } from '#ui/table/useRecords.ts'
import { useAction } from '#ui/useAction.ts'
import { exportStates } from './kind.ts'

type Export = RecordOf<'workspace_export'>

const w = {
  title: 'Export',
  hint: 'Everything of your organization in one archive: each record and each file.',
  left: "Passwords, keys and secrets aren't in it. Another installation of Apron can import it.",
  create: 'Export everything',
  created: 'Export started',
  started: 'Started',
  status: 'Status',
  size: 'Size',
  download: 'Download',
  empty: 'No exports yet',
  emptyHint: 'An export stays here for 7 days.',
}

const columns: Column<Export>[] = [
  {
    id: 'createdAt',
    header: w.started,
    sort: 'createdAt',
    cell: (row) => <Instant at={row.createdAt} />,
    text: (row) => row.createdAt,
  },
  {
    id: 'status',
    header: w.status,
    cell: (row) => (
      <span title={row.error ?? undefined}>
        <StateBadge of={exportStates} state={row.status} />
        {row.status === 'running' ? ` ${row.progress} %` : null}
      </span>
    ),
    text: (row) => row.status,
  },
  {
    id: 'sizeBytes',
    header: w.size,
    cell: (row) => (row.sizeBytes === null ? null : bytes(row.sizeBytes)),
    text: (row) => row.sizeBytes,
    isNumeric: true,
  },
]

export default function ExportList() {
  const can = useCan()
  const { state, result } = useRecords({
    subject: 'workspace_export',
    load: (query) => get('/api/v1/workspace/exports', { query }),
    refetchEvery: (rows) => (rows.some(({ status }) => status === 'running') ? 2_000 : false),
  })
  const create = useAction({
    run: () => post('/api/v1/workspace/exports'),
    done: w.created,
    changes: ['workspace_export'],
  })
  const button = can('createWorkspaceExport') ? (
    <Button loading={create.isPending} onClick={() => create.mutate()}>
      {w.create}
    </Button>
  ) : null
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        {button}
      </PageHeader>
      <Notice tone="info">{w.left}</Notice>
      <DataTable
        id="workspace-exports"
        label={w.title}
        columns={columns}
        result={result}
        state={state}
        isSearchable={false}
        rowName={(row) => row.createdAt}
        rowActions={(row) =>
          row.status === 'completed' ? (
            <Button
              variant="subtle"
              component="a"
              href={`/api/v1/workspace/exports/${row.id}/file`}
              download
              onClick={onProvenDownload}
            >
              {w.download}
            </Button>
          ) : null
        }
        words={w}
      />
    </>
  )
}
