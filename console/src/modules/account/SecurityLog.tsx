import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { AccountSecurityEvent } from '#api/types.ts'
import { Instant } from '#ui/Instant.tsx'
import { Section } from '#ui/RecordPage.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { t } from './strings.ts'

const w = t.securityLog
const read = (): Promise<AccountSecurityEvent[]> => get('/api/user/security-events')

const columns: Column<AccountSecurityEvent>[] = [
  {
    id: 'type',
    header: w.event,
    cell: (entry) => w.types[entry.type],
    text: (entry) => w.types[entry.type],
  },
  { id: 'device', header: w.device, cell: (entry) => entry.device, text: (entry) => entry.device },
  {
    id: 'address',
    header: w.address,
    cell: (entry) => <span className="mono">{entry.address}</span>,
    text: (entry) => entry.address,
    isWide: true,
  },
  {
    id: 'at',
    header: w.at,
    cell: (entry) => <Instant at={entry.created_at} />,
    text: (entry) => entry.created_at,
  },
]

/** Failed sign-ins, and the changes of what opens the account. */
export function SecurityLog() {
  const entries = useQuery({ queryKey: ['user', 'security-events'], queryFn: read })
  return (
    <Section title={w.title}>
      <p className="dim">{w.hint}</p>
      <DataTable
        id="security-log"
        label={w.title}
        columns={columns}
        result={entries}
        isSearchable={false}
        rowName={(entry) => w.types[entry.type]}
        words={w}
      />
    </Section>
  )
}
