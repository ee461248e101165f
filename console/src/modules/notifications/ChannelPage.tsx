import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Channel } from '#api/types.ts'
import { deliveryStates } from '#modules/webhooks/kind.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { ChannelActions } from './ChannelActions.tsx'
import { path, rulesQuery } from './queries.ts'
import { t } from './strings.ts'
import { ChannelBadge, placeOf } from './words.tsx'

const DeliveryLog = onUse(async () => (await import('./DeliveryLog.tsx')).DeliveryLog)

const w = t.channel

export default function ChannelPage() {
  const id = useParam('id')
  const channel = useQuery({
    queryKey: ['notification_channel', id],
    queryFn: () => get('/api/notifications/channels/{id}', { path: { id } }),
    staleTime: 0,
    refetchInterval: 5_000,
  })
  return <Loaded query={channel}>{(data) => <ChannelRecord channel={data} />}</Loaded>
}

function ChannelRecord({ channel }: { channel: Channel }) {
  const [testId, setTestId] = useState<string | null>(null)
  const rules = useQuery(rulesQuery)
  const naming = rules.data?.filter((rule) => rule.channel_ids.includes(channel.id)) ?? []
  const { health } = channel
  return (
    <RecordPage
      title={channel.name}
      id={channel.id}
      badge={<ChannelBadge channel={channel} />}
      back={{ to: path, label: t.back }}
      actions={<ChannelActions channel={channel} onTested={setTestId} />}
    >
      {health.state === 'off' ? (
        <Notice tone="amber" title={w.off}>
          {channel.disabled_reason}
        </Notice>
      ) : null}
      {health.state === 'incomplete' ? (
        <Notice tone="amber" title={w.incomplete}>
          {w.incompleteHint}
        </Notice>
      ) : null}
      {channel.unconfirmed_recipients.length > 0 ? <Unconfirmed channel={channel} /> : null}
      {health.state === 'failing' ? (
        <Notice tone="red" title={w.failing}>
          {health.last_error}
        </Notice>
      ) : null}
      {testId ? <TestDelivery id={testId} /> : null}
      <Facts
        title={w.facts}
        items={[
          [t.channels.type, labelOf('notification_channel.type', channel.type)],
          [t.channels.place, placeOf(channel)],
          [
            t.channelForm.severities,
            (channel.config.severity_filter ?? [])
              .map((severity) => labelOf('notification_rule.severity', severity))
              .join(', '),
          ],
          [w.last24, w.counts(health.delivered, health.retrying, health.failed)],
          [t.channels.lastDelivered, <Instant key="delivered" at={health.last_delivered_at} relative />],
          [w.lastFailure, <Instant key="failure" at={health.last_failure_at} relative />],
          [w.rules, naming.map((rule) => rule.name).join(', ')],
        ]}
      />
      <Section title={w.deliveries}>
        <DeliveryLog channelId={channel.id} />
      </Section>
    </RecordPage>
  )
}

function Unconfirmed({ channel }: { channel: Channel }) {
  const can = useCan()
  const resend = useAction({
    run: () => post('/api/notifications/channels/{id}/confirmations', { path: { id: channel.id } }),
    done: w.resent,
    changes: ['notification_channel'],
  })
  return (
    <Notice tone="amber" title={w.unconfirmed}>
      {w.unconfirmedHint(channel.unconfirmed_recipients.join(', '))}{' '}
      {can('resendChannelConfirmations') ? (
        <Button size="compact-sm" variant="subtle" loading={resend.isPending} onClick={() => resend.mutate()}>
          {w.resend}
        </Button>
      ) : null}
    </Notice>
  )
}

/** The delivery of the test just sent, followed to its end. */
function TestDelivery({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['webhook_delivery', id],
    queryFn: () => get('/api/v1/webhooks/deliveries/{id}', { path: { id } }),
    refetchInterval: ({ state: { data: seen } }) =>
      !seen || seen.status === 'pending' || seen.status === 'retrying' ? 1_000 : false,
  })
  return (
    <Notice tone={data?.status === 'dead' ? 'red' : 'info'} title={w.testDelivery}>
      <span role="status">
        {data ? <StateBadge of={deliveryStates} state={data.status} /> : null} {data?.lastError ?? ''}
      </span>{' '}
      <AppLink to={`${path}/deliveries/${id}`}>{w.follow}</AppLink>
    </Notice>
  )
}
