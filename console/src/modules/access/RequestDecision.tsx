import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RequestDecision as Decision } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo } from '#ui/place.ts'
import { Facts, Section } from '#ui/RecordPage.tsx'
import { StateBadge, states } from '#ui/StatusBadge.tsx'
import { s } from '../../strings.ts'
import classes from './access.module.css'
import { t } from './strings.ts'

const outcomes = states('getRequestDecision.checks.outcome', {
  passed: 'green',
  failed: 'red',
  not_reached: 'neutral',
})

const w = t.refusal

/** Looks up a request by its ID and shows which check failed. */
export default function RequestDecision() {
  const search: Search = useSearch({ strict: false })
  const go = useGo()
  const requestId = search.request ?? ''
  const [text, setText] = useState(requestId)
  const decision = useQuery({
    queryKey: ['decision', requestId],
    queryFn: () => get('/api/v1/requests/{requestId}/decision', { path: { requestId } }),
    enabled: requestId !== '',
    retry: false,
  })

  return (
    <>
      <PageHeader title={w.title} hint={w.hint} back={{ to: '/settings/integrations', label: w.back }} />
      <form
        noValidate
        className={classes.look}
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim()) void go('/settings/integrations/refusals', { request: text.trim() })
        }}
      >
        <TextInput
          label={w.id}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          spellCheck={false}
          data-search
        />
        <Button size="sm" type="submit">
          {w.submit}
        </Button>
      </form>
      {requestId ? <Loaded query={decision}>{(data) => <Report decision={data} />}</Loaded> : null}
    </>
  )
}

function Report({ decision }: { decision: Decision }) {
  const isRefused = decision.checks.some((check) => check.outcome === 'failed')
  return (
    <div className={classes.stack}>
      <Notice
        tone={isRefused || decision.status >= 400 ? 'amber' : 'green'}
        title={decision.message ?? w.allPassed}
      >
        {decision.fix ? (
          <p>
            <strong>{w.fix}:</strong> {decision.fix}
          </p>
        ) : null}
      </Notice>
      <Facts
        title={w.facts}
        items={[
          [w.at, <Instant key="at" at={decision.at} />],
          [
            w.request,
            <code key="request">
              {decision.method} {decision.path}
            </code>,
          ],
          [w.operation, decision.operationId],
          [w.answer, `${decision.status} ${decision.code ?? ''}`.trim()],
          [w.address, decision.address],
          [
            w.key,
            decision.key ? (
              <AppLink key="key" to={`/settings/integrations/api-keys/${decision.key.id}`}>
                {decision.key.name}
              </AppLink>
            ) : (
              w.none
            ),
          ],
        ]}
      />
      <Section title={w.checks}>
        <table className={classes.plain} aria-label={w.checks}>
          <thead>
            <tr>
              <th scope="col">{w.check}</th>
              <th scope="col">{w.outcome}</th>
              <th scope="col">{w.detail}</th>
            </tr>
          </thead>
          <tbody>
            {decision.checks.map((check) => (
              <tr key={check.check}>
                <td>{labelOf('getRequestDecision.checks.check', check.check)}</td>
                <td>
                  <StateBadge of={outcomes} state={check.outcome} />
                </td>
                <td>{check.detail ?? s.none}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </div>
  )
}
