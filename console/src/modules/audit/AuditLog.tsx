import { Button } from '@mantine/core'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { IconDownload } from '#ui/icons.ts'
import { Menu } from '#ui/Menu.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { onProvenDownload } from '#ui/provenDownload.ts'
import { RecordTable } from '#ui/RecordTable.tsx'
import type { Filter } from '#ui/table/column.ts'
import { useListState } from '#ui/table/listState.ts'
import { AuditEntryPanel, type Entry } from './AuditEntryPanel.tsx'
import { auditColumns } from './auditColumns.tsx'
import { t } from './strings.ts'
import { VerifyDialog } from './VerifyDialog.tsx'

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
  const state = useListState({ filters: filters.map((filter) => filter.id), of: 'audit_entry' })
  const [open, setOpen] = useState<Entry | null>(null)
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
              <Menu.Item component="a" href={exportOf('csv')} download onClick={onProvenDownload}>
                {t.exportCsv}
              </Menu.Item>
              <Menu.Item component="a" href={exportOf('ndjson')} download onClick={onProvenDownload}>
                {t.exportNdjson}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </PageHeader>
      <RecordTable
        id="audit-log"
        label={t.title}
        columns={auditColumns}
        state={state}
        subject="audit_entry"
        load={(query) => get('/api/v1/admin/audit-log', { query })}
        filters={filters}
        rowName={(entry) => entry.action}
        onOpen={setOpen}
        words={t}
      />
      {isVerifying ? <VerifyDialog onClose={() => setVerifying(false)} /> : null}
      {open ? <AuditEntryPanel entry={open} onClose={() => setOpen(null)} /> : null}
    </>
  )
}
