import { defineModule } from '../kernel/module.ts'
import { notificationDefault } from '../kernel/notification-default.ts'
import { scopeSentences } from '../kernel/scope-sentence.ts'
import * as channel from './channel.ts'
import * as deadLetterThreshold from './dead-letter-threshold.ts'
import { defaultThreshold, dlqThresholdExceeded } from './dead-letter-threshold.ts'
import * as defaultRule from './default-rule.ts'
import { startEngine } from './engine.ts'
import * as notification from './notification.ts'
import * as preference from './preference.ts'
import * as purge from './purge.ts'
import * as recipient from './recipient.ts'
import * as resendConfirmation from './resend-confirmation.ts'
import * as rule from './rule.ts'
import * as rulePreview from './rule-preview.ts'
import * as sendTest from './send-test.ts'

import * as transport from './transport.ts'

export const notifications = defineModule({
  name: 'notifications',
  title: 'Notifications',
  summary: 'The bell, channels, rules and what each person wants to hear of.',
  core: true,
  adminEffect: 'exports',
  parts: [
    notification,
    preference,
    channel,
    sendTest,
    recipient,
    resendConfirmation,
    rule,
    rulePreview,
    deadLetterThreshold,
    defaultRule,
    purge,
    transport,
    notificationDefault({
      key: 'dead_letters',
      name: 'Dead letters',
      event: dlqThresholdExceeded,
      severity: 'high',
      roles: ['account_owner', 'admin'],
      filters: { threshold: defaultThreshold },
    }),
    scopeSentences({
      'notifications:read': 'Read notification channels and rules, and preview rules.',
      'notifications:write':
        'Create, update and delete notification channels and rules, send test messages to any channel, and resend confirmations to recipients.',
    }),
  ],
  start: startEngine,
})
