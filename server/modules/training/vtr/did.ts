import { sql, type Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { integer, Type, text } from '#platform/kernel/schema.ts'
import { didOf, keysOf, type School } from './signing-key.ts'
import { statusListOf } from './status-list.ts'

const open = {
  access: 'public',
  system: true,
  limit: 'anonymous',
  stability: 'beta',
  answers: 'file',
  fileTypes: ['application/json'],
} as const

/** The workspace of an address, if it uses training. */
async function schoolNamed(
  tx: Tx,
  slug: string,
  { config }: Pick<Services, 'config'>,
  origin: string,
): Promise<School> {
  const workspace = await tx.first(sql<'schoolNamed'>`
    select workspace_id as uuid, slug, name from workspaces where slug = ${slug} and 'training' = any (modules)`)
  if (!workspace) throw notFound('There is no such school')
  return { ...workspace, origin: config.publicUrl ?? origin }
}

const jsonFile = (filename: string, body: object) => ({
  filename,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
  isInline: true,
  cacheControl: 'private, max-age=300',
})

export const getDid = operation({
  ...open,
  id: 'getDidDocument',
  method: 'GET',
  path: '/w/:slug/did.json',
  summary: 'Get the DID document of a school',
  description:
    'The public keys with which the school signs training records (did:web), retired ones included and compromised ones not.',
  params: Type.Object({ slug: text(1, 100) }),
  response: Type.String(),
  async handle({ tx, params, services, request }) {
    const school = await schoolNamed(tx, params.slug, services, request.origin)
    const did = didOf(school)
    const keys = (await keysOf(tx, school.uuid)).filter(({ compromisedAt }) => compromisedAt === null)
    return jsonFile('did.json', {
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: keys.map(({ id: keyId, publicKeyMultibase }) => ({
        id: `${did}#${keyId}`,
        type: 'Multikey',
        controller: did,
        publicKeyMultibase,
      })),
      assertionMethod: keys.map(({ id: keyId }) => `${did}#${keyId}`),
    })
  },
})

export const getStatusList = operation({
  ...open,
  id: 'getVtrStatusList',
  method: 'GET',
  path: '/w/:slug/status/:list',
  summary: 'Get a status list of a school',
  description:
    'A signed list with a bit for each training record (W3C Bitstring Status List): set means revoked or superseded. A copy is good for seven days.',
  params: Type.Object({ slug: text(1, 100), list: integer(1, 1_000) }),
  response: Type.String(),
  async handle({ tx, params, services, request, now }) {
    const school = await schoolNamed(tx, params.slug, services, request.origin)
    const issued = await tx.first(sql`
      select 1 from training_vtrs where workspace_id = ${school.uuid} and status_list = ${params.list} limit 1`)
    if (!issued) throw notFound('There is no such status list')
    const list = await statusListOf({ tx, services, now }, school, params.list)
    return jsonFile('status.json', list)
  },
})
