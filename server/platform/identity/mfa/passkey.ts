import { sql, type Tx } from '../../database/database.ts'
import { newId } from '../../kernel/id.ts'
import { operation } from '../../kernel/operation.ts'
import { conflict, notFound, problem } from '../../kernel/problem.ts'
import { recordKind } from '../../kernel/record-kind.ts'
import { id, instant, nullable, Type, text } from '../../kernel/schema.ts'
import { requireProvedAddress } from '../account/prove-address.ts'
import { endCredentials } from '../credentials/end-credentials.ts'
import { factorsChanged, lockFactors, noteFactor } from './second-factor.ts'
import { passkeysOf } from './sign-in.ts'
import { sessionOf } from './step-up.ts'
import { mailUser } from './two-factor.ts'
import {
  passkeyAnswer,
  passkeyOptions,
  registrationOptions,
  relyingParty,
  spendChallenge,
  verifyRegistration,
} from './webauthn.ts'

const mostPasskeys = 20

const lastWayIn = problem('last_way_in', 409, {
  meaning: 'This is the last way to sign in to your account, so it cannot be removed',
  fix: 'Set a password or add another passkey first.',
})

const Passkey = Type.Object({
  id: id('pky'),
  name: Type.String(),
  host: Type.String({ description: 'The host name that it works on.' }),
  synced: Type.Boolean({ description: 'A password manager keeps it on more than one device.' }),
  created_at: instant(),
  last_used_at: nullable(instant()),
})

const own = { access: 'session', roles: 'members', system: true, withoutMfa: true } as const
const byId = Type.Object({ id: id('pky') })

async function read(tx: Tx, userId: string, passkeyId: string | null = null) {
  const rows = await tx.rows(sql<'passkeysOfUser'>`
    select id, name, rp_id as host, is_synced as synced, created_at, last_used_at from passkeys
     where user_id = ${userId} and (${passkeyId}::text is null or id = ${passkeyId}) order by created_at, id`)
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
  }))
}

/** Refuses to leave an account without a way in: whatever takes one away calls this behind it. */
export async function keepWayIn(tx: Tx, userId: string): Promise<void> {
  const { left } = await tx.one(sql<'anotherWayIn'>`
    select exists (select from user_passwords where user_id = ${userId})
        or exists (select from passkeys where user_id = ${userId}) as left`)
  if (!left) throw lastWayIn()
}

const passkeyKind = recordKind({
  name: 'passkey',
  prefix: 'pky',
  title: { one: 'passkey', many: 'passkeys' },
  page: 'none',
})

export const listPasskeys = operation({
  ...own,
  id: 'listPasskeys',
  method: 'GET',
  path: '/api/user/passkeys',
  summary: 'List your passkeys',
  description: 'Your passkeys, with name and last use.',
  ownFactor: true,
  response: Type.Array(Passkey),
  handle: ({ tx, principal }) => read(tx, principal.userId),
})

export const getPasskeyOptions = operation({
  ...own,
  id: 'getPasskeyOptions',
  method: 'GET',
  path: '/api/user/passkeys/options',
  summary: 'Get the options for a new passkey',
  description: 'Returns a challenge and the options for the browser to create a passkey.',
  stepUp: 'account',
  response: Type.Object({ options: passkeyOptions }),
  async handle({ tx, principal, services, request }) {
    await requireProvedAddress(tx, principal.userId, services)
    const known = await passkeysOf(tx, principal.userId, relyingParty(services, request).id)
    return { options: await registrationOptions(services, request, principal, known) }
  },
})

