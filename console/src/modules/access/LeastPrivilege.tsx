import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { ApiKey, ScopeUsage } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { formatNumber } from '#ui/region.ts'
import { useAction } from '#ui/useAction.ts'
import classes from './access.module.css'
import { t } from './strings.ts'

const w = t.least

/** The scopes a key has beside those it used, and a button to narrow it. */
export function LeastPrivilege({ apiKey }: { apiKey: ApiKey }) {
  const can = useCan()
  const [isNarrowing, setNarrowing] = useState(false)
  const usage = useQuery({
    queryKey: ['api_key', apiKey.id, 'scope-usage'],
    queryFn: () => get('/api/user/api-keys/{id}/scope-usage', { path: { id: apiKey.id } }),
    enabled: can('getScopeUsage'),
  })
  const narrow = useAction({
    run: () => post('/api/user/api-keys/{id}/narrow', { path: { id: apiKey.id } }),
    done: w.narrowed,
    changes: ['api_key'],
    quiet: true,
  })
  if (!can('getScopeUsage')) return null
  const suggestion = usage.data?.suggestion

  return (
    <Section
      title={w.title}
      actions={
        suggestion && apiKey.status === 'active' && can('narrowApiKey') ? (
          <Button variant="default" onClick={() => setNarrowing(true)}>
            {w.narrow}
          </Button>
        ) : null
      }
    >
      <Loaded query={usage}>{(data) => <Uses usage={data} />}</Loaded>
      {isNarrowing && suggestion ? (
        <ConfirmDialog
          title={w.confirmTitle(apiKey.name)}
          confirm={w.narrow}
          onConfirm={() => narrow.mutateAsync()}
          onClose={() => setNarrowing(false)}
        >
          {usage.data?.warning ? <Notice tone="amber">{usage.data.warning}</Notice> : null}
          <p>{w.keeps}</p>
          <Chips scopes={suggestion.scopes} />
          {suggestion.removed.length > 0 ? (
            <>
              <p>{w.loses}</p>
              <Chips scopes={suggestion.removed} />
            </>
          ) : null}
        </ConfirmDialog>
      ) : null}
    </Section>
  )
}

function Chips({ scopes }: { scopes: string[] }) {
  return (
    <span className={classes.chips}>
      {scopes.map((scope) => (
        <code key={scope}>{scope}</code>
      ))}
    </span>
  )
}

function Uses({ usage }: { usage: ScopeUsage }) {
  // A wildcard is followed by the scopes used under it. A scope with a full name is its own use.
  const rows = usage.granted.flatMap((granted) => [
    { ...granted, isPart: false },
    ...usage.used
      .filter((use) => use.granted_by === granted.scope && use.scope !== granted.scope)
      .map((use) => ({ ...use, isPart: true })),
  ])
  return (
    <>
      <p>{usage.advice}.</p>
      <p className="dim">
        {w.hint} <Instant at={usage.counted_from} />.
      </p>
      <div className={classes.wide}>
        <table className={classes.plain} aria-label={w.title}>
          <thead>
            <tr>
              <th scope="col">{w.scope}</th>
              <th scope="col" data-numeric>
                {w.days30}
              </th>
              <th scope="col" data-numeric>
                {w.days90}
              </th>
              <th scope="col">{w.lastUsed}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.isPart} ${row.scope}`}>
                <td className={row.isPart ? classes.part : undefined}>
                  <code>{row.scope}</code>{' '}
                  {row.isPart || row.requests_90_days > 0 ? null : <span className="dim">{w.unused}</span>}
                </td>
                <td data-numeric>{formatNumber(row.requests_30_days)}</td>
                <td data-numeric>{formatNumber(row.requests_90_days)}</td>
                <td>
                  <Instant at={row.last_used_at} relative absent={w.never} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
