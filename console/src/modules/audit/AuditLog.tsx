import { Button, Menu } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import type { AuditEntry } from '#api/types.ts'
import { useCan } from '#shell/session.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import { IconDownload } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { AuditEntryPanel, actorName } from './AuditEntryPanel.tsx'
import { t } from './strings.ts'
import { VerifyDialog } from './VerifyDialog.tsx'

const columns: Column<AuditEntry>[] = [
  {
    id: 'at',
    header: t.at,
    cell: (entry) => <Instant at={entry.occurredAt} />,
    text: (entry) => entry.occurredAt,
  },
  {
    id: 'action',
    header: t.action,
    cell: (entry) => <code>{entry.action}</code>,
    text: (entry) => entry.action,
  },
  { id: 'actor', header: t.actor, cell: (entry) => actorName(entry), text: actorName, isWide: true },
  {
    id: 'subject',
    header: t.subject,
    cell: (entry) => entry.subject.label ?? entry.subject.id,
    text: (entry) => entry.subject.label ?? entry.subject.id,
  },
  {
    id: 'changes',
    header: t.changes,
    cell: (entry) => <span className="dim">{entry.changes.map((change) => change.field).join(', ')}</span>,
    text: (entry) => entry.changes.map((change) => change.field).join(' '),
    isWide: true,
  },
  {
    id: 'address',
    header: t.address,
    cell: (entry) => entry.address ?? '',
    text: (entry) => entry.address,
    isWide: true,
  },
  {
    id: 'sequence',
    header: t.sequence,
    isNumeric: true,
    cell: (entry) => entry.sequence,
    text: (entry) => entry.sequence,
    isOptional: true,
  },
]

const filters: Filter[] = [
  { id: 'action', label: t.action, kind: 'text' },
  { id: 'actor', label: t.actor, kind: 'text' },
  { id: 'subject', label: t.subjectId, kind: 'text' },
  { id: 'subject_type', label: t.subjectType, kind: 'text' },
  { id: 'request_id', label: t.request, kind: 'text' },
  { id: 'date_from', label: t.from, kind: 'date' },
  { id: 'date_to', label: t.to, kind: 'date' },
]

export default function AuditLog() {
  const can = useCan()
  const state = useListState({ filters: filters.map((filter) => filter.id) })
  const log = useQuery({
    queryKey: ['audit', state.query],
    queryFn: () => get('/api/v1/admin/audit-log', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  const [open, setOpen] = useState<AuditEntry | null>(null)
  const [isVerifying, setVerifying] = useState(false)
  const exportOf = (format: string) =>
    `/api/v1/admin/audit-log/export?${new URLSearchParams({ ...state.filters, ...(state.search ? { search: state.search } : {}), format })}`

  return (
    <>
      <PageHeader title={t.title} hint={t.hint}>
        {can('exportAuditLog') ? (
          <Button variant="default" onClick={() => setVerifying(true)}>
            {t.verify.open}
          </Button>
        ) : null}
        {can('exportAuditLog') ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" leftSection={<IconDownload size={15} aria-hidden />}>
                {t.exportLog}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item component="a" href={exportOf('csv')} download>
                {t.exportCsv}
              </Menu.Item>
              <Menu.Item component="a" href={exportOf('ndjson')} download>
                {t.exportNdjson}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </PageHeader>
      <DataTable
        id="audit-log"
        label={t.title}
        columns={columns}
        result={log}
        state={state}
        filters={filters}
        rowKey={(entry) => entry.id}
        rowName={(entry) => entry.action}
        onOpen={setOpen}
        empty={<EmptyState title={t.empty} />}
      />
      {isVerifying ? <VerifyDialog onClose={() => setVerifying(false)} /> : null}
      {open ? <AuditEntryPanel entry={open} onClose={() => setOpen(null)} /> : null}
    </>
  )
}
