import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import canonicalize from 'canonicalize'
import { fromBase58, toBase58 } from './base58.ts'

// Data Integrity with the suite eddsa-jcs-2022 (W3C Recommendation, 15 May 2025, section 3.3): an Ed25519 signature
// over sha256(JCS(proof options)) ‖ sha256(JCS(document)).

/** Ed25519 keys as Multikey: 0xed01 before the public key, 0x8026 before the private one. */
const publicHeader = Buffer.from([0xed, 0x01])
const privateHeader = Buffer.from([0x80, 0x26])
// What stands before the 32 bytes of an Ed25519 key in DER: SubjectPublicKeyInfo, and PKCS #8.
const derPublic = Buffer.from('302a300506032b6570032100', 'hex')
const derPrivate = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface Proof {
  type: string
  cryptosuite: string
  created: string
  verificationMethod: string
  proofPurpose: string
  '@context'?: unknown
  proofValue: string
}
export type Document = Readonly<Record<string, unknown>>
export type Signed = Document & { proof: Proof }

export interface KeyPair {
  publicKeyMultibase: string
  privateKeyMultibase: string
}

export function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const last32 = (der: Buffer) => der.subarray(-32)
  return {
    publicKeyMultibase: multibase(publicHeader, last32(publicKey.export({ format: 'der', type: 'spki' }))),
    privateKeyMultibase: multibase(
      privateHeader,
      last32(privateKey.export({ format: 'der', type: 'pkcs8' })),
    ),
  }
}

const multibase = (header: Buffer, key: Buffer) => `z${toBase58(Buffer.concat([header, key]))}`

function keyBytes(text: string, header: Buffer): Buffer | null {
  const bytes = text.startsWith('z') ? fromBase58(text.slice(1)) : null
  return bytes?.length === header.length + 32 && bytes.subarray(0, 2).equals(header)
    ? bytes.subarray(2)
    : null
}

function publicKeyOf(text: string): KeyObject | null {
  const bytes = keyBytes(text, publicHeader)
  return bytes && createPublicKey({ key: Buffer.concat([derPublic, bytes]), format: 'der', type: 'spki' })
}

/** The canonical text of a JSON value (RFC 8785). */
export function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('This is no JSON value')
  return text
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** The bytes that are signed: the hash of the proof's options, and that of the document. */
export function signedBytes(document: Document, options: Omit<Proof, 'proofValue'>): Buffer {
  const hash = (value: unknown) => createHash('sha256').update(canonical(value)).digest()
  return Buffer.concat([hash(options), hash(document)])
}

export interface SigningKey {
  privateKeyMultibase: string
  verificationMethod: string
}

/** Adds a proof to a document. The context of the document is part of the proof's options. */
export function addProof(document: Document, key: SigningKey, now: Date): Signed {
  const options = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    created: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    verificationMethod: key.verificationMethod,
    proofPurpose: 'assertionMethod',
    ...('@context' in document ? { '@context': document['@context'] } : {}),
  }
  const bytes = keyBytes(key.privateKeyMultibase, privateHeader)
  if (!bytes) throw new Error('The signing key is no Ed25519 key')
  const privateKey = createPrivateKey({
    key: Buffer.concat([derPrivate, bytes]),
    format: 'der',
    type: 'pkcs8',
  })
  const signature = sign(null, signedBytes(document, options), privateKey)
  return { ...document, proof: { ...options, proofValue: `z${toBase58(signature)}` } }
}

/** Whether the proof of a document was made with this key over exactly this document. */
export function isProven(signed: Signed, publicKeyMultibase: string): boolean {
  const { proof, ...document } = signed
  const { proofValue, ...options } = proof
  const key = publicKeyOf(publicKeyMultibase)
  const signature =
    typeof proofValue === 'string' && proofValue.startsWith('z') ? fromBase58(proofValue.slice(1)) : null
  if (!key || signature?.length !== 64) return false
  if (options.type !== 'DataIntegrityProof' || options.cryptosuite !== 'eddsa-jcs-2022') return false
  if (options.proofPurpose !== 'assertionMethod') return false
  // The options repeat the context of the document, so that nobody reads the same terms in another way.
  if ('@context' in options && canonical(options['@context']) !== canonical(document['@context'] ?? null))
    return false
  return verify(null, signedBytes(document, options), key, signature)
}
