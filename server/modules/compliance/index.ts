import { notificationDefault } from '#platform/kernel/notification-default.ts'
import { defineModule } from '#platform/kernel/operation.ts'
import { complianceEvidence } from './evidence.ts'
import { listComplianceHistory } from './history.ts'
import { getComplianceRecord, listComplianceRecords } from './list-records.ts'
import { noticeCompliance } from './notice.ts'
import { listCompliancePeople } from './person-standing.ts'
import { complianceUpdated } from './record.ts'
import { recordImport } from './record-import.ts'
import {
  createComplianceRequirement,
  getComplianceRequirement,
  listComplianceRequirements,
  updateComplianceRequirement,
} from './requirement.ts'
import { createComplianceRecord, updateComplianceRecord, withdrawComplianceRecord } from './write-record.ts'

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
  operations: [
    listComplianceRecords,
    createComplianceRecord,
    getComplianceRecord,
    updateComplianceRecord,
    withdrawComplianceRecord,
    listComplianceHistory,
    complianceEvidence.attach,
    complianceEvidence.download,
    listCompliancePeople,
    listComplianceRequirements,
    createComplianceRequirement,
    getComplianceRequirement,
    updateComplianceRequirement,
  ],
  periodic: [noticeCompliance],
  extensions: [
    recordImport,
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
  ],
})
