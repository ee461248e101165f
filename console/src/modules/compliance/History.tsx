import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Section } from '#ui/RecordPage.tsx'
import classes from './compliance.module.css'
import { t } from './strings.ts'

const w = t.page

/** Every version, newest first. No version can be changed. */
export function History({ id, version }: { id: string; version: number }) {
  const history = useQuery({
    queryKey: ['compliance_record', id, 'history', version],
    queryFn: () =>
      get('/api/v1/compliance/records/{id}/history', { path: { id }, query: { page_size: 100 } }),
  })
  return (
    <Section title={w.history}>
      <Loaded query={history}>
        {({ items }) => (
          <div className={classes.scroll}>
            <table className={classes.plain} aria-label={w.history}>
              <thead>
                <tr>
                  <th>{w.version}</th>
                  <th>{w.change}</th>
                  <th>{w.issued}</th>
                  <th>{w.expires}</th>
                  <th>{w.number}</th>
                  <th>{w.changedBy}</th>
                  <th>{w.at}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((version) => (
                  <tr key={version.id}>
                    <td>{version.version}</td>
                    <td>{labelOf('compliance_version.change', version.change)}</td>
                    <td>
                      <DateOf on={version.issuedOn} />
                    </td>
                    <td>{version.expiresOn ? <DateOf on={version.expiresOn} /> : t.noEnd}</td>
                    <td>{version.number}</td>
                    <td>{version.changedBy}</td>
                    <td>
                      <Instant at={version.changedAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Section>
  )
}
