import { defineModule } from '../operation.ts'
import { listNotifications, readAllNotifications, readNotification } from './notification.ts'
import { getNotificationPreferences, updateNotificationPreferences } from './preference.ts'
import { purgeWork } from './purge.ts'

export const notifications = defineModule({
  name: 'notifications',
  title: 'Notifications',
  core: true,
  operations: [
    listNotifications,
    readAllNotifications,
    readNotification,
    getNotificationPreferences,
    updateNotificationPreferences,
  ],
  periodic: [purgeWork],
})
