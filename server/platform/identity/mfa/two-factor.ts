import { sql, type Tx } from '../../database/database.ts'
import { newId } from '../../kernel/id.ts'
import { operation } from '../../kernel/operation.ts'
import { invalidRequest, notFound, problem } from '../../kernel/problem.ts'
import { id, oneOf, Type } from '../../kernel/schema.ts'
import { sealedColumn } from '../../kernel/sealed.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { enqueueMail } from '../../mail/mail.ts'
import { requireProvedAddress } from '../account/prove-address.ts'
import { endCredentials } from '../credentials/end-credentials.ts'
import { backupCodePattern, issueBackupCodes } from './backup-code.ts'
import {
  checkSecondFactor,
  factorsChanged,
  lockFactors,
  methodsOf,
  noteFactor,
  type SecondFactor,
  settleSecondFactor,
} from './second-factor.ts'
import { attempt, forgetFailures, sessionBucket } from './sign-in-guard.ts'
import { checkPassword, isReauthToken, sessionOf } from './step-up.ts'
import { newTotpSecret, otpauthUri, stepOf } from './totp.ts'

const enrollmentMinutes = 10

const alreadyEnabled = problem('mfa_already_enabled', 409, {
  meaning: 'An authenticator app is set up for this account already',
  fix: 'Turn it off first, with your password and a code, and set up the new one then.',
})
const notEnabled = problem('mfa_not_enabled', 409, {
  meaning: 'Two-factor authentication is not on',
  fix: 'Turn it on with `POST /api/user/mfa/enable`, or under Account → Security.',
})
const enrollmentExpired = problem('mfa_enrollment_expired', 409, {
  meaning: 'This enrollment was not verified within ten minutes',
  fix: 'Start again with `POST /api/user/mfa/enable`, and scan the new code with the app.',
})
const enrollmentUsed = problem('mfa_enrollment_used', 409, {
  meaning: 'This enrollment was verified already',
  fix: 'Nothing is left to do: see `GET /api/user/mfa`. To change the app, turn two-factor authentication off and on again.',
})

const BackupCodes = Type.Array(Type.String({ examples: ['1111-2222-33'] }), {
  description: 'Ten codes, shown this once. Each opens one sign-in.',
})

/** What all operations on one's own factors have in common. */
const own = { access: 'session', roles: 'members', system: true, withoutMfa: true } as const

export const sealedTotpSecret = sealedColumn({
  table: 'totp_secrets',
  column: 'secret',
  key: ['user_id'],
  context: 't.user_id',
})
export const sealedEnrollment = sealedColumn({
  table: 'mfa_enrollments',
  column: 'secret',
  key: ['id'],
  context: 't.id',
})

export const getMfa = operation({
  ...own,
  id: 'getMfa',
  method: 'GET',
  path: '/api/user/mfa',
  ownFactor: true,
  summary: 'Get your two-factor status',
  description:
    'Whether two-factor authentication is on, with which factors, and how many backup codes are left.',
  response: Type.Object({
    enabled: Type.Boolean(),
    methods: Type.Array(oneOf(['totp', 'passkey'])),
    backup_codes_remaining: Type.Integer(),
  }),
  async handle({ tx, principal }) {
    const methods = await methodsOf(tx, principal.userId)
    const { left } = await tx.one(sql<'backupCodesLeft'>`
      select count(*) as left from backup_codes where user_id = ${principal.userId} and used_at is null`)
    return { enabled: methods.length > 0, methods, backup_codes_remaining: left }
  },
})

