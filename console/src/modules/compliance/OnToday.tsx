import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Section } from '#ui/RecordPage.tsx'
import classes from './compliance.module.css'
import { ComplianceBadge, untilWithDays } from './complianceWords.tsx'
import { HeldRows } from './HeldRows.tsx'
import { rowsOf } from './holdings.ts'
import { t } from './strings.ts'

const w = t.today
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** On Today, for members who manage records: what expires within 30 days. */
export function OutOfDate() {
  const search = { expiring_before: inDays(31) }
  const records = useQuery({
    queryKey: ['compliance_record', 'today', search],
    queryFn: () =>
      get('/api/v1/compliance/records', { query: { ...search, person_status: 'active', page_size: 8 } }),
  })
  const missing = useQuery({
    queryKey: ['compliance_record', 'today', 'missing'],
    queryFn: async () =>
      (await get('/api/v1/compliance/people', { query: { status: 'missing', page_size: 1 } })).total,
  })
  return (
    <Section
      title={w.outOfDate}
      actions={
        <AppLink to="/compliance/records" search={search}>
          {w.openAll}
        </AppLink>
      }
    >
      <ul className={classes.rows} aria-busy={records.isPending}>
        {(records.data?.items ?? []).map((record) => (
          <li key={record.id}>
            <AppLink to={`/compliance/records/${record.id}`}>{record.personName}</AppLink>
            <span className="dim">
              {record.title} · {untilWithDays(record.expiresOn)}
            </span>
            <ComplianceBadge status={record.status} />
          </li>
        ))}
        {records.data?.total === 0 ? <li className="dim">{w.none}</li> : null}
        {missing.data ? (
          <li>
            <AppLink to="/compliance" search={{ status: 'missing' }}>
              {w.missing(missing.data)}
            </AppLink>
          </li>
        ) : null}
      </ul>
    </Section>
  )
}

/** On Today, for everyone else: their own records, most urgent first. */
export function OwnCompliance({ crewId }: { crewId: string }) {
  const people = useQuery({
    queryKey: ['compliance_record', 'person', crewId],
    queryFn: () => get('/api/v1/compliance/people', { query: { person: crewId } }),
  })
  const rows = rowsOf(people.data?.items[0]?.holdings ?? [])
  return (
    <Section title={w.own} actions={<AppLink to="/compliance/records">{w.openAll}</AppLink>}>
      <HeldRows rows={rows.slice(0, 8)} isPending={people.isPending} empty={w.ownNone} />
    </Section>
  )
}
