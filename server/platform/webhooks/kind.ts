import { labeled } from '../kernel/schema.ts'

/** What deliveries go to: a webhook endpoint, or one of the kinds of notification channel. */
export const channelTypes = labeled(['email', 'slack', 'webhook', 'in_app'], { in_app: 'In the console' })
export const kinds = labeled(['endpoint', ...channelTypes], { in_app: 'In the console' })

export type ChannelType = (typeof channelTypes)[number]
export type Kind = (typeof kinds)[number]

/** The address settings of a channel. Its type decides the fields. */
export interface ChannelConfig {
  recipients?: string[]
  severity_filter?: string[]
  workspace?: string
  channel?: string
  url?: string
  roles?: string[]
  member_ids?: string[]
  person_concerned?: boolean
}