export const enableMfa = operation({
  ...own,
  id: 'enableMfa',
  method: 'POST',
  path: '/api/user/mfa/enable',
  summary: 'Start the setup of an authenticator app',
  description:
    'Returns a secret and its QR code for the app. Two-factor authentication is not on until you verify the first code.',
  stepUp: 'account',
  audits: 'mfa.enrollment_started',
  secret: true,
  body: Type.Object({ method: oneOf(['totp']) }),
  response: Type.Object({
    method: oneOf(['totp']),
    secret: Type.String({ description: 'In base32, to be typed where no camera is.' }),
    otpauth_uri: Type.String(),
    enrollment_id: id('mfaenr'),
  }),
  async handle({ tx, principal, services, emit }) {
    await requireProvedAddress(tx, principal.userId, services)
    if ((await methodsOf(tx, principal.userId)).includes('totp')) throw alreadyEnabled()
    const secret = newTotpSecret()
    const enrollmentId = newId('mfaenr')
    await tx.run(sql`
      insert into mfa_enrollments (id, user_id, secret, expires_at)
      values (${enrollmentId}, ${principal.userId}, ${services.secrets.seal(secret, enrollmentId)},
          now() + make_interval(mins => ${enrollmentMinutes}))`)
    emit({
      type: 'mfa.enrollment_started',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
    })
    return {
      method: 'totp' as const,
      secret,
      otpauth_uri: otpauthUri(services.config.mfaIssuer, principal.email, secret),
      enrollment_id: enrollmentId,
    }
  },
})

export const verifyMfa = operation({
  ...own,
  id: 'verifyMfa',
  method: 'POST',
  path: '/api/user/mfa/verify',
  summary: 'Verify an authenticator app',
  description: 'Checks the first code of the app and turns two-factor authentication on.',
  audits: 'mfa.enabled',
  secret: true,
  body: Type.Object({
    enrollment_id: id('mfaenr'),
    code: Type.String({
      pattern: '^\\s*\\d{3} ?\\d{3}\\s*$',
      examples: ['123456'],
      'x-hint': 'six digits, such as 123456',
    }),
  }),
  response: Type.Object({ enabled: Type.Boolean(), backup_codes: BackupCodes }),
  async handle({ tx, body, principal, services, request, now, emit }) {
    const { userId } = principal
    await requireProvedAddress(tx, userId, services)
    await lockFactors(tx, userId)
    const enrollment = await tx.first(sql<'mfaEnrollment'>`
      select secret, expires_at, verified_at
        from mfa_enrollments where id = ${body.enrollment_id} and user_id = ${userId} for update`)
    if (!enrollment) throw notFound('You have begun no such enrollment. Begin with POST /api/user/mfa/enable')
    if (enrollment.verified_at) throw enrollmentUsed()
    if (enrollment.expires_at <= now) throw enrollmentExpired()
    if ((await methodsOf(tx, userId)).includes('totp')) throw alreadyEnabled()
    const secret = services.secrets.open(enrollment.secret, body.enrollment_id)
    const step = stepOf(secret, body.code.replace(/\s/g, ''), now)
    await tx.run(sql`update mfa_enrollments set verified_at = ${now} where id = ${body.enrollment_id}`)
    await tx.run(sql`
      insert into totp_secrets (user_id, secret, last_step)
      values (${userId}, ${services.secrets.seal(secret, userId)}, ${step})`)
    // Where a passkey was there first its codes are replaced: these are the ones that are shown now.
    const codes =
      (await factorsChanged(tx, services, userId)) ?? (await issueBackupCodes(tx, userId, services.secrets))
    await noteFactor(tx, principal, 'totp')
    const circumstances = { session: principal.sessionId, request, now, emit }
    await endCredentials(tx, 'factor_added', principal, circumstances)
    emit({ type: 'mfa.enabled', subject: { type: userKind.name, id: userId, label: principal.email } })
    await mailUser(tx, principal.email, 'An authenticator app was set up for your account')
    return { enabled: true, backup_codes: codes }
  },
})

