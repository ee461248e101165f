import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Section } from '#ui/RecordPage.tsx'
import classes from './access.module.css'
import { t } from './strings.ts'

const w = t.key

export const refusalsQuery = (keyId: string) => ({
  queryKey: ['api_key', keyId, 'refusals'],
  queryFn: () => get('/api/user/api-keys/{id}/refusals', { path: { id: keyId } }),
})

/** The refused requests of a key, each with a link to the explanation. */
export function Refusals({ keyId }: { keyId: string }) {
  const can = useCan()
  const refusals = useQuery({ ...refusalsQuery(keyId), enabled: can('listKeyRefusals') })
  if (!can('listKeyRefusals')) return null
  return (
    <Section title={w.refusals}>
      <Loaded query={refusals}>
        {(data) =>
          data.length === 0 ? (
            <p className="dim">{w.noRefusals}</p>
          ) : (
            <div className={classes.wide}>
              <table className={classes.plain} aria-label={w.refusals}>
                <thead>
                  <tr>
                    <th scope="col">{w.at}</th>
                    <th scope="col">{w.request}</th>
                    <th scope="col">{w.code}</th>
                    <th scope="col">{w.message}</th>
                    <th scope="col">{w.address}</th>
                    <th scope="col">
                      <span className="visually-hidden">{w.why}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((refusal) => (
                    <tr key={refusal.request_id}>
                      <td>
                        <Instant at={refusal.at} />
                      </td>
                      <td>
                        <code>
                          {refusal.method} {refusal.path}
                        </code>
                      </td>
                      <td>
                        {refusal.status} <code>{refusal.code}</code>
                      </td>
                      <td>{refusal.message}</td>
                      <td>{refusal.address}</td>
                      <td>
                        {can('getRequestDecision') ? (
                          <AppLink
                            to="/settings/integrations/refusals"
                            search={{ request: refusal.request_id }}
                          >
                            {w.why}
                          </AppLink>
                        ) : null}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </Section>
  )
}
