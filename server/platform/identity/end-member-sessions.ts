import { sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { Member, memberStates } from './member.ts'

export const endMemberSessions = operation({
  id: 'endMemberSessions',
  method: 'DELETE',
  path: '/api/v1/admin/members/:id/sessions',
  summary: 'End the sessions of a member',
  description:
    'Signs the member out of this workspace everywhere, such as after a lost device. They stay a member and can sign in again. Your own session stays.',
  access: 'session',
  roles: [],
  // A stolen session must be stoppable at once.
  effect: 'none',
  on: Member,
  move: memberStates.signOut,
  audits: 'member.sessions_ended',
  async handle({ tx, record, principal, emit, move }) {
    await move.make()
    const ended = await tx.run(sql`
      update sessions set ended_at = now()
       where user_id = ${record.userId} and ended_at is null and id <> ${principal.sessionId}`)
    emit({
      type: 'member.sessions_ended',
      subject: { type: Member.name, id: record.id, label: record.email },
      changes: [{ field: 'sessions', before: ended, after: 0 }],
    })
  },
})
