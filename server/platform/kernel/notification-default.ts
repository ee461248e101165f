import type { Filters } from '../notifications/rule-decision.ts'
import type { EventType } from './event-type.ts'
import type { Extension } from './operation.ts'
import type { Severity } from './severity.ts'

/** A rule that every workspace is given once, existing ones too. The module that emits the event declares it. */
export interface NotificationDefault extends Extension {
  kind: 'notification_default'
  /** Unique and for good: by it a workspace knows that it was given the rule, and does not get it back once deleted. */
  key: string
  name: string
  event: EventType
  severity: Severity
  /** Whom it tells in the console; what is mailed as well each member decides. */
  roles: readonly string[]
  filters?: Filters
  cooldownMinutes?: number
  digest?: 'none' | 'hourly' | 'daily'
}

export const notificationDefault = (rule: Omit<NotificationDefault, 'kind'>): NotificationDefault => ({
  kind: 'notification_default',
  ...rule,
})