export const addPasskey = operation({
  ...own,
  id: 'addPasskey',
  method: 'POST',
  path: '/api/user/passkeys',
  summary: 'Add a passkey',
  description:
    'Saves a passkey, for sign-in without a password or as the second factor. If it is your first second factor, it turns two-factor authentication on and the response has backup codes.',
  stepUp: 'account',
  audits: 'passkey.added',
  secret: true,
  status: 201,
  body: Type.Object({ name: text(1, 100), passkey: passkeyAnswer }),
  response: Type.Object({
    ...Passkey.properties,
    backup_codes: nullable(Type.Array(Type.String(), { description: 'Shown this once.' })),
  }),
  refusals: { passkeys_credential_id_key: () => conflict('This passkey was added already') },
  prepare: ({ body, principal, services, request }) =>
    verifyRegistration(services, request, sessionOf(principal).sessionId, body.passkey),
  async handle({ tx, body, prepared, principal, services, request, now, emit }) {
    const made = prepared as Awaited<ReturnType<typeof verifyRegistration>>
    const { userId } = principal
    await requireProvedAddress(tx, userId, services)
    await spendChallenge(tx, made.challenge)
    await lockFactors(tx, userId)
    if ((await read(tx, userId)).length >= mostPasskeys)
      throw conflict(`An account holds at most ${mostPasskeys} passkeys. Remove one that you no longer use`)
    const passkeyId = newId('pky')
    await tx.run(sql`
      insert into passkeys (id, user_id, name, credential_id, public_key, signatures, transports, rp_id,
          is_synced)
      values (${passkeyId}, ${userId}, ${body.name.trim()}, ${made.credentialId}, ${made.publicKey},
          ${made.signatures}, ${made.transports}, ${made.rpId}, ${made.isSynced})`)
    const codes = await factorsChanged(tx, services, userId)
    await noteFactor(tx, principal, 'passkey')
    const [added] = await read(tx, userId, passkeyId)
    if (!added) throw new Error('The passkey is gone within its own transaction')
    const circumstances = { session: principal.sessionId, request, now, emit }
    await endCredentials(tx, 'factor_added', principal, circumstances)
    emit({ type: 'passkey.added', subject: { type: passkeyKind.name, id: passkeyId, label: added.name } })
    await mailUser(tx, principal.email, 'A passkey was added to your account')
    return { ...added, backup_codes: codes }
  },
})

export const renamePasskey = operation({
  ...own,
  id: 'renamePasskey',
  method: 'PATCH',
  path: '/api/user/passkeys/:id',
  summary: 'Rename a passkey',
  description: 'Changes the name that identifies the passkey in the list.',
  ownFactor: true,
  audits: 'passkey.renamed',
  params: byId,
  body: Type.Object({ name: text(1, 100) }),
  response: Passkey,
  async handle({ tx, params, body, principal, emit }) {
    const [before] = await read(tx, principal.userId, params.id)
    if (!before) throw notFound('You have no such passkey')
    await tx.run(sql`
      update passkeys set name = ${body.name.trim()} where id = ${params.id} and user_id = ${principal.userId}`)
    emit({
      type: 'passkey.renamed',
      subject: { type: passkeyKind.name, id: params.id, label: body.name.trim() },
      changes: [{ field: 'name', before: before.name, after: body.name.trim() }],
    })
    return { ...before, name: body.name.trim() }
  },
})

export const removePasskey = operation({
  ...own,
  id: 'removePasskey',
  method: 'DELETE',
  path: '/api/user/passkeys/:id',
  summary: 'Delete a passkey',
  description:
    'Removes the passkey from your account. Without any other second factor, two-factor authentication is off.',
  stepUp: 'account',
  audits: 'passkey.removed',
  params: byId,
  async handle({ tx, params, principal, services, request, now, emit }) {
    await lockFactors(tx, principal.userId)
    const [passkey] = await read(tx, principal.userId, params.id)
    if (!passkey) throw notFound('You have no such passkey')
    await tx.run(sql`delete from passkeys where id = ${params.id} and user_id = ${principal.userId}`)
    await keepWayIn(tx, principal.userId)
    await factorsChanged(tx, services, principal.userId)
    const circumstances = { session: principal.sessionId, request, now, emit }
    await endCredentials(tx, 'factor_removed', principal, circumstances)
    emit({ type: 'passkey.removed', subject: { type: passkeyKind.name, id: params.id, label: passkey.name } })
    await mailUser(tx, principal.email, `The passkey "${passkey.name}" was removed from your account`)
  },
})
