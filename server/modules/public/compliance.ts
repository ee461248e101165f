import {
  complianceReaders,
  PublicComplianceRecord,
  recordFilters,
  recordSorts,
} from '#modules/compliance/index.ts'
import { operation } from '#platform/kernel/operation.ts'
import { publicList, refersToChanged } from './public-list.ts'

export const publicCompliance = operation({
  id: 'publicCompliance',
  method: 'GET',
  path: '/api/v1/public/compliance',
  summary: 'List compliance records',
  description: 'What people hold and when it expires, for other programs.',
  scope: 'public.compliance:read',
  roles: complianceReaders,
  stability: 'beta',
  response: PublicComplianceRecord.schema,
  list: publicList({
    of: PublicComplianceRecord,
    alsoChanged: (since) => [
      refersToChanged('crew_id', 'crew', since),
      // Its status changed with a date that has passed.
      `(case when t.expires_on < now() then t.expires_on + 1
             when t.expires_on - t.warning_days < now() then t.expires_on - t.warning_days end) >= ${since}`,
    ],
    defaultSort: 'expiresOn',
    where: 't.withdrawn_at is null',
    sorts: recordSorts,
    filters: recordFilters,
    // A day passes, and a status is another.
    volatile: true,
  }),
})
