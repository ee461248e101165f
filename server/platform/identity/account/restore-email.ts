import { sql, type Tx } from '../../database/database.ts'
import { operation } from '../../kernel/operation.ts'
import { conflict } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import { enqueueMail } from '../../mail/mail.ts'
import { endCredentials } from '../credentials/end-credentials.ts'
import { endLocks } from '../mfa/sign-in-guard.ts'
import { hashPassword } from '../password.ts'
import { checkPassword, newPassword } from '../password-policy.ts'
import { issueToken, ownerOf, type TokenOwner, token, useToken } from './account-token.ts'
import { recordInWorkspaces } from './record-in-workspaces.ts'

/** Reports a change to the address that the account had until now, with a link that takes the account back. */
export async function mailUndo(
  tx: Tx,
  { userId, from, to }: { userId: string; from: string; to: string },
  origin: string,
  secrets: Secrets,
): Promise<void> {
  const text = await issueToken(tx, { userId, purpose: 'email_undo', email: from })
  const url = `${origin}/app/restore-email/${text}`
  await enqueueMail(tx, {
    recipient: from,
    subject: 'Your Apron address has changed',
    body: (link) =>
      `The address of your Apron account has changed from ${from} to ${to}.\n\nIf it was not you, take the account back within seven days. You choose a new password, and everything else that was changed since then ends:\n${link}\n\nIf it was you, do nothing.\n`,
    link: { url, secrets },
  })
}

export const restoreEmail = operation({
  id: 'restoreEmail',
  method: 'POST',
  path: '/api/v1/auth/email/restore',
  summary: 'Restore the previous email address',
  description:
    'Undoes a change of address with the token of the link that the old address got. Sets a new password, ends every session, and removes the second factors that were added since the change.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({ token, password: newPassword }),
  response: Type.Object({ email: Type.String() }),
  refusals: {
    users_email: () =>
      conflict('This address belongs to another account by now. Ask an admin of your workspace'),
  },
  async prepare({ body, services }) {
    const owner = await services.database.system((tx) => ownerOf(tx, body.token, 'email_undo'))
    checkPassword(body.password, owner)
    return owner
  },
  async handle({ tx, body, prepared, request, now, services }) {
    const { userId, displayName, email: before } = prepared as TokenOwner
    const { email, createdAt } = await useToken(tx, body.token, 'email_undo')
    const hash = await hashPassword(body.password)
    const owner = { userId, displayName, email: email ?? before }
    await tx.run(sql`
      update users set email = ${owner.email}, email_verified_at = now() where id = ${userId}`)
    await endCredentials(tx, 'address_restored', owner, {
      passwordHash: hash,
      since: createdAt,
      request,
      now,
    })
    await endLocks(tx, userId)
    await enqueueMail(tx, {
      recipient: owner.email,
      subject: 'Your Apron address is restored',
      body: `Your Apron account has the address ${owner.email} again, with the password that you chose. Every session was signed out, and second factors that were added since the change were removed. Look at Account → Security.\n`,
    })
    await recordInWorkspaces(tx, owner, 'email.restored', {
      request,
      now,
      changes: [{ field: 'email', before, after: owner.email }],
    })
    tx.afterCommit(() => services.wake('events'))
    return { email: owner.email }
  },
})
