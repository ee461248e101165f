import { defineModule } from '../operation.ts'
import { createChannel, deleteChannel, getChannel, listChannels, updateChannel } from './channel.ts'
import { listNotifications, readNotifications } from './notification.ts'
import { getNotificationPreferences, updateNotificationPreferences } from './preference.ts'
import { purgeWork } from './purge.ts'
import { testChannel } from './test-channel.ts'

export const notifications = defineModule({
  name: 'notifications',
  title: 'Notifications',
  core: true,
  operations: [
    listNotifications,
    readNotifications,
    getNotificationPreferences,
    updateNotificationPreferences,
    listChannels,
    createChannel,
    getChannel,
    updateChannel,
    deleteChannel,
    testChannel,
  ],
  periodic: [purgeWork],
})
