import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { Type } from '#platform/kernel/schema.ts'
import { schoolOf } from './issue.ts'
import { addProof, canonical, type Signed, sha256 } from './proof.ts'
import { currentKey, didOf, keysOf, proofKey, type School } from './signing-key.ts'
import { statusListOf } from './status-list.ts'
import { verifierPage } from './verifier-page.ts'
import { Vtr } from './vtr.ts'

export const packFormat = 'apron-vtr-pack/1'

/** What a pack is made of. Each part is signed, or has its hash in `integrity`. */
export interface Pack {
  format: string
  verifyUrl: string
  credential: Signed
  keys: Signed
  statusList: Signed
  verifier: string
  integrity: Record<string, string>
}

const withoutProof = ({ proof: _, ...document }: Signed) => document

/** The hash of each part, so that a verdict can say which one was changed. */
export const integrityOf = ({
  credential,
  keys,
  statusList,
  verifier,
}: Pick<Pack, 'credential' | 'keys' | 'statusList' | 'verifier'>) => ({
  credential: sha256(canonical(withoutProof(credential))),
  keys: sha256(canonical(keys)),
  statusList: sha256(canonical(statusList)),
  verifier: sha256(canonical(verifier)),
})

interface Context {
  tx: Tx
  services: Pick<Services, 'secrets'>
  now: Date
}

/** The keys of a workspace and what each signed when it was replaced, signed by the current one. */
export async function keyChain({ tx, services, now }: Context, school: School): Promise<Signed> {
  const current = await currentKey({ tx, services, now }, school)
  const keys = await keysOf(tx, school.uuid)
  return addProof(
    {
      type: 'ApronKeyChain',
      issuer: didOf(school),
      keys: keys.map((key) => ({
        id: key.id,
        publicKeyMultibase: key.publicKeyMultibase,
        createdAt: key.createdAt.toISOString(),
        retiredAt: key.retiredAt?.toISOString() ?? null,
        compromisedAt: key.compromisedAt?.toISOString() ?? null,
      })),
      rotations: keys.flatMap(({ rotation }) => (rotation ? [JSON.parse(rotation)] : [])),
    },
    proofKey(current, school, services),
    now,
  )
}

let page: string | undefined
/** The page that verifies a pack without a network. `npm run gen` makes its code from the client's. */
function verifier(): string {
  page ??= verifierPage(readFileSync(join(import.meta.dirname, 'verifier.txt'), 'utf8'))
  return page
}

export const getVtrPack = operation({
  id: 'getVtrPack',
  method: 'GET',
  path: '/api/v1/training/vtr/:id/pack.json',
  summary: 'Get the pack of a verified training record',
  description:
    'Everything that is needed to verify the record without this server: the credential, the keys with their chain, the present status list, and a page that verifies it in a browser.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: Vtr,
  answers: 'file',
  response: Type.String(),
  async handle({ tx, record, principal, services, request, now }) {
    const school = schoolOf(principal, services, request.origin)
    const { content } = await tx.one(
      sql<'contentOfVtr'>`select content from training_vtrs where id = ${record.id}`,
    )
    const credential = JSON.parse(content) as Signed
    const parts = {
      credential,
      keys: await keyChain({ tx, services, now }, school),
      statusList: await statusListOf({ tx, services, now }, originOf(school, credential), record.statusList),
      verifier: verifier(),
    }
    const pack: Pack = {
      format: packFormat,
      verifyUrl: String(credential.id),
      ...parts,
      integrity: integrityOf(parts),
    }
    return {
      filename: `${record.id}.json`,
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(pack),
    }
  },
})

/** The list of a record has the address that its credential names, also after the installation moved. */
function originOf(school: School, { id }: Signed): School {
  return { ...school, origin: new URL(String(id)).origin }
}
