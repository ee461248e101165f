import type { Page } from '#shell/page.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'settings/integrations/webhooks', title: 'Webhooks', group: 'settings', order: 70, under: 'settings/integrations', operation: 'listEndpoints', key: 'w', aliases: ['settings/webhooks'], load: () => import('./EndpointList.tsx') },
  { path: 'settings/integrations/webhooks/$id', title: 'Webhooks', operation: 'getEndpoint', load: () => import('./EndpointPage.tsx') },
  { path: 'settings/integrations/webhooks/$id/deliveries/$deliveryId', title: 'Webhooks', operation: 'getDelivery', load: () => import('./DeliveryPage.tsx') },
  { path: 'settings/notifications/deliveries/$deliveryId', title: 'Notifications', operation: 'getDelivery', load: () => import('./DeliveryPage.tsx') },
]
export default pages
