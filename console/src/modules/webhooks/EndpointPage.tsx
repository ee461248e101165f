import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { Endpoint } from '#api/types.ts'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { Deliveries } from './Deliveries.tsx'
import { EndpointActions } from './EndpointActions.tsx'
import { EndpointBadge, eventsText, HealthStrip } from './endpointWords.tsx'
import { t } from './strings.ts'

const w = t.endpoint

export default function EndpointPage() {
  const id = useParam('id')
  const endpoint = useQuery({
    queryKey: ['webhook_endpoint', id],
    queryFn: () => get('/api/v1/webhooks/endpoints/{id}', { path: { id } }),
    staleTime: 0,
    refetchInterval: 10_000,
  })
  return <Loaded query={endpoint}>{(data) => <EndpointRecord endpoint={data} />}</Loaded>
}

function EndpointRecord({ endpoint }: { endpoint: Endpoint }) {
  return (
    <RecordPage
      title={endpoint.url}
      id={endpoint.id}
      badge={<EndpointBadge endpoint={endpoint} />}
      hasTimeline={false}
      back={{ to: '/settings/integrations/webhooks', label: w.back }}
      actions={<EndpointActions endpoint={endpoint} />}
    >
      {endpoint.enabled ? null : (
        <Notice tone="amber" title={w.disabledNotice}>
          {endpoint.disabledReason}
        </Notice>
      )}
      {endpoint.enabled && endpoint.circuit !== 'closed' ? <Notice tone="red">{w.openNotice}</Notice> : null}
      {endpoint.maker && !endpoint.maker.isActive ? (
        <Notice tone="red" title={w.makerNotice}>
          {w.makerHint(endpoint.maker.name)}
        </Notice>
      ) : null}
      <Section title={w.health}>
        <HealthStrip health={endpoint.health} />
      </Section>
      <Facts
        title={w.facts}
        items={[
          [t.list.description, endpoint.description],
          [
            t.list.events,
            <span key="events" title={endpoint.events.join(', ')}>
              {endpoint.events.includes('*') ? eventsText(endpoint) : endpoint.events.join(', ')}
            </span>,
          ],
          [w.secret, <code key="secret">{endpoint.secretPreview}</code>],
          ...(endpoint.previousSecretEndsAt
            ? [
                [
                  w.previousSecret,
                  <Instant key="previous" at={endpoint.previousSecretEndsAt} relative />,
                ] satisfies [string, React.ReactNode],
              ]
            : []),
          [w.retries, endpoint.ladder === 'long' ? w.long : w.short],
          [w.lastDelivered, <Instant key="delivered" at={endpoint.health.lastDeliveredAt} relative />],
          [w.lastFailure, <Instant key="failure" at={endpoint.health.lastFailureAt} relative />],
          [w.updated, <Instant key="updated" at={endpoint.updatedAt} />],
        ]}
      />
      <Section title={w.deliveries}>
        <Deliveries endpointId={endpoint.id} />
      </Section>
    </RecordPage>
  )
}
