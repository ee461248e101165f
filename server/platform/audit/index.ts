import { defineModule } from '../kernel/module.ts'
import { notificationDefault } from '../kernel/notification-default.ts'
import { scopeSentences } from '../kernel/scope-sentence.ts'
import * as anchor from './anchor.ts'
import * as auditLog from './audit.ts'
import * as auditKey from './audit-key.ts'
import * as closeSegment from './close-segment.ts'
import * as exportLog from './export.ts'
import * as segment from './segment.ts'
import * as segmentEvent from './segment-event.ts'

export const audit = defineModule({
  name: 'audit',
  title: 'Audit log',
  summary: 'Who changed what, the live feed, and exports that can be proved.',
  core: true,
  adminEffect: 'exports',
  parts: [
    auditLog,
    exportLog,
    segment,
    segmentEvent,
    anchor,
    auditKey,
    closeSegment,
    notificationDefault({
      key: 'audit_log_damaged',
      name: 'Audit log changed behind the server',
      event: segmentEvent.auditLogDamaged,
      severity: 'critical',
      roles: ['account_owner', 'admin', 'auditor'],
    }),
    scopeSentences({
      'audit:read': 'Read the audit log and its signed segments.',
    }),
  ],
})
