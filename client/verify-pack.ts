// Verifies a pack of a training record without a network, in Node and in browsers: this file imports nothing. The
// page inside each pack is made from it.

export type PackStatus = 'verified' | 'revoked' | 'integrity_mismatch' | 'status_unknown'

/** Which part of a pack is not what was signed. */
export type PackPart =
  | 'file'
  | 'format'
  | 'credential'
  | 'proof'
  | 'keys'
  | 'key'
  | 'statusList'
  | 'integrity'
  | 'verifyUrl'
  | 'verifier'

export interface PackVerdict {
  status: PackStatus
  /** A sentence for people. */
  message: string
  part: PackPart | null
  title: string | null
  student: string | null
  issuer: string | null
  issuedAt: string | null
  /** The public key that signed the record: compare it with the one that the school publishes. */
  publicKey: string | null
}

export interface PackOptions {
  now?: Date
  /** The public keys that you trust, as `z6Mk…`. Without any, the verdict names the key for you to compare. */
  trustedKeys?: readonly string[]
}

type Json = Record<string, unknown>
interface Key {
  id: string
  publicKeyMultibase: string
  compromisedAt: string | null
}

/** Verifies the text of a pack. It never throws on anything that the text holds. */
export async function verifyPack(text: string, options: PackOptions = {}): Promise<PackVerdict> {
  const verdict: PackVerdict = {
    status: 'integrity_mismatch',
    message: '',
    part: null,
    title: null,
    student: null,
    issuer: null,
    issuedAt: null,
    publicKey: null,
  }
  const mismatch = (part: PackPart, message: string): PackVerdict => ({ ...verdict, part, message })
  const pack = parse(text)
  if (!pack) return mismatch('file', 'The file is not a whole pack: it is no JSON')
  if (pack.format !== 'apron-vtr-pack/1')
    return mismatch('format', 'The file is no pack of a training record')
  const { credential, keys, statusList, integrity, verifier, verifyUrl } = pack
  if (!isObject(credential)) return mismatch('credential', 'The pack has no credential')
  if (!isObject(keys) || !Array.isArray(keys.keys)) return mismatch('keys', 'The pack has no keys')
  if (!isObject(statusList)) return mismatch('statusList', 'The pack has no status list')
  if (!isObject(integrity)) return mismatch('integrity', 'The pack has no list of hashes')
  describe(verdict, credential)
  const chain = (keys.keys as unknown[]).filter(isKey)
  const key = chain.find(({ id }) => id === keyIdOf(credential))
  if (!key) return mismatch('keys', 'The key that signed the record is not in the pack')
  verdict.publicKey = key.publicKeyMultibase
  if (!(await isProven(credential, key))) {
    const { proof: _, ...document } = credential
    return (await hash(document)) === integrity.credential
      ? mismatch('proof', 'The signature of the record was changed')
      : mismatch('credential', 'The record was changed after it was signed')
  }
  const reached = await followChain(keys, chain, key)
  const chainKey = chain.find(({ id }) => id === keyIdOf(keys))
  if (!chainKey || !reached.has(chainKey.id) || !(await isProven(keys, chainKey)))
    return mismatch('keys', 'The keys of the pack were changed')
  const listKey = chain.find(({ id }) => id === keyIdOf(statusList))
  if (!listKey || !reached.has(listKey.id) || !(await isProven(statusList, listKey)))
    return mismatch('statusList', 'The status list was changed')
  const issuedAt = String(credential.validFrom)
  if (key.compromisedAt !== null && Date.parse(key.compromisedAt) <= Date.parse(issuedAt))
    return mismatch(
      'key',
      `The key is compromised since ${inWords(key.compromisedAt)}, before the record was issued`,
    )
  if (options.trustedKeys && !options.trustedKeys.includes(key.publicKeyMultibase))
    return mismatch('key', 'The record was signed with a key that you do not trust')
  const hashes: [PackPart, unknown][] = [
    ['keys', keys],
    ['statusList', statusList],
    ['verifier', verifier],
  ]
  const { proof: _, ...document } = credential
  if ((await hash(document)) !== integrity.credential)
    return mismatch('integrity', 'A hash of the pack was changed')
  for (const [part, value] of hashes)
    if ((await hash(value)) !== integrity[part])
      return part === 'verifier'
        ? mismatch(part, 'The page that verifies the pack was changed')
        : mismatch('integrity', 'A hash of the pack was changed')
  if (Object.keys(integrity).length !== hashes.length + 1 || Object.keys(pack).length !== 7)
    return mismatch('format', 'The pack has a part that does not belong to it')
  if (verifyUrl !== credential.id) return mismatch('verifyUrl', 'The address of the pack was changed')
  return { ...verdict, ...(await statusIn(credential, statusList, options.now ?? new Date())) }
}

/** An instant as people write it: “30 November 2026 at 22:03 UTC”. The page of the server has its text, so it is whole alone. */
export function inWords(at: string): string {
  const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  return Number.isNaN(Date.parse(at)) ? at : `${moment.format(new Date(at))} UTC`
}

