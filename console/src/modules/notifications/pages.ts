import type { Page, PublicPage } from '#shell/page.ts'
import { IconBell } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'open/$id', title: 'Notifications', load: () => import('./Open.tsx') },
  { path: 'notifications', title: 'Notifications', operation: 'listNotifications', load: () => import('./NotificationList.tsx') },
  { path: 'settings/notifications', title: 'Notifications', group: 'settings', order: 90, icon: IconBell, operation: 'listNotificationChannels', load: () => import('./NotificationSettings.tsx') },
  { path: 'settings/notifications/channels/$id', title: 'Notifications', operation: 'getNotificationChannel', load: () => import('./ChannelPage.tsx') },
  { path: 'account/notifications', title: 'Notifications', group: 'account', order: 50, icon: IconBell, operation: 'getNotificationPreferences', load: () => import('./Mine.tsx') },
]
export default pages

export const publicPages: PublicPage[] = [
  { path: '/confirm-recipient/$token', load: () => import('./ConfirmRecipient.tsx') },
]
