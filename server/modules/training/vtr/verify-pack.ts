import { integrityOf, packFormat } from './pack.ts'
import { isProven, type Signed } from './proof.ts'

export type Part =
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

export interface Fault {
  part: Part
  message: string
}

interface Key {
  id: string
  publicKeyMultibase: string
}

/** The parts of a pack, if it has the form of one. */
export interface OpenPack {
  credential: Signed
  keyId: string
  key: Key
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
const isSigned = (value: unknown): value is Signed => isObject(value) && isObject(value.proof)
export const keyIdOf = ({ proof }: Signed) => String(proof.verificationMethod).split('#')[1] ?? ''

/** Whether a pack is as it was made, judged by its own keys. Whose keys they are, the caller has to know. */
export function openPack(text: string): OpenPack | Fault {
  const pack = parse(text)
  if (!pack) return { part: 'file', message: 'The file is not a whole pack: it is no JSON' }
  if (pack.format !== packFormat)
    return { part: 'format', message: 'The file is no pack of a training record' }
  const { credential, keys, statusList, integrity, verifier, verifyUrl } = pack
  if (!isSigned(credential)) return { part: 'credential', message: 'The pack has no signed credential' }
  if (!isSigned(keys) || !Array.isArray(keys.keys))
    return { part: 'keys', message: 'The pack has no signed keys' }
  if (!isSigned(statusList)) return { part: 'statusList', message: 'The pack has no signed status list' }
  if (!isObject(integrity)) return { part: 'integrity', message: 'The pack has no list of hashes' }
  if (typeof verifier !== 'string')
    return { part: 'verifier', message: 'The pack has no page that verifies it' }
  const chain = keys.keys.filter(
    (key): key is Key =>
      isObject(key) && typeof key.id === 'string' && typeof key.publicKeyMultibase === 'string',
  )
  const keyOf = (signed: Signed) => chain.find(({ id }) => id === keyIdOf(signed))
  const key = keyOf(credential)
  if (!key) return { part: 'keys', message: 'The key that signed the record is not in the pack' }
  const hashes = integrityOf({ credential, keys, statusList, verifier })
  if (!isProven(credential, key.publicKeyMultibase))
    return hashes.credential === integrity.credential
      ? { part: 'proof', message: 'The signature of the record was changed' }
      : { part: 'credential', message: 'The record was changed after it was signed' }
  const reached = followChain(keys, chain, key)
  const isOfChain = (signed: Signed) => {
    const signer = keyOf(signed)
    return signer !== undefined && reached.has(signer.id) && isProven(signed, signer.publicKeyMultibase)
  }
  if (!isOfChain(keys)) return { part: 'keys', message: 'The keys of the pack were changed' }
  if (!isOfChain(statusList)) return { part: 'statusList', message: 'The status list was changed' }
  if (hashes.verifier !== integrity.verifier)
    return { part: 'verifier', message: 'The page that verifies the pack was changed' }
  const names = Object.keys(hashes) as (keyof typeof hashes)[]
  if (
    names.some((name) => hashes[name] !== integrity[name]) ||
    Object.keys(integrity).length !== names.length
  )
    return { part: 'integrity', message: 'A hash of the pack was changed' }
  if (Object.keys(pack).length !== 7)
    return { part: 'format', message: 'The pack has a part that does not belong to it' }
  if (verifyUrl !== credential.id)
    return { part: 'verifyUrl', message: 'The address of the pack was changed' }
  return { credential, keyId: key.id, key }
}

/** The keys that a key vouches for, by what each signed when it was replaced. */
function followChain(keys: Signed, chain: readonly Key[], first: Key): Set<string> {
  const reached = new Set([first.id])
  const rotations = (Array.isArray(keys.rotations) ? keys.rotations : []).filter(isSigned)
  for (let isLonger = true; isLonger; ) {
    isLonger = false
    for (const rotation of rotations) {
      const from = chain.find(({ id }) => id === rotation.from)
      const to = chain.find(({ id }) => id === rotation.to)
      if (!from || !to || !reached.has(from.id) || reached.has(to.id)) continue
      const isVouched =
        rotation.publicKeyMultibase === to.publicKeyMultibase &&
        keyIdOf(rotation) === from.id &&
        isProven(rotation, from.publicKeyMultibase)
      if (!isVouched) continue
      reached.add(to.id)
      isLonger = true
    }
  }
  return reached
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
