import { gzipSync } from 'node:zlib'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { addProof, type Signed } from './proof.ts'
import { currentKey, didOf, proofKey, type School } from './signing-key.ts'

/** The least that the Bitstring Status List of the W3C allows, so that an index says nothing about its record. */
export const listLength = 131_072
/** For how long a copy of a list answers for the status. */
const validDays = 7

/** The compressed bits, as Multibase: base64url with `u` before it. The first bit is the leftmost. */
export function encodeList(indexes: readonly number[]): string {
  const bits = Buffer.alloc(listLength / 8)
  for (const index of indexes) bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7))
  return `u${gzipSync(bits, { level: 9 }).toString('base64url')}`
}

/** The signed list of the records that no longer hold: revoked and superseded ones. */
export async function statusListOf(
  { tx, services, now }: { tx: Tx; services: Pick<Services, 'secrets'>; now: Date },
  school: School,
  number: number,
): Promise<Signed> {
  const ended = await tx.rows(sql<'endedVtrs'>`
    select status_index as "index" from training_vtrs
     where workspace_id = ${school.uuid} and status_list = ${number} and status <> 'verified'`)
  const url = `${school.origin}/w/${school.slug}/status/${number}`
  const key = await currentKey({ tx, services, now }, school)
  return addProof(
    {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: url,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: didOf(school),
      validFrom: now.toISOString(),
      validUntil: new Date(now.getTime() + validDays * 86_400_000).toISOString(),
      credentialSubject: {
        id: `${url}#list`,
        type: 'BitstringStatusList',
        statusPurpose: 'revocation',
        encodedList: encodeList(ended.map(({ index }) => index)),
      },
    },
    proofKey(key, school, services),
    now,
  )
}
