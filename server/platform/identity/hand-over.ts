import { sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { conflict, roleMissing } from '../kernel/problem.ts'
import { enqueueMail, inOneLine } from '../mail/mail.ts'
import { Member, memberStates } from './member.ts'
import { isVerifiedWorkspace } from './verified-workspace.ts'

export const handOverOwnership = operation({
  id: 'handOverOwnership',
  method: 'POST',
  path: '/api/v1/admin/members/:id/hand-over',
  summary: 'Transfer the ownership of the workspace',
  description:
    'Makes another member the account owner. A workspace has exactly one account owner. Only the owner can transfer it, after confirming their identity, and stays an admin.',
  access: 'session',
  roles: [],
  // An admin who chooses the identity provider could sign in as the owner by it.
  stepUp: 'account',
  on: Member,
  move: memberStates.handOver,
  audits: 'ownership.handed_over',
  response: Member.schema,
  async handle({ tx, record, principal, move }) {
    if (!principal.roles.includes('account_owner'))
      throw roleMissing('Only the account owner hands the workspace over')
    if (record.userId === principal.userId) throw conflict('You are the account owner already')
    // First from the one, then to the other: there is never a moment with two.
    const given = await tx.run(sql`
      update members
         set roles = array_append(array_remove(array_remove(roles, 'account_owner'), 'admin'), 'admin')
       where user_id = ${principal.userId} and status = 'active' and 'account_owner' = any(roles)`)
    if (given === 0) throw conflict('You are not the account owner any more')
    await move.make({ roles: [...record.roles, 'account_owner'] })
    const workspace = inOneLine(principal.workspace.name)
    const isKnown = await isVerifiedWorkspace(tx, principal.workspace.uuid)
    await enqueueMail(tx, {
      recipient: record.email,
      subject: `You are now the owner of ${isKnown ? workspace : 'a workspace'} on Apron`,
      body: `${inOneLine(principal.displayName)} has handed the workspace "${workspace}" over to you.\n`,
    })
    await enqueueMail(tx, {
      recipient: principal.email,
      subject: `You have handed ${workspace} over`,
      body: `The workspace "${workspace}" on Apron now belongs to ${inOneLine(record.displayName)} (${record.email}). You stay an admin of it.\n\nIf it was not you, contact the operator of this installation immediately.\n`,
    })
    return Member.get(tx, record.id)
  },
})
