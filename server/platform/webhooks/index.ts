import { exampleValues } from '../kernel/example-values.ts'
import { defineModule } from '../kernel/module.ts'
import { notificationDefault } from '../kernel/notification-default.ts'
import { retainedRows } from '../kernel/retained.ts'
import { scopeSentences } from '../kernel/scope-sentence.ts'
import type { DeliveryTransports } from './attempt.ts'
import * as catalog from './catalog.ts'
import * as clockGuard from './clock-guard.ts'
import * as deadLetter from './dead-letter.ts'
import * as delivery from './delivery.ts'
import * as disableEndpoint from './disable-endpoint.ts'
import { channelDisabled, endpointDisabled } from './disable-endpoint.ts'
import { startDispatcher } from './dispatcher.ts'
import * as endpoint from './endpoint.ts'
import * as endpointSecret from './endpoint-secret.ts'
import { guardOf } from './endpoint-url.ts'
import * as gradedPing from './graded-ping.ts'
import * as leftEndpoints from './left-endpoints.ts'
import * as ping from './ping.ts'
import * as rotation from './rotation.ts'
import * as sample from './sample.ts'
import { createSender } from './send.ts'
import * as writeEndpoint from './write-endpoint.ts'

export const webhooks = defineModule({
  name: 'webhooks',
  title: 'Webhooks',
  summary: 'Endpoints that receive signed events, their deliveries and dead letters.',
  core: true,
  adminEffect: 'exports',
  parts: [
    catalog,
    endpoint,
    endpointSecret,
    writeEndpoint,
    rotation,
    ping,
    sample,
    gradedPing,
    delivery,
    deadLetter,
    clockGuard,
    disableEndpoint,
    leftEndpoints,
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
    notificationDefault({
      key: 'webhook_endpoint_disabled',
      name: 'Webhook endpoints turned off',
      event: endpointDisabled,
      severity: 'high',
      roles: ['account_owner', 'admin'],
    }),
    notificationDefault({
      key: 'notification_channel_disabled',
      name: 'Notification channels turned off',
      event: channelDisabled,
      severity: 'high',
      roles: ['account_owner', 'admin'],
    }),
    exampleValues({
      name: 'Accounting',
      description: 'Invoices approved flights.',
      events: ['flight.approved'],
      eventType: 'flight.approved',
      type: 'flight.approved',
    }),
    scopeSentences({
      'webhooks:read': 'Read webhook endpoints, event types, and deliveries with what they carry.',
      'webhooks:write':
        'Create, update and delete webhook endpoints, rotate their secrets, send test events, and resend deliveries.',
    }),
  ],
  start(services) {
    const sender = createSender({ guard: guardOf(services), timeoutMs: 10_000 })
    const grading = gradedPing.startGrading(services, sender)
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