async function statusIn(
  credential: Json,
  list: Json,
  now: Date,
): Promise<Pick<PackVerdict, 'status' | 'message' | 'part'>> {
  const entry = credential.credentialStatus
  const subject = list.credentialSubject
  const isOfList =
    isObject(entry) &&
    isObject(subject) &&
    entry.statusListCredential === list.id &&
    list.issuer === (credential.issuer as Json).id
  if (!isOfList)
    return {
      status: 'integrity_mismatch',
      part: 'statusList',
      message: 'The status list is of other records',
    }
  const since = String(list.validFrom)
  if (await isSet(String(subject.encodedList), Number(entry.statusListIndex)))
    return {
      status: 'revoked',
      part: null,
      message: `Revoked or superseded: the list of ${inWords(since)} says so`,
    }
  // A copy that is too old says nothing about today.
  if (now.getTime() > Date.parse(String(list.validUntil)))
    return {
      status: 'status_unknown',
      part: null,
      message: `Unchanged since it was signed. Status not known since ${inWords(since)}`,
    }
  return {
    status: 'verified',
    part: null,
    message: `Signed, unchanged, and not revoked as of ${inWords(since)}`,
  }
}

/** The keys that a key vouches for, by what each signed when it was replaced. */
async function followChain(keys: Json, chain: readonly Key[], first: Key): Promise<Set<string>> {
  const reached = new Set([first.id])
  const rotations = (Array.isArray(keys.rotations) ? keys.rotations : []).filter(isObject)
  for (let isLonger = true; isLonger; ) {
    isLonger = false
    for (const rotation of rotations) {
      const from = chain.find(({ id }) => id === rotation.from)
      const to = chain.find(({ id }) => id === rotation.to)
      if (!from || !to || !reached.has(from.id) || reached.has(to.id)) continue
      if (rotation.publicKeyMultibase !== to.publicKeyMultibase || keyIdOf(rotation) !== from.id) continue
      if (!(await isProven(rotation, from))) continue
      reached.add(to.id)
      isLonger = true
    }
  }
  return reached
}

function describe(verdict: PackVerdict, credential: Json): void {
  const subject = credential.credentialSubject as { identifier?: { identityHash?: string }[] } | undefined
  verdict.title = String(credential.name ?? '')
  verdict.student = subject?.identifier?.[0]?.identityHash ?? null
  verdict.issuer = String((credential.issuer as Json | undefined)?.name ?? '')
  verdict.issuedAt = String(credential.validFrom ?? '')
}

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
const isKey = (value: unknown): value is Key =>
  isObject(value) && typeof value.id === 'string' && typeof value.publicKeyMultibase === 'string'

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function keyIdOf(document: Json): string {
  const proof = document.proof
  return isObject(proof) ? (String(proof.verificationMethod).split('#')[1] ?? '') : ''
}

/** RFC 8785: JSON.stringify writes numbers and texts as it asks, so only the order of the names is left. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalText(entry)).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value ?? null)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`).join(',')}}`
}

const digest = async (text: string) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))

async function hash(value: unknown): Promise<string> {
  const bytes = await digest(canonicalText(value))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** eddsa-jcs-2022: Ed25519 over sha256(JCS(options of the proof)) and sha256(JCS(document)). */
async function isProven(signed: Json, { publicKeyMultibase }: Key): Promise<boolean> {
  const { proof, ...document } = signed
  if (!isObject(proof)) return false
  const { proofValue, ...options } = proof
  if (options.cryptosuite !== 'eddsa-jcs-2022' || options.proofPurpose !== 'assertionMethod') return false
  const context = canonicalText(options['@context'] ?? null)
  if ('@context' in options && context !== canonicalText(document['@context'] ?? null)) return false
  const raw = fromBase58(publicKeyMultibase)
  const signature = fromBase58(String(proofValue))
  if (raw?.length !== 34 || raw[0] !== 0xed || raw[1] !== 0x01 || signature?.length !== 64) return false
  const message = new Uint8Array(64)
  message.set(await digest(canonicalText(options)))
  message.set(await digest(canonicalText(document)), 32)
  const key = await crypto.subtle.importKey('raw', raw.slice(2), { name: 'Ed25519' }, false, ['verify'])
  return crypto.subtle.verify({ name: 'Ed25519' }, key, signature, message)
}

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

function fromBase58(text: string): Uint8Array<ArrayBuffer> | null {
  if (!text.startsWith('z')) return null
  const bytes: number[] = []
  for (const character of text.slice(1)) {
    let carry = alphabet.indexOf(character)
    if (carry < 0) return null
    for (let index = 0; index < bytes.length; index++) {
      carry += (bytes[index] ?? 0) * 58
      bytes[index] = carry & 255
      carry >>= 8
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 255)
  }
  for (const character of text.slice(1)) {
    if (character !== '1') break
    bytes.push(0)
  }
  return new Uint8Array(bytes.reverse())
}

/** Whether a bit of a compressed list is set. The first bit is the leftmost. */
async function isSet(encoded: string, index: number): Promise<boolean> {
  const base64 = encoded.slice(1).replaceAll('-', '+').replaceAll('_', '/')
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  const bits = new Uint8Array(await new Response(stream).arrayBuffer())
  return ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0
}
