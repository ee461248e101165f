import { bindWorkspace } from '../../database/bind-workspace.ts'
import { sql } from '../../database/database.ts'
import { recordEvent, systemContext } from '../../events/record.ts'
import type { Services } from '../../kernel/installation.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { lockHeads } from '../account/end-sessions.ts'
import { endCredentials } from '../credentials/end-credentials.ts'
import { endLocks } from './sign-in-guard.ts'
import { mailUser } from './two-factor.ts'

/**
 * Removes every second factor of an account, for a user who has lost all of them and whom the operator of the
 * installation knows. The password stays, all sessions end, and each of their workspaces gets an audit entry.
 * @returns what was done, as a sentence; null where there is no such account.
 */
export async function resetTwoFactor(services: Services, address: string): Promise<string | null> {
  return services.database.system(async (tx) => {
    const user = await tx.first(sql<'userToReset'>`
      select id as "userId", email, display_name as "displayName"
        from users where lower(email) = ${address.trim().toLowerCase()} and provider_workspace_id is null`)
    if (!user) return null
    const ended = await endCredentials(tx, 'factors_reset', user, { request: null, now: new Date() })
    await endLocks(tx, user.userId)
    await mailUser(tx, user.email, 'Two-factor authentication of your account was reset')
    const workspaces = await tx.rows(sql<'workspacesOfResetUser'>`
      select w.workspace_id as uuid, w.id from members m join workspaces w on w.workspace_id = m.workspace_id
       where m.user_id = ${user.userId} and m.status = 'active' order by w.workspace_id`)
    await lockHeads(
      tx,
      workspaces.map((workspace) => workspace.uuid),
    )
    for (const { uuid, id } of workspaces) {
      await bindWorkspace(tx, uuid)
      await recordEvent(
        tx,
        { type: 'mfa.reset', subject: { type: userKind.name, id: user.userId, label: user.email } },
        systemContext(id, 'apron reset-two-factor'),
      )
    }
    const count = (number = 0, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`
    return `${user.email}: removed ${count(ended.totp, 'authenticator app')} and ${count(ended.passkey, 'passkey')}, ended ${count(ended.session, 'session')}`
  })
}
