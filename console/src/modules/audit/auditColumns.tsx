import { Instant } from '#ui/Instant.tsx'
import type { Column } from '#ui/table/column.ts'
import { actorName, type Entry } from './AuditEntryPanel.tsx'
import { t } from './strings.ts'

/** The columns of the audit log and of the safety log. */
export const auditColumns: Column<Entry>[] = [
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
    text: (entry) => entry.address ?? null,
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
