import type { Filters } from '../notifications/rule-decision.ts'
import type { EventType } from './event-type.ts'
import type { Extension } from './module.ts'
import type { Severity } from './severity.ts'

/** A rule that every workspace gets once, existing ones included. The module that emits the event declares it. */
export interface NotificationDefault extends Extension {
  kind: 'notification_default'
  /** Unique, and never changed: it records that a workspace got the rule, so a deleted rule does not come back. */
  key: string
  name: string
  event: EventType
  severity: Severity
  /** Who sees it in the console. Each member decides what is also mailed. */
  roles: readonly string[]
  /** Whether the person whom the event concerns sees it. The type of the event names them. */
  isForPerson?: boolean
  filters?: Filters
  cooldownMinutes?: number
  digest?: 'none' | 'hourly' | 'daily'
}

export const notificationDefault = (rule: Omit<NotificationDefault, 'kind'>): NotificationDefault => ({
  kind: 'notification_default',
  ...rule,
})
