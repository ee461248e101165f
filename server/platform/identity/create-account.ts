import { db, type Tx } from '../database/database.ts'
import { newId } from '../kernel/id.ts'
import { Type } from '../kernel/schema.ts'
import { localeOf } from './account/locale.ts'

export const email = Type.String({ format: 'email', maxLength: 254 })

/** Creates a user with a password. The operation that does declares `accountRefusals`. */
export async function createAccount(
  tx: Tx,
  {
    email: address,
    passwordHash,
    displayName,
    timezone,
    locale: wanted,
    isProved = false,
  }: {
    email: string
    passwordHash: string
    displayName: string
    timezone?: string | undefined
    locale?: string | undefined
    /** Whether a link that was mailed to the address led here. */
    isProved?: boolean
  },
) {
  const account = {
    id: newId('usr'),
    email: address.trim(),
    displayName,
    timezone: timezone ?? 'UTC',
    locale: localeOf(wanted ?? 'en-US'),
  }
  await tx.run(
    db.insertInto('users').values({
      id: account.id,
      email: account.email,
      display_name: displayName,
      timezone: account.timezone,
      locale: account.locale,
      email_verified_at: isProved ? new Date() : null,
    }),
  )
  await tx.run(db.insertInto('user_passwords').values({ user_id: account.id, hash: passwordHash }))
  return account
}
