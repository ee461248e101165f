import { defineModule } from '../kernel/operation.ts'
import { retainedRows } from '../kernel/retained.ts'
import type { DeliveryTransports } from './attempt.ts'
import { listEventTypes, webhookTest } from './catalogue.ts'
import { listDeadLetters, resendDeadLetters } from './dead-letter.ts'
import { getDelivery, listDeliveries, listEndpointDeliveries, resendDelivery } from './delivery.ts'
import { startDispatcher } from './dispatcher.ts'
import {
  createEndpoint,
  deleteEndpoint,
  endpointLimit,
  getEndpoint,
  guardOf,
  listEndpoints,
  updateEndpoint,
} from './endpoint.ts'
import { getGrade, gradeEndpoint, startGrading } from './graded-ping.ts'
import { leftEndpoints } from './left-endpoints.ts'
import { pingEndpoint } from './ping.ts'
import { rotateEndpointSecret } from './rotation.ts'
import { createSender } from './send.ts'

export const webhooks = defineModule({
  name: 'webhooks',
  title: 'Webhooks',
  core: true,
  operations: [
    listEventTypes,
    listEndpoints,
    createEndpoint,
    getEndpoint,
    updateEndpoint,
    deleteEndpoint,
    rotateEndpointSecret,
    pingEndpoint,
    gradeEndpoint,
    getGrade,
    listEndpointDeliveries,
    listDeliveries,
    getDelivery,
    resendDelivery,
    listDeadLetters,
    resendDeadLetters,
  ],
  events: [webhookTest],
  extensions: [
    endpointLimit,
    ...leftEndpoints,
    // A delivery that is not yet delivered, dead or cancelled stays, however old: it is still to be sent.
    retainedRows({
      log: 'run_logs',
      name: 'webhook_deliveries',
      title: 'Webhook deliveries and their attempts',
      table: 'webhook_deliveries',
      at: 'greatest(t.created_at, t.delivered_at, t.died_at)',
      where: "t.status in ('delivered', 'dead', 'cancelled')",
    }),
    retainedRows({
      log: 'run_logs',
      name: 'graded_pings',
      title: 'Reports of graded pings',
      table: 'webhook_grades',
      at: 't.finished_at',
      where: "t.status = 'done'",
    }),
  ],
  start(services) {
    const sender = createSender({ guard: guardOf(services), timeoutMs: 10_000 })
    const grading = startGrading(services, sender)
    const channels = services
      .extensions<DeliveryTransports>('delivery_transports')
      .map((extension) => extension.create(services, sender))
    const transports = Object.assign({}, ...channels.map((channel) => channel.transports))
    const dispatcher = startDispatcher({ ...services, sender, transports })
    services.onWake('events', dispatcher.wake)
    services.onWake('webhooks', dispatcher.wake)
    services.onWake('webhook_endpoints', dispatcher.refresh)
    return {
      async stop() {
        await Promise.all([grading.stop(), dispatcher.stop()])
        for (const channel of channels) channel.close()
      },
    }
  },
})
