import { Button } from '@mantine/core'
import { post } from '#api/client.ts'
import { allows } from '#api/move.ts'
import { useCan } from '#api/session.ts'
import type { Endpoint } from '#api/types.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.endpoint

/** Sends a test event to an endpoint. */
export const usePing = (id: string) =>
  useAction({
    run: () => post('/api/v1/webhooks/endpoints/{id}/ping', { path: { id } }),
    done: w.pinged,
    changes: ['webhook_endpoint', 'webhook_delivery'],
  })

/** The short button in a list row. */
export function PingButton({ endpoint }: { endpoint: Endpoint }) {
  const can = useCan()
  const ping = usePing(endpoint.id)
  if (!can('pingEndpoint') || !allows('webhook_endpoint', 'ping', endpoint)) return null
  return (
    <Button
      variant="subtle"
      aria-label={w.pingOf(endpoint.url)}
      loading={ping.isPending}
      onClick={() => ping.mutate()}
    >
      {w.pingShort}
    </Button>
  )
}
