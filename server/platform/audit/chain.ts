import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'

// What is hashed and what is signed, as texts: the same for the server that signs and for everyone who
// verifies, with nothing of ours but this page. It reads no database and no settings.

/** An entry as the export holds it: everything that its hash is made of. */
export interface ChainedEntry {
  sequence: number
  id: string
  action: string
  occurredAt: string
  actorType: string
  actorId: string | null
  requestId: string | null
  subjectType: string
  subjectId: string
  subjectLabel: string | null
  projectId: string | null
  /** JSON as a text, byte for byte as it was hashed. */
  changes: string
  payloadHash: string
  personalHash: string
  previousHash: string
  hash: string
}

/**
 * 1: the signature covers the segment alone. 2: it covers the signature of the segment before, too, so that none of
 * them can be replaced without all that follow.
 */
export type SegmentFormat = 1 | 2

/** A closed piece of the log. Hashes are hex, instants ISO 8601 in UTC with milliseconds. */
export interface Segment {
  format: SegmentFormat
  number: number
  firstSequence: number
  lastSequence: number
  /** Of all its entries the earliest and the latest; one that waited long is not the last. */
  firstAt: string
  lastAt: string
  previousHash: string
  lastHash: string
}

export const sha256 = (...parts: (string | Buffer)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')

/**
 * The hash of an entry: over the hash before and a JSON array of its parts, with ", " between them, which is
 * how PostgreSQL writes `jsonb_build_array(…)::text`. Its escapes are those of JSON.stringify: only `"`, `\`
 * and what is below U+0020, the latter by \b \f \n \r \t or \u00xx.
 */
export function hashOfEntry(entry: ChainedEntry): string {
  const parts = [
    entry.sequence,
    entry.id,
    entry.action,
    entry.occurredAt,
    entry.actorType,
    entry.actorId,
    entry.requestId,
    entry.subjectType,
    entry.subjectId,
    entry.subjectLabel,
    entry.projectId,
    entry.changes,
    entry.payloadHash,
    entry.personalHash,
  ]
  const text = `[${parts.map((part) => JSON.stringify(part)).join(', ')}]`
  return sha256(Buffer.from(entry.previousHash, 'hex'), text)
}

// Each begins with what it is, so that a signature under one can never be passed off as another.

/** @param previousSignature that of the segment before; empty for the first. */
export function segmentText(workspaceId: string, segment: Segment, previousSignature: string): string {
  const { format, number, firstSequence, lastSequence, firstAt, lastAt, previousHash, lastHash } = segment
  return JSON.stringify([
    `apron audit segment ${format}`,
    workspaceId,
    number,
    firstSequence,
    lastSequence,
    firstAt,
    lastAt,
    previousHash,
    lastHash,
    ...(format === 1 ? [] : [previousSignature]),
  ])
}

export function purgeText(
  workspaceId: string,
  { number, lastHash }: Pick<Segment, 'number' | 'lastHash'>,
  at: string,
): string {
  return JSON.stringify(['apron audit purge 1', workspaceId, number, lastHash, at])
}

export interface Head {
  sequence: number
  hash: string
  at: string
  /** SHA-256 of the first line of the file. */
  headerHash: string
}

export function headText(workspaceId: string, { sequence, hash, at, headerHash }: Head): string {
  return JSON.stringify(['apron audit head 1', workspaceId, sequence, hash, at, headerHash])
}

const publicKeys = new Map<string, KeyObject | null>()

/** Whether the holder of the key has signed this text. What is no key and no signature has signed nothing. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  let key = publicKeys.get(publicKey)
  if (key === undefined) {
    key = openPublic(publicKey)
    publicKeys.set(publicKey, key)
  }
  return key !== null && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
}

function openPublic(x: string): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  } catch {
    return null
  }
}
