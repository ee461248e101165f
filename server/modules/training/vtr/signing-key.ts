import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { happenedAt, id, instant, nullable, Type } from '#platform/kernel/schema.ts'
import { sealedColumn } from '#platform/kernel/sealed.ts'
import { trainingManagers, trainingReaders } from '../access.ts'
import { addProof, canonical, newKeyPair, type SigningKey as ProofKey } from './proof.ts'

export const sealedSigningKey = sealedColumn({
  table: 'training_signing_keys',
  column: 'private_key_sealed',
  key: ['workspace_id', 'id'],
  context: 't.id',
})

export const SigningKey = resource({
  name: 'training_signing_key',
  prefix: 'sgk',
  title: { one: 'signing key', many: 'signing keys' },
  page: '/training/keys',
  table: 'training_signing_keys',
  label: 'publicKeyMultibase',
  schema: Type.Object({
    id: id('sgk'),
    publicKeyMultibase: Type.String(),
    createdAt: instant(),
    retiredAt: nullable(instant()),
    compromisedAt: nullable(instant('From this instant on nothing that it signed counts.')),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

export interface School {
  uuid: string
  slug: string
  name: string
  /** `https://host`, where the records are verified. */
  origin: string
}

/** The identifier of a workspace as an issuer: its document is at /w/{slug}/did.json. */
export const didOf = ({ origin, slug }: Pick<School, 'origin' | 'slug'>) =>
  `did:web:${encodeURIComponent(new URL(origin).host)}:w:${slug}`

export interface StoredKey {
  id: string
  publicKeyMultibase: string
  privateKeySealed: Buffer
  rotation: string | null
  createdAt: Date
  retiredAt: Date | null
  compromisedAt: Date | null
}

/** All keys of a workspace, the oldest first. */
export const keysOf = (tx: Tx, workspaceUuid: string): Promise<StoredKey[]> =>
  tx.rows(sql<'signingKeys'>`
    select id, public_key_multibase as "publicKeyMultibase", private_key_sealed as "privateKeySealed", rotation,
           created_at as "createdAt", retired_at as "retiredAt", compromised_at as "compromisedAt"
      from training_signing_keys where workspace_id = ${workspaceUuid} order by created_at, id`)

export function proofKey(key: StoredKey, school: School, { secrets }: Pick<Services, 'secrets'>): ProofKey {
  return {
    privateKeyMultibase: secrets.open(key.privateKeySealed, key.id),
    verificationMethod: `${didOf(school)}#${key.id}`,
  }
}

interface KeyContext {
  tx: Tx
  services: Pick<Services, 'secrets'>
  now: Date
}

/** The key that signs now; the first one is made when it is needed. */
export async function currentKey({ tx, services, now }: KeyContext, school: School): Promise<StoredKey> {
  const find = async () => (await keysOf(tx, school.uuid)).find(({ retiredAt }) => retiredAt === null)
  const key = await find()
  if (key) return key
  await addKey({ tx, services, now }, school, null)
  const first = await find()
  if (!first) throw new Error('A signing key is gone within its own transaction')
  return first
}

/** @param before the key that vouches for the new one. */
async function addKey(
  { tx, services, now }: KeyContext,
  school: School,
  before: StoredKey | null,
): Promise<string> {
  const pair = newKeyPair()
  const keyId = newId('sgk')
  const rotation = before && {
    type: 'ApronKeyRotation',
    issuer: didOf(school),
    from: before.id,
    to: keyId,
    publicKeyMultibase: pair.publicKeyMultibase,
    at: now.toISOString(),
  }
  await tx.run(
    db
      .insertInto('training_signing_keys')
      .values({
        workspace_id: school.uuid,
        id: keyId,
        public_key_multibase: pair.publicKeyMultibase,
        private_key_sealed: services.secrets.seal(pair.privateKeyMultibase, keyId),
        rotation: rotation && canonical(addProof(rotation, proofKey(before, school, services), now)),
        created_at: now,
      })
      // Two first records at once make one key.
      .onConflict((oc) => oc.column('workspace_id').where('retired_at', 'is', null).doNothing()),
  )
  return keyId
}

const keyPath = '/api/v1/training/signing-keys'

export const listSigningKeys = operation({
  id: 'listTrainingSigningKeys',
  method: 'GET',
  path: keyPath,
  summary: 'List signing keys',
  description: 'The public halves of the keys with which the workspace signs its verified training records.',
  scope: 'training:read',
  roles: trainingReaders,
  stability: 'beta',
  response: SigningKey.schema,
  list: list({
    of: SigningKey,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
  }),
})

export const rotateSigningKey = operation({
  id: 'rotateTrainingSigningKey',
  method: 'POST',
  path: `${keyPath}/rotate`,
  summary: 'Rotate the signing key',
  description:
    'Creates a new key and retires the current one, which signs the new one as its successor. Records that it signed stay valid: every pack carries the chain.',
  access: 'session',
  roles: trainingManagers,
  stability: 'beta',
  stepUp: true,
  creates: SigningKey,
  audits: 'training_signing_key.rotated',
  response: SigningKey.schema,
  async handle({ tx, principal, services, request, now }) {
    const { uuid, slug, name } = principal.workspace
    const school = { uuid, slug, name, origin: services.config.publicUrl ?? request.origin }
    const current = await currentKey({ tx, services, now }, school)
    await tx.run(sql`
      update training_signing_keys set retired_at = ${now} where id = ${current.id} and retired_at is null`)
    return SigningKey.get(tx, await addKey({ tx, services, now }, school, current))
  },
})

export const markKeyCompromised = operation({
  id: 'markTrainingSigningKeyCompromised',
  method: 'POST',
  path: `${keyPath}/:id/compromise`,
  summary: 'Mark a signing key as compromised',
  description:
    'Records that it signed from that instant on no longer verify. If it is the current key, rotate it too. An earlier instant can replace a later one.',
  access: 'session',
  roles: trainingManagers,
  stability: 'beta',
  stepUp: true,
  on: SigningKey,
  audits: 'training_signing_key.compromised',
  body: Type.Object({ compromisedAt: happenedAt('When somebody else may first have had the key.') }),
  response: SigningKey.schema,
  async handle({ tx, body, record }) {
    await tx.run(sql`
      update training_signing_keys set compromised_at = least(compromised_at, ${body.compromisedAt}::timestamptz)
       where id = ${record.id}`)
    return SigningKey.get(tx, record.id)
  },
})
