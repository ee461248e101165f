import { Button } from '@mantine/core'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { AuditEntryPanel, type Entry } from '#modules/audit/AuditEntryPanel.tsx'
import { auditColumns } from '#modules/audit/auditColumns.tsx'
import { choices } from '#ui/form/FieldDialog.tsx'
import { IconDownload } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { onProvenDownload } from '#ui/provenDownload.ts'
import { RecordTable } from '#ui/RecordTable.tsx'
import type { Filter } from '#ui/table/column.ts'
import { useListState } from '#ui/table/listState.ts'
import { t } from './strings.ts'

const w = t.log
const filters: Filter[] = [
  { id: 'subject_type', label: w.kind, options: choices(w.kinds) },
  { id: 'action', label: w.action, kind: 'text' },
  { id: 'subject', label: w.subject, kind: 'text' },
  { id: 'date_from', label: w.from, kind: 'date' },
  { id: 'date_to', label: w.to, kind: 'date' },
]
// The address of a reporter is never shown here.
const columns = auditColumns.filter(({ id }) => id !== 'address')

/** The actions in safety management, as an inspector needs them, without the reporters. */
export default function SafetyLog() {
  const state = useListState({ filters: filters.map((filter) => filter.id) })
  const [open, setOpen] = useState<Entry | null>(null)
  const exportQuery = new URLSearchParams({
    ...state.filters,
    ...(state.search ? { search: state.search } : {}),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        <Button
          variant="default"
          component="a"
          href={`/api/v1/safety/audit-log/export?${exportQuery}`}
          download
          onClick={onProvenDownload}
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          {w.exportCsv}
        </Button>
      </PageHeader>
      <RecordTable
        id="safety-log"
        label={w.title}
        columns={columns}
        state={state}
        subject="audit_entry"
        within={['safety']}
        load={(query) => get('/api/v1/safety/audit-log', { query })}
        staleTime={0}
        isSearchable
        filters={filters}
        rowName={(entry) => entry.action}
        onOpen={setOpen}
        words={w}
      />
      {open ? <AuditEntryPanel entry={open} onClose={() => setOpen(null)} /> : null}
    </>
  )
}
