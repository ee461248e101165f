import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { ApiKey, KeySecret } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import classes from './access.module.css'
import { secretStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.key

/** The working secrets of a key, who still uses the old one, and whether it is safe to end it. */
export function Rotation({ apiKey }: { apiKey: ApiKey }) {
  const can = useCan()
  const [isFinishing, setFinishing] = useState(false)
  const rotation = useQuery({
    queryKey: ['api_key', apiKey.id, 'rotation'],
    queryFn: () => get('/api/user/api-keys/{id}/rotation', { path: { id: apiKey.id } }),
    enabled: can('getKeyRotation'),
  })
  const finish = useAction({
    run: () => post('/api/user/api-keys/{id}/rotation/finish', { path: { id: apiKey.id } }),
    done: w.finished,
    changes: ['api_key'],
    quiet: true,
  })
  if (!can('getKeyRotation')) return null

  return (
    <Section
      title={w.rotation}
      actions={
        rotation.data?.overlap_until && can('finishKeyRotation') ? (
          <Button variant="default" onClick={() => setFinishing(true)}>
            {w.finish}
          </Button>
        ) : null
      }
    >
      <Loaded query={rotation}>
        {(data) => (
          <>
            {data.overlap_until ? (
              <Notice
                tone={data.safe_to_finish ? 'green' : 'amber'}
                title={data.safe_to_finish ? w.safe : w.notSafe}
              >
                <p>{data.reason}</p>
                <p>
                  {w.overlapUntil} <Instant at={data.overlap_until} />.
                </p>
              </Notice>
            ) : null}
            {data.secrets.length < 2 ? <p className="dim">{w.rotationNone}</p> : null}
            {data.secrets.map((secret) => (
              <Secret key={secret.version} secret={secret} />
            ))}
          </>
        )}
      </Loaded>
      {isFinishing ? (
        <ConfirmDialog
          title={w.finishTitle(apiKey.name)}
          confirm={w.finish}
          isDangerous
          onConfirm={() => finish.mutateAsync()}
          onClose={() => setFinishing(false)}
        >
          {w.finishText}
        </ConfirmDialog>
      ) : null}
    </Section>
  )
}

function Secret({ secret }: { secret: KeySecret }) {
  return (
    <div className={classes.wide}>
      <p>
        <strong>
          {w.version} {secret.version}
        </strong>{' '}
        <code>{secret.prefix}…</code> <StateBadge of={secretStates} state={secret.status} />{' '}
        <span className="dim">
          {w.created} <Instant at={secret.created_at} />
          {secret.ends_at ? (
            <>
              {' '}
              · {w.ends} <Instant at={secret.ends_at} />
            </>
          ) : null}
        </span>
      </p>
      {secret.callers.length === 0 ? (
        <p className="dim">{w.noCallers}</p>
      ) : (
        <table className={classes.plain} aria-label={`${w.callers}: ${w.version} ${secret.version}`}>
          <thead>
            <tr>
              <th scope="col">{w.address}</th>
              <th scope="col">{w.agent}</th>
              <th scope="col">{w.first}</th>
              <th scope="col">{w.last}</th>
              <th scope="col" data-numeric>
                {w.requests}
              </th>
            </tr>
          </thead>
          <tbody>
            {secret.callers.map((caller) => (
              <tr key={`${caller.address} ${caller.user_agent}`}>
                <td>{caller.address}</td>
                <td>{caller.user_agent}</td>
                <td>
                  <Instant at={caller.first_seen_at} relative />
                </td>
                <td>
                  <Instant at={caller.last_seen_at} relative />
                </td>
                <td data-numeric>{caller.requests}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
