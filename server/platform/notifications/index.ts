import { notificationDefault } from '../kernel/notification-default.ts'
import { defineModule } from '../kernel/operation.ts'
import { createChannel, deleteChannel, getChannel, listChannels, updateChannel } from './channel.ts'
import { checkDeadLetters, defaultThreshold, dlqThresholdExceeded } from './dead-letter-threshold.ts'
import { giveDefaults } from './default-rule.ts'
import { startEngine } from './engine.ts'
import { listNotifications, readNotifications } from './notification.ts'
import { getNotificationPreferences, updateNotificationPreferences } from './preference.ts'
import { purgeWork } from './purge.ts'
import { deleteRule, getRule, listRules, putRule, updateRule } from './rule.ts'
import { previewRule } from './rule-preview.ts'
import { testChannel } from './send-test.ts'

import { channelTransports } from './transport.ts'

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
    listRules,
    putRule,
    previewRule,
    getRule,
    updateRule,
    deleteRule,
  ],
  events: [dlqThresholdExceeded],
  extensions: [
    channelTransports,
    notificationDefault({
      key: 'dead_letters',
      name: 'Dead letters',
      event: dlqThresholdExceeded,
      severity: 'high',
      roles: ['account_owner', 'admin'],
      filters: { threshold: defaultThreshold },
    }),
  ],
  periodic: [purgeWork, giveDefaults, checkDeadLetters],
  start: startEngine,
})
