import { ApiKey, apiKeyRevoked } from '../../access/api-key.ts'
import { sql, type Tx } from '../../database/database.ts'
import type { RequestInfo } from '../../kernel/context.ts'
import type { Emission } from '../../kernel/emission.ts'
import { revokeTokens } from '../account/account-token.ts'
import { endSessions } from '../account/end-sessions.ts'
import { noteSecurityEvent } from '../account/security-event.ts'
import { type Credential, credentials, fateOf, type SecurityEvent } from './table.ts'

interface Holder {
  userId: string
  email: string
  displayName: string
  /** Of the request, if it is in one. */
  workspace?: { uuid: string }
}

interface Circumstances {
  /** The session that caused the event. It stays. */
  session?: string
  /** The hash of the password that replaces the present one. */
  passwordHash?: string
  /** Of the factors, only those added since then end. */
  since?: Date
  /** The user who takes the right to keys away. */
  by?: string
  keepKeys?: boolean
  request: RequestInfo | null
  now: Date
  /** Writes the entries of the workspace that the request is in. */
  emit?: (emission: Emission) => void
}

export type Ended = Partial<Record<Credential, number>>
type Ender = (tx: Tx, holder: Holder, circumstances: Circumstances, event: SecurityEvent) => Promise<number>

/**
 * Ends the credentials that do not outlive an event, as the table says. The events of an account need a transaction
 * of the system; those of a membership run in the transaction of the workspace.
 * @returns how many of each kind ended.
 */
export async function endCredentials(
  tx: Tx,
  event: SecurityEvent,
  holder: Holder,
  circumstances: Circumstances,
): Promise<Ended> {
  // Signed tokens die by the version. The lock makes two events of one account wait for each other.
  if (fateOf('device', event) === 'dead') {
    await noteSecurityEvent(tx, holder.userId, event, circumstances.request)
    await tx.run(
      sql`update users set credentials_version = credentials_version + 1 where id = ${holder.userId}`,
    )
  }
  const ended: Ended = {}
  for (const credential of credentials) {
    if (fateOf(credential, event) === 'kept') continue
    const count = (await enders[credential]?.(tx, holder, circumstances, event)) ?? 0
    if (count > 0) ended[credential] = count
  }
  return ended
}

const enders: Partial<Record<Credential, Ender>> = {
  password: (tx, { userId }, { passwordHash }) => replacePassword(tx, userId, passwordHash),
  passkey: (tx, { userId }, { since }) =>
    tx.run(sql`
      delete from passkeys
       where user_id = ${userId} and (${since ?? null}::timestamptz is null or created_at >= ${since ?? null})`),
  totp: endTotp,
  backup_code: endBackupCodes,
  session: endSessionsOfHolder,
  reset_link: (tx, { userId }) => revokeTokens(tx, userId, 'password_reset'),
  email_link: (tx, { userId }) => revokeTokens(tx, userId, 'email'),
  // A link that restores an older address outlives the use of a younger one, which an attacker may hold.
  undo_link: (tx, { userId }, { since }) => revokeTokens(tx, userId, 'email_undo', since),
  invitation: (tx, { email }) =>
    tx.run(sql`
      update invitations set status = 'revoked' where lower(email) = lower(${email}) and status = 'pending'`),
  sent_invitation: revokeSentInvitations,
  // One that belongs to an account of its own provider has no other proof.
  sso_link: (tx, { userId }) =>
    tx.run(sql`
      update provider_identities i set proved_at = null
        from users u
       where i.user_id = ${userId} and u.id = i.user_id and u.provider_workspace_id is null`),
  api_key: revokeKeys,
}

async function replacePassword(tx: Tx, userId: string, hash: string | undefined): Promise<number> {
  // An invitation asks for the present one.
  if (hash === undefined) return 0
  return tx.run(sql`
    insert into user_passwords (user_id, hash) values (${userId}, ${hash})
    on conflict (user_id) do update set hash = excluded.hash, changed_at = now()`)
}

async function endTotp(tx: Tx, { userId }: Holder, { since }: Circumstances): Promise<number> {
  await tx.run(sql`delete from mfa_enrollments where user_id = ${userId} and verified_at is null`)
  return tx.run(sql`
    delete from totp_secrets
     where user_id = ${userId} and (${since ?? null}::timestamptz is null or created_at >= ${since ?? null})`)
}

/** Comes after the factors, so `mfa_enabled` follows here. */
async function endBackupCodes(tx: Tx, { userId }: Holder): Promise<number> {
  await tx.run(sql`
    update users
       set mfa_enabled = exists (select from totp_secrets where user_id = ${userId})
             or exists (select from passkeys where user_id = ${userId})
     where id = ${userId}`)
  return tx.run(sql`delete from backup_codes where user_id = ${userId}`)
}

async function endSessionsOfHolder(
  tx: Tx,
  holder: Holder,
  { session, request, now, emit }: Circumstances,
  event: SecurityEvent,
): Promise<number> {
  // In the transaction of the workspace: the row policy ends those of this workspace alone.
  if (event === 'member_removed' || !request)
    return tx.run(
      sql`update sessions set ended_at = now() where user_id = ${holder.userId} and ended_at is null`,
    )
  const { count } = await endSessions(tx, holder, {
    ...(session ? { except: session } : {}),
    withoutSecondFactor: fateOf('session', event) === 'asked again',
    request,
    now,
    ...(emit ? { emit } : {}),
  })
  return count
}

/** In the transaction of the workspace: somebody who goes must not have invited themselves under another address. */
async function revokeSentInvitations(tx: Tx, { userId }: Holder, { emit }: Circumstances): Promise<number> {
  const invitations = await tx.rows(sql<'revokedInvitations'>`
    update invitations set status = 'revoked'
     where invited_by = ${userId} and status = 'pending' returning id, email`)
  for (const { id, email } of invitations)
    emit?.({ type: 'invitation.revoked', subject: { type: 'invitation', id, label: email } })
  return invitations.length
}

async function revokeKeys(
  tx: Tx,
  { userId }: Holder,
  { by, keepKeys, emit }: Circumstances,
): Promise<number> {
  if (keepKeys) return 0
  const keys = await tx.rows(sql<'revokedKeys'>`
    update api_keys set revoked_at = now(), revoked_by = ${by ?? null}
     where created_by = ${userId} and revoked_at is null returning id, name`)
  for (const { id, name } of keys)
    emit?.({
      type: apiKeyRevoked,
      subject: { type: 'api_key', id, label: name },
      data: await ApiKey.get(tx, id),
    })
  return keys.length
}

const names: Partial<Record<Credential, readonly [string, string]>> = {
  passkey: ['passkey', 'passkeys'],
  totp: ['authenticator app', 'authenticator apps'],
  backup_code: ['backup code', 'backup codes'],
  session: ['session', 'sessions'],
}

/** What a person should hear of: `2 passkeys, 1 session`; empty where nothing of it ended. */
export function endedInWords(ended: Ended): string {
  return Object.entries(names)
    .flatMap(([credential, [one, many]]) => {
      const count = ended[credential as Credential] ?? 0
      return count > 0 ? [`${count} ${count === 1 ? one : many}`] : []
    })
    .join(', ')
}
