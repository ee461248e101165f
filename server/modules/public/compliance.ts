import {
  complianceReaders,
  PublicComplianceRecord,
  recordFilters,
  recordSorts,
} from '#modules/compliance/index.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'

export const publicCompliance = operation({
  id: 'publicCompliance',
  method: 'GET',
  path: '/api/v1/public/compliance',
  summary: 'List compliance records',
  description: 'What people hold and until when it is good, for other programs.',
  scope: 'public.compliance:read',
  roles: complianceReaders,
  stability: 'beta',
  response: PublicComplianceRecord.schema,
  list: list({
    of: PublicComplianceRecord,
    defaultSort: 'expiresOn',
    where: 't.withdrawn_at is null',
    sorts: recordSorts,
    filters: recordFilters,
    // A day passes, and a status is another.
    volatile: true,
  }),
})
