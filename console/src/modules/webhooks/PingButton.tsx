import { Button } from '@mantine/core'
import { post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Endpoint } from '#api/types.ts'
import { IconSend } from '#ui/icons.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.endpoint

/** Sends a test event to an endpoint. In a list row it is a short button. */
export function PingButton({ endpoint, isInRow = false }: { endpoint: Endpoint; isInRow?: boolean }) {
  const can = useCan()
  const ping = useAction({
    run: () => post('/api/v1/webhooks/endpoints/{id}/ping', { path: { id: endpoint.id } }),
    done: w.pinged,
    changes: ['webhook_endpoint', 'webhook_delivery'],
  })
  if (!can('pingEndpoint')) return null
  return isInRow ? (
    <Button
      variant="subtle"
      aria-label={w.pingOf(endpoint.url)}
      loading={ping.isPending}
      onClick={() => ping.mutate()}
    >
      {w.pingShort}
    </Button>
  ) : (
    <Button
      variant="default"
      leftSection={<IconSend size={15} aria-hidden />}
      loading={ping.isPending}
      onClick={() => ping.mutate()}
    >
      {w.ping}
    </Button>
  )
}
