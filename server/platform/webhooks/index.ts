import { defineModule } from '../operation.ts'
import { listEventTypes, webhookTest } from './catalogue.ts'
import { listDeadLetters, resendDeadLetters } from './dead-letter.ts'
import { getDelivery, listEndpointDeliveries, resendDelivery } from './delivery.ts'
import { startDispatcher } from './dispatcher.ts'
import {
  createEndpoint,
  deleteEndpoint,
  getEndpoint,
  guardOf,
  listEndpoints,
  updateEndpoint,
} from './endpoint.ts'
import { getGrade, gradeEndpoint, startGrading } from './graded-ping.ts'
import { pingEndpoint } from './ping.ts'
import { rotateEndpointSecret } from './rotation.ts'
import { createSender } from './send.ts'

export { AddressRefused, createAddressGuard } from './address-guard.ts'

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
    getDelivery,
    resendDelivery,
    listDeadLetters,
    resendDeadLetters,
  ],
  events: [webhookTest],
  start(services) {
    const sender = createSender({ guard: guardOf(services), timeoutMs: 10_000 })
    const grading = startGrading(services, sender)
    const dispatcher = startDispatcher({ ...services, sender })
    services.onWake('events', dispatcher.wake)
    services.onWake('webhooks', dispatcher.wake)
    services.onWake('webhook_endpoints', dispatcher.refresh)
    return {
      async stop() {
        await Promise.all([grading.stop(), dispatcher.stop()])
      },
    }
  },
})
