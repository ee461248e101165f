import { attachments } from '#platform/files/attachments.ts'
import { roleMissing } from '#platform/kernel/problem.ts'
import { manages } from '../report/sight.ts'
import { Cpa, cpaStates, ownerUserId } from './cpa.ts'

/** The evidence that an action was carried out. */
export const cpaFiles = attachments({
  of: Cpa,
  path: '/api/v1/sms/cpas/:id/files',
  table: 'safety_cpa_files',
  column: 'cpa_id',
  attach: {
    id: 'attachCpaFile',
    summary: 'Attach evidence to an action',
    scope: 'safety:write',
    roles: 'staff',
    move: cpaStates.attach,
    audits: 'cpa.evidence_attached',
    stability: 'beta',
    async may({ tx, record, principal }) {
      const userId = principal.kind === 'user' ? principal.userId : null
      const isOwner = userId !== null && userId === (await ownerUserId(tx, record))
      if (!isOwner && !manages(principal))
        throw roleMissing('The owner of an action, a safety manager or an admin attaches evidence')
    },
  },
  download: {
    id: 'getCpaFile',
    summary: 'Download evidence of an action',
    scope: 'safety:read',
    roles: 'staff',
    stability: 'beta',
  },
})
