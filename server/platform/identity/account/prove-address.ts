import { sql, type Tx } from '../../database/database.ts'
import type { RequestInfo } from '../../kernel/context.ts'
import type { Services } from '../../kernel/installation.ts'
import { problem } from '../../kernel/problem.ts'
import { enqueueMail } from '../../mail/mail.ts'
import { type Ended, endCredentials, endedInWords } from '../credentials/end-credentials.ts'

const addressUnproved = problem('address_unproved', 409, {
  meaning: 'Your email address is not confirmed yet, so your account takes no second factor',
  fix: 'Open the link in the email that confirms your address, or send another one under Account → Profile. Then add the second factor.',
})

interface Holder {
  userId: string
  email: string
  displayName: string
}

/**
 * For a link that came by mail to the address of an account. If that proves the address for the first time, nobody
 * knows who made the account, so nothing that opened it before opens it any more.
 * @returns what ended, or null if the address was proved before.
 */
export async function proveAddress(
  tx: Tx,
  holder: Holder,
  { request, now }: { request: RequestInfo; now: Date },
): Promise<Ended | null> {
  const proved = await tx.run(sql`
    update users set email_verified_at = now() where id = ${holder.userId} and email_verified_at is null`)
  if (proved === 0) return null
  const ended = await endCredentials(tx, 'address_proved', holder, { request, now })
  const words = endedInWords(ended)
  if (words)
    await enqueueMail(tx, {
      recipient: holder.email,
      subject: 'Your Apron account is yours alone',
      body: `You have confirmed your address for the first time. Until then, somebody else could have made the account, so everything that opened it was removed: ${words}.\n\nIf any of it was yours, add it again under Account → Security.\n`,
    })
  return ended
}

/** Where mail can be sent, an account takes a second factor only after its address is proved. */
export async function requireProvedAddress(tx: Tx, userId: string, { config }: Services): Promise<void> {
  if (config.smtpUrl === null) return
  const proved = await tx.first(
    sql`select 1 from users where id = ${userId} and email_verified_at is not null`,
  )
  if (!proved) throw addressUnproved()
}
