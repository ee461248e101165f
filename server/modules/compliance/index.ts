import { defineModule } from '#platform/kernel/module.ts'
import { notificationDefault } from '#platform/kernel/notification-default.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as asFlown from './as-flown.ts'
import * as eligibility from './eligibility.ts'
import * as eligibilityCheck from './eligibility-check.ts'
import * as eligibilityPolicy from './eligibility-policy.ts'
import * as evidence from './evidence.ts'
import * as examples from './examples.ts'
import * as history from './history.ts'
import * as listRecords from './list-records.ts'
import * as minimum from './minimum.ts'
import * as notice from './notice.ts'
import * as personStanding from './person-standing.ts'
import { complianceUpdated } from './record.ts'
import * as recordImport from './record-import.ts'
import * as rehearse from './rehearse.ts'
import * as remind from './remind.ts'
import * as requirement from './requirement.ts'
import * as wall from './wall.ts'
import * as writeRecord from './write-record.ts'

export { type Asked, eligibilityOf } from './eligibility.ts'
export { Eligibility, RuleVerdict } from './eligibility-form.ts'
export { countingOf } from './eligibility-policy.ts'
export { requireVisible } from './eligible-reader.ts'
export { keepEndorsement, withdrawEndorsement } from './keep-endorsement.ts'
export { recordFilters, recordSorts } from './list-records.ts'
export { PublicComplianceRecord } from './record.ts'
export { validityOf } from './validity.ts'
export { complianceReaders } from './visibility.ts'

// Notifies once for each crossing, not for each change of a record that has already expired.
const begins = (status: string) => ({
  where: [
    { field: 'status', op: 'eq' as const, value: status },
    { field: 'statusBefore', op: 'ne' as const, value: status },
  ],
})

export const compliance = defineModule({
  name: 'compliance',
  title: 'Compliance',
  summary: 'What people hold and must hold, and until when it is good.',
  parts: [
    listRecords,
    writeRecord,
    history,
    evidence,
    personStanding,
    requirement,
    eligibility,
    eligibilityCheck,
    wall,
    minimum,
    rehearse,
    eligibilityPolicy,
    notice,
    remind,
    recordImport,
    asFlown,
    notificationDefault({
      key: 'compliance_expired',
      name: 'Compliance expired',
      event: complianceUpdated,
      severity: 'high',
      roles: ['account_owner', 'admin', 'chief_pilot', 'director_of_operations'],
      filters: begins('expired'),
    }),
    notificationDefault({
      key: 'compliance_expiring',
      name: 'Compliance expiring',
      event: complianceUpdated,
      severity: 'medium',
      roles: ['account_owner', 'admin', 'chief_pilot', 'director_of_operations'],
      filters: begins('expiring'),
      digest: 'daily',
    }),
    examples,
    scopeSentences({
      'compliance:read':
        'Read compliance records with their history and evidence, the requirements, who meets them, and who is eligible to fly what.',
      'compliance:write':
        'Create, update, renew and withdraw compliance records, attach evidence, create, update and retire requirements and minimums, and update the eligibility policy.',
    }),
  ],
})