export const disableMfa = operation({
  ...own,
  id: 'disableMfa',
  method: 'POST',
  path: '/api/user/mfa/disable',
  summary: 'Remove the authenticator app',
  description:
    'Needs the password, or a `reauth_token` of `POST /api/user/reauthenticate`, and a code; `code` also accepts a backup code. Passkeys stay. Without any passkey, two-factor authentication is off and the backup codes are void.',
  audits: 'mfa.disabled',
  body: Type.Object({
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    reauth_token: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
    code: Type.String({
      pattern: `^\\s*\\d{3} ?\\d{3}\\s*$|${backupCodePattern}`,
      examples: ['123456'],
      'x-hint': 'six digits, such as 123456, or a backup code such as 1111-2222-33',
      description: 'Of the authenticator app, or a backup code.',
    }),
  }),
  prepare: async ({ body, principal, services, request, now }): Promise<SecondFactor> => {
    const session = sessionOf(principal)
    const { password, reauth_token: token, code } = body
    if ((password === undefined) === (token === undefined))
      throw invalidRequest('Give your password or a reauth_token, and a code', {
        details: [{ field: 'password', message: 'is required, or reauth_token, but not both' }],
      })
    const methods = await services.database.system((tx) => methodsOf(tx, session.userId))
    if (!methods.includes('totp')) throw notEnabled()
    const given = /^\s*\d{3} ?\d{3}\s*$/.test(code) ? { code } : { backup_code: code }
    return attempt(services, sessionBucket(session), async () => {
      if (password !== undefined) await checkPassword(services, session.userId, password)
      else if (!(await isReauthToken(services, session, token ?? ''))) throw reauthTokenInvalid()
      const challenge = { purpose: 'reauthenticate', bound: session.sessionId } as const
      return checkSecondFactor(services, request, session.userId, given, challenge, now)
    })
  },
  async handle({ tx, prepared, principal, services, request, now, emit }) {
    const { userId } = principal
    await lockFactors(tx, userId)
    await settleSecondFactor(tx, userId, prepared as SecondFactor)
    const removed = await tx.run(sql`delete from totp_secrets where user_id = ${userId}`)
    if (removed === 0) throw notEnabled()
    await factorsChanged(tx, services, userId)
    await forgetFailures(tx, sessionBucket(principal))
    const circumstances = { session: principal.sessionId, request, now, emit }
    await endCredentials(tx, 'factor_removed', principal, circumstances)
    emit({ type: 'mfa.disabled', subject: { type: userKind.name, id: userId, label: principal.email } })
    await mailUser(tx, principal.email, 'The authenticator app of your account was taken away')
  },
})

const reauthTokenInvalid = problem('reauth_token_invalid', 422, {
  meaning: 'This reauth_token is not of this session, or is older than 30 minutes',
  fix: 'Get a new one with `POST /api/user/reauthenticate`, or give your password.',
})

export const regenerateBackupCodes = operation({
  ...own,
  id: 'regenerateBackupCodes',
  method: 'POST',
  path: '/api/user/mfa/backup-codes',
  summary: 'Replace your backup codes',
  description: 'Creates ten new backup codes, which are shown only once. The old ones stop working.',
  stepUp: 'account',
  audits: 'mfa.backup_codes_regenerated',
  secret: true,
  response: Type.Object({ backup_codes: BackupCodes }),
  async handle({ tx, principal, services, emit }) {
    await lockFactors(tx, principal.userId)
    if ((await methodsOf(tx, principal.userId)).length === 0) throw notEnabled()
    emit({
      type: 'mfa.backup_codes_regenerated',
      subject: { type: userKind.name, id: principal.userId, label: principal.email },
    })
    return { backup_codes: await issueBackupCodes(tx, principal.userId, services.secrets) }
  },
})

/** Tells the owner of an account what was changed in it, in case it was not them. */
export async function mailUser(tx: Tx, recipient: string, what: string): Promise<void> {
  await enqueueMail(tx, {
    recipient,
    subject: what,
    body: `${what}.\n\nIf this was not you: sign in, change your password, end the other sessions and look at Account → Security.\n`,
  })
}
