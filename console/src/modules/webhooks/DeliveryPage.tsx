import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { DeliveryAttempt, DeliveryDetail } from '#api/types.ts'
import { ActionButton } from '#ui/ActionButton.tsx'
import { CopyId } from '#ui/CopyId.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { answerOf, placePath } from './deliveryColumns.tsx'
import { deliveryStates } from './kind.ts'
import { t } from './strings.ts'
import classes from './webhooks.module.css'

const w = t.delivery

export default function DeliveryPage() {
  const id = useParam('deliveryId')
  const delivery = useQuery({
    queryKey: ['webhook_delivery', id],
    queryFn: () => get('/api/v1/webhooks/deliveries/{id}', { path: { id } }),
    refetchInterval: ({ state: { data } }) =>
      data?.status === 'pending' || data?.status === 'retrying' ? 2000 : false,
  })
  return <Loaded query={delivery}>{(data) => <Delivery delivery={data} />}</Loaded>
}

function Delivery({ delivery }: { delivery: DeliveryDetail }) {
  const can = useCan()
  const resend = useAction({
    run: () => post('/api/v1/webhooks/deliveries/{id}/resend', { path: { id: delivery.id } }),
    done: w.resent,
    changes: ['webhook_delivery', 'webhook_endpoint'],
  })
  const isUnderWay = delivery.status === 'pending'
  return (
    <RecordPage
      title={delivery.eventType}
      id={delivery.id}
      badge={<StateBadge of={deliveryStates} state={delivery.status} />}
      hasTimeline={false}
      back={{ to: placePath(delivery), label: delivery.kind === 'endpoint' ? w.back : delivery.endpointName }}
      actions={
        can('resendDelivery') ? (
          <ActionButton
            variant="default"
            reason={isUnderWay ? w.resendingReason : null}
            loading={resend.isPending}
            onClick={() => resend.mutate()}
          >
            {w.resend}
          </ActionButton>
        ) : null
      }
    >
      <Facts
        items={[
          [w.attempts, delivery.attempts],
          [w.answer, answerOf(delivery)],
          [w.created, <Instant key="created" at={delivery.createdAt} isExact />],
          [w.delivered, <Instant key="delivered" at={delivery.deliveredAt} isExact />],
          [w.next, <Instant key="next" at={delivery.nextAttemptAt} relative />],
          [w.uuid, <CopyId key="uuid" id={delivery.uuid} label={w.uuid} />],
          [
            w.eventId,
            delivery.eventId ? (
              <CopyId key="event" id={delivery.eventId} label={w.eventId.toLowerCase()} />
            ) : null,
          ],
        ]}
      />
      <Section title={w.body}>
        <pre className={classes.code} tabIndex={0}>
          {readable(delivery.body)}
        </pre>
      </Section>
      <Section title={w.attempts}>
        {delivery.attemptLog.toReversed().map((attempt, at) => (
          <Attempt key={attempt.number} attempt={attempt} isOpen={at === 0} />
        ))}
      </Section>
    </RecordPage>
  )
}

function Attempt({ attempt, isOpen }: { attempt: DeliveryAttempt; isOpen: boolean }) {
  const isGood = attempt.status !== null && attempt.status >= 200 && attempt.status < 300
  return (
    <details className={classes.attempt} open={isOpen}>
      <summary>
        <strong>{w.attempt(attempt.number)}</strong>
        <StatusBadge tone={isGood ? 'green' : 'amber'}>
          {attempt.status === null ? w.noAnswer : String(attempt.status)}
        </StatusBadge>
        <span className="dim">
          <Instant at={attempt.at} isExact />
          {attempt.durationMs === null ? '' : ` · ${attempt.durationMs} ms`}
        </span>
        {attempt.error ? <span>{attempt.error}</span> : null}
      </summary>
      <div>
        <div>
          <h3>{w.request}</h3>
          <pre
            className={classes.code}
            tabIndex={0}
          >{`${/^https?:/.test(attempt.requestUrl) ? 'POST ' : ''}${attempt.requestUrl}\n${headerLines(attempt.requestHeaders)}`}</pre>
        </div>
        <div>
          <h3>{w.response}</h3>
          <pre className={classes.code} tabIndex={0}>
            {attempt.status === null
              ? (attempt.error ?? w.noAnswer)
              : `${/^https?:/.test(attempt.requestUrl) ? 'HTTP ' : ''}${attempt.status}\n${headerLines(attempt.responseHeaders ?? {})}\n\n${attempt.responseBody || `(${w.bodyEmpty})`}`}
          </pre>
        </div>
      </div>
    </details>
  )
}

const headerLines = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

/** Indented if it is JSON, otherwise unchanged. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
