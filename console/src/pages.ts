import type { ComponentType } from 'react'
import {
  type Icon, IconBuilding, IconHome, IconListSearch, IconMail, IconPlugConnected, IconUserCog,
} from '#ui/icons.ts'
import { s } from './strings.ts'

export type Group = 'today' | 'operations' | 'people' | 'settings' | 'system'

/**
 * A page of a workspace. Routing, the sidebar, the palette and the `g` keys all
 * read this declaration: a new page is one file and one line below.
 */
export type Page = {
  /** Below `/app/<workspace>/`; `$id` is a part of the address. */
  path: string
  title: string
  load: () => Promise<{ default: ComponentType }>
  /** In the sidebar, when it has a group. */
  group?: Group
  icon?: Icon
  /** Stands under another page of the sidebar. */
  under?: string
  /** The operation that the page cannot do without: who may not call it does not see the page. */
  operation?: string
  /** For the owner of the installation alone. */
  ownerOnly?: boolean
  /** `g` and then this letter goes there. */
  key?: string
  /** In the palette under Actions. */
  action?: boolean
}

const n = s.nav

const hub = 'settings/integrations'

export const pages: Page[] = [
  { path: '', title: n.today, group: 'today', icon: IconHome, key: 't', load: () => import('#modules/today/Today.tsx') },

  { path: 'settings/organisation', title: n.organisation, group: 'settings', icon: IconBuilding, operation: 'getWorkspace', key: 'o', load: () => import('#modules/workspace/Organisation.tsx') },
  { path: 'settings/members', title: n.members, group: 'settings', icon: IconUserCog, operation: 'listMembers', key: 'm', load: () => import('#modules/workspace/Members.tsx') },
  { path: hub, title: n.integrations, group: 'settings', icon: IconPlugConnected, operation: 'listApiKeys', load: () => import('#modules/access/Hub.tsx') },
  { path: `${hub}/api-keys`, title: n.apiKeys, group: 'settings', under: hub, operation: 'listApiKeys', key: 'k', load: () => import('#modules/access/KeyList.tsx') },
  { path: `${hub}/api-keys/$id`, title: n.apiKeys, operation: 'getApiKey', load: () => import('#modules/access/KeyPage.tsx') },
  { path: `${hub}/webhooks`, title: n.webhooks, group: 'settings', under: hub, operation: 'listEndpoints', key: 'w', load: () => import('#modules/webhooks/EndpointList.tsx') },
  { path: `${hub}/webhooks/$id`, title: n.webhooks, operation: 'getEndpoint', load: () => import('#modules/webhooks/EndpointPage.tsx') },
  { path: `${hub}/webhooks/$id/deliveries/$deliveryId`, title: n.webhooks, operation: 'getDelivery', load: () => import('#modules/webhooks/DeliveryPage.tsx') },
  { path: `${hub}/refusals`, title: n.refusal, operation: 'getRequestDecision', load: () => import('#modules/access/RequestDecision.tsx') },
  { path: 'settings/audit-log', title: n.auditLog, group: 'settings', icon: IconListSearch, operation: 'listAuditLog', key: 'l', load: () => import('#modules/audit/AuditLog.tsx') },
  { path: 'system/mails', title: n.mails, group: 'system', icon: IconMail, ownerOnly: true, load: () => import('#modules/system/Mails.tsx') },
]
