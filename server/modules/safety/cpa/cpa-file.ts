import { attachments } from '#platform/files/attachments.ts'
import { roleMissing } from '#platform/kernel/problem.ts'
import { manages } from '../report/visibility.ts'
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
    description:
      'The owner, a safety manager or an admin adds a file. An action needs evidence before it can be implemented.',
    scope: 'safety:write',
    roles: 'staff',
    move: cpaStates.attach,
    audits: 'cpa.evidence_attached',
    stability: 'beta',
    async may({ tx, record, principal }) {
      const userId = principal.kind === 'user' ? principal.userId : null
      const isOwner = userId !== null && userId === (await ownerUserId(tx, record))
      if (!isOwner && !manages(principal))
        throw roleMissing('Only the owner of the action, a safety manager or an admin can attach evidence')
    },
  },
  download: {
    id: 'getCpaFile',
    summary: 'Get evidence of an action',
    description: 'Downloads the file. Everyone who sees the action can read its evidence.',
    scope: 'safety:read',
    roles: 'staff',
    stability: 'beta',
  },
})
