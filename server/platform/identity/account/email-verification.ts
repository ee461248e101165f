import type { Tx } from '../../database/database.ts'
import type { Secrets } from '../../kernel/secrets.ts'
import { enqueueMail } from '../../mail/mail.ts'
import { issueToken } from './account-token.ts'

/** Mails the link that confirms the address of an account. @returns whether it may be sent one more. */
export async function mailVerification(
  tx: Tx,
  account: { id: string; email: string },
  origin: string,
  secrets: Secrets,
): Promise<boolean> {
  const text = await issueToken(tx, { userId: account.id, purpose: 'email', email: account.email })
  if (text === null) return false
  await enqueueMail(tx, {
    recipient: account.email,
    subject: 'Confirm your address for Apron',
    body: (link) =>
      `Confirm that ${account.email} is yours, within three days:\n${link}\n\nIf you have no Apron account, do nothing.\n`,
    link: { url: verifyLink(origin, text), secrets },
  })
  return true
}

export const verifyLink = (origin: string, text: string) => `${origin}/app/verify-email/${text}`
