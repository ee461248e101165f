import { bindWorkspace } from '../../database/bind-workspace.ts'
import { sql, type Tx } from '../../database/database.ts'
import { operation } from '../../kernel/operation.ts'
import { invalidRequest } from '../../kernel/problem.ts'
import { nullable, Type } from '../../kernel/schema.ts'
import { enqueueMail, inOneLine } from '../../mail/mail.ts'
import { provePasswordOf } from '../log-in.ts'
import {
  checkSecondFactor,
  type SecondFactor,
  secondFactorFields,
  settleSecondFactor,
} from '../mfa/second-factor.ts'
import { accountOfChallenge, passkeysOf } from '../mfa/sign-in.ts'
import { attempt, bucketOf, credentialsVersion } from '../mfa/sign-in-guard.ts'
import { type Claims, readToken, signToken, spend } from '../mfa/token.ts'
import { assertionOptions, passkeyOptions, relyingPartyIfAny } from '../mfa/webauthn.ts'
import { type Account, openSession, type SessionContext, SignedIn } from '../session.ts'
import { ssoFailed } from './oidc.ts'
import type { EnabledProvider } from './provider.ts'

const linkMinutes = 10

/** The provider vouches for an account that it did not make, and its owner has not agreed to that yet. */
export const LinkWanted = Type.Object(
  {
    linkRequired: Type.Literal(true),
    linkToken: Type.String({ description: 'For `POST /api/v1/auth/sso/link`, once, within ten minutes.' }),
    expiresIn: Type.Integer({ description: 'Seconds.' }),
    email: Type.String(),
    provider: Type.String(),
    code: Type.Boolean({ description: 'Whether a code is needed beside the password.' }),
    passkeyOptions: nullable(passkeyOptions),
  },
  { title: 'ProviderLinkWanted' },
)

export async function wantLink(
  tx: Tx,
  provider: EnabledProvider,
  subject: string,
  account: Account,
  { services, request }: Pick<SessionContext, 'services' | 'request'>,
) {
  const expiresIn = linkMinutes * 60
  const { id: providerId, name, issuer, workspaceUuid } = provider
  const link: Link = { providerId, name, issuer, workspaceUuid, subject }
  const { token, id } = await signToken('provider link', account.id, expiresIn, services.secrets, {
    link,
    credentials: await credentialsVersion(tx, account.id),
  })
  const { enabled } = await tx.one(
    sql<'linkedMfa'>`select mfa_enabled as enabled from users where id = ${account.id}`,
  )
  const party = relyingPartyIfAny(services, request)
  const passkeys = party ? await passkeysOf(tx, account.id, party.id) : []
  return {
    linkRequired: true as const,
    linkToken: token,
    expiresIn,
    email: account.email,
    provider: name,
    code: enabled,
    passkeyOptions:
      party && passkeys.length > 0
        ? await assertionOptions(services, party.id, 'second factor', id, passkeys)
        : null,
  }
}

interface Link {
  providerId: string
  name: string
  issuer: string
  workspaceUuid: string
  subject: string
}

interface Proved {
  claims: Claims
  factor: SecondFactor | null
}

export const linkSso = operation({
  id: 'linkSso',
  method: 'POST',
  path: '/api/v1/auth/sso/link',
  summary: 'Link an account to an identity provider',
  description:
    'Confirms once, with the password or a passkey of the account, that the identity provider of the workspace may sign it in to that workspace. Starts the session.',
  worksInMaintenance: true,
  access: 'public',
  refusesKeys: true,
  system: true,
  limit: 'auth',
  body: Type.Object({
    linkToken: Type.String({ minLength: 1, maxLength: 4_000 }),
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    code: secondFactorFields.code,
    backupCode: secondFactorFields.backup_code,
    passkey: secondFactorFields.passkey,
  }),
  response: SignedIn,
  async prepare({ body, services, request, now }): Promise<Proved> {
    const { password, linkToken: token, backupCode, ...others } = body
    const given = { ...others, ...(backupCode === undefined ? {} : { backup_code: backupCode }) }
    const claims = await readToken('provider link', token, services.secrets)
    if (!claims) throw ssoFailed('This sign-in has waited too long. Begin again from the sign-in page')
    const { account, enabled, bucket } = await services.database.system(async (tx) => {
      const account = await accountOfChallenge(tx, claims)
      const { enabled } = await tx.one(
        sql<'linkingMfa'>`select mfa_enabled as enabled from users where id = ${account.id}`,
      )
      return { account, enabled, bucket: await bucketOf(tx, services, request, account.id, account.email) }
    })
    const challenge = { purpose: 'second factor', bound: claims.id } as const
    const second = () => checkSecondFactor(services, request, account.id, given, challenge, now)
    if (given.passkey) return { claims, factor: await second() }
    if (password === undefined)
      throw invalidRequest('Give your password, or a passkey', {
        details: [{ field: 'password', message: 'is required here' }],
      })
    return attempt(services, bucket, async () => {
      await provePasswordOf(services, account.id, password)
      return { claims, factor: enabled ? await second() : null }
    })
  },
  async handle({ tx, body, prepared, ...context }) {
    const { claims, factor } = prepared as Proved
    const account = await accountOfChallenge(tx, claims)
    if (!(await spend(tx, claims.id, claims.expiresAt)))
      throw ssoFailed('This sign-in is finished already. Begin again from the sign-in page')
    if (factor) await settleSecondFactor(tx, account.id, factor)
    const link = claims.more.link as Link
    await bindWorkspace(tx, link.workspaceUuid)
    await noteLink(tx, link, account)
    const own = factor?.kind === 'passkey' ? ['passkey'] : ['password', ...(factor ? [factor.kind] : [])]
    const proof = { factors: ['sso', ...own], at: context.now, vouchedBy: link.name }
    const signedIn = await openSession(tx, account, link.workspaceUuid, proof, context)
    await mailLink(tx, account.email, inOneLine(link.name), inOneLine(signedIn.workspace.name))
    return signedIn
  },
})

async function noteLink(tx: Tx, link: Link, account: Account): Promise<void> {
  const entry = await tx.first(sql`
    select 1
      from identity_providers p
      join members m on m.workspace_id = p.workspace_id
     where p.workspace_id = ${link.workspaceUuid} and p.id = ${link.providerId} and p.issuer = ${link.issuer}
       and p.enabled and m.user_id = ${account.id} and m.status = 'active'`)
  if (!entry)
    throw ssoFailed('The workspace has changed its identity provider, or you are no member any more')
  const noted = await tx.run(sql`
    insert into provider_identities (workspace_id, issuer, subject, user_id, email, proved_at)
    values (${link.workspaceUuid}, ${link.issuer}, ${link.subject}, ${account.id}, ${account.email}, now())
    on conflict (workspace_id, issuer, subject) do update set proved_at = now(), last_used_at = now()
     where provider_identities.user_id = excluded.user_id`)
  if (noted === 0) throw ssoFailed('The identity provider knows you as another member by now')
}

async function mailLink(tx: Tx, recipient: string, provider: string, workspace: string): Promise<void> {
  await enqueueMail(tx, {
    recipient,
    subject: 'Your Apron account was linked to an identity provider',
    body: `From now on, the identity provider "${provider}" of the workspace "${workspace}" can sign you in to that workspace. It reaches neither your other workspaces nor your account.\n\nIf this was not you, change your password at once: the link then asks for it again.\n`,
  })
}
