import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { LogRetentionPreview } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { RetentionForm } from './RetentionForm.tsx'
import classes from './retention.module.css'
import { t } from './strings.ts'

/** How long logs are kept: what each setting covers, what would be deleted, and the legal minimums. */
export default function LogRetention() {
  const can = useCan()
  const retention = useQuery({
    queryKey: ['log_retention'],
    queryFn: async () => {
      const [days, preview] = await Promise.all([
        get('/api/settings/log-retention'),
        get('/api/settings/log-retention/preview'),
      ])
      return { days, preview }
    },
  })
  return (
    <>
      <PageHeader title={t.title} hint={t.hint} />
      <Loaded query={retention}>
        {({ days, preview }) => (
          <div className={classes.stack}>
            <RetentionForm key={days.updated_at} retention={days} atFirst={preview} />
            <p className="dim">
              {days.updated_at ? (
                <>
                  {t.changedAt} <Instant at={days.updated_at} />.
                </>
              ) : (
                t.unchanged
              )}{' '}
              {can('listAuditLog') ? (
                <AppLink
                  to="/settings/audit-log"
                  search={{ action: 'log_retention' }}
                  className={classes.link}
                >
                  {t.purges}
                </AppLink>
              ) : null}
            </p>
            <KeptByLaw minimums={preview.audit_logs.legal_minimums} />
          </div>
        )}
      </Loaded>
    </>
  )
}

function KeptByLaw({ minimums }: { minimums: LogRetentionPreview['audit_logs']['legal_minimums'] }) {
  if (minimums.length === 0) return null
  return (
    <Section title={t.law}>
      <p className="dim">{t.lawHint}</p>
      <div className={classes.wide} tabIndex={0} role="region" aria-label={t.law}>
        <table className={classes.plain} aria-label={t.law}>
          <thead>
            <tr>
              <th scope="col">{t.records}</th>
              <th scope="col">{t.period}</th>
              <th scope="col">{t.citation}</th>
              <th scope="col">{t.entries}</th>
            </tr>
          </thead>
          <tbody>
            {minimums.map(({ records, event_types, period, citation }) => (
              <tr key={records}>
                <td className={classes.records}>{records}</td>
                <td>{period}</td>
                <td>{citation}</td>
                <td>
                  {event_types.includes('*') ? (
                    t.everything
                  ) : (
                    <span className={classes.types}>
                      {event_types.map((type) => (
                        <code key={type}>{type}</code>
                      ))}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
