import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
// @ts-expect-error: it has no types
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
// @ts-expect-error: it has no types
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
// @ts-expect-error: it has no types
import { createSignCryptosuite, createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { fromBase58 } from './base58.ts'
import { addProof, canonical, isProven, newKeyPair, type Signed, sha256, signedBytes } from './proof.ts'

const vectors = join(import.meta.dirname, 'testing/vectors')
const text = (file: string) => readFileSync(join(vectors, file), 'utf8')
const json = (file: string) => JSON.parse(text(file))
const w3c = (file: string) => `eddsa-jcs-2022/${file}`

for (const file of readdirSync(join(vectors, 'jcs/input')))
  test(`the canonical form of ${file} is that of RFC 8785`, () =>
    assert.equal(canonical(json(`jcs/input/${file}`)), text(`jcs/output/${file}`).trimEnd()))

test('every step of the proof is that of the W3C vectors', () => {
  const document = json(w3c('unsigned.txt'))
  const options = json(w3c('proofConfigJCS.txt'))
  const key = json(w3c('keyPair.txt'))
  assert.equal(canonical(document), text(w3c('canonDocJCS.txt')).trim())
  assert.equal(canonical(options), text(w3c('proofCanonJCS.txt')).trim())
  assert.equal(sha256(canonical(document)), text(w3c('docHashJCS.txt')).trim())
  assert.equal(sha256(canonical(options)), text(w3c('proofHashJCS.txt')).trim())
  assert.equal(signedBytes(document, options).toString('hex'), text(w3c('combinedHashJCS.txt')).trim())
  const signed = addProof(
    document,
    { privateKeyMultibase: key.privateKeyMultibase, verificationMethod: options.verificationMethod },
    new Date(options.created),
  )
  assert.deepEqual(signed, json(w3c('signedJCS.txt')))
  assert.equal(signed.proof.proofValue, text(w3c('sigBTC58JCS.txt')).trim())
})

test('the signed vector verifies, and no longer once anything in it is changed', () => {
  const { publicKeyMultibase } = json(w3c('keyPair.txt'))
  const signed = json(w3c('signedJCS.txt')) as Signed
  assert.equal(isProven(signed, publicKeyMultibase), true)
  assert.equal(isProven({ ...signed, name: 'Alumni credential' }, publicKeyMultibase), false)
  assert.equal(isProven({ ...signed, more: 1 }, publicKeyMultibase), false)
  for (const [field, value] of [
    ['created', '2023-02-24T23:36:39Z'],
    ['proofPurpose', 'authentication'],
    ['cryptosuite', 'eddsa-rdfc-2022'],
    ['verificationMethod', 'did:example:other'],
    ['proofValue', `${signed.proof.proofValue.slice(0, -1)}Y`],
  ] as const)
    assert.equal(
      isProven({ ...signed, proof: { ...signed.proof, [field]: value } }, publicKeyMultibase),
      false,
      field,
    )
  assert.equal(isProven(signed, newKeyPair().publicKeyMultibase), false)
})

test('another implementation verifies what Apron signs, and Apron what it signs', async () => {
  const { publicKeyMultibase, privateKeyMultibase } = newKeyPair()
  const id = `did:key:${publicKeyMultibase}#${publicKeyMultibase}`
  const document = json(w3c('unsigned.txt'))
  const key = await Ed25519Multikey.from({
    '@context': 'https://w3id.org/security/multikey/v1',
    type: 'Multikey',
    controller: `did:key:${publicKeyMultibase}`,
    id,
    publicKeyMultibase,
    secretKeyMultibase: privateKeyMultibase,
  })
  const theirs = new DataIntegrityProof({
    signer: key.signer(),
    cryptosuite: createSignCryptosuite(),
    date: '2026-03-01T12:00:00Z',
  })
  const documentLoader = () => assert.fail('JCS needs no document')
  const purpose = { update: (proof: object) => ({ ...proof, proofPurpose: 'assertionMethod' }) }
  const proof = await theirs.createProof({ document, purpose, proofSet: [], documentLoader })
  assert.equal(isProven({ ...document, proof }, publicKeyMultibase), true)
  const ours = addProof(
    document,
    { privateKeyMultibase, verificationMethod: id },
    new Date('2026-03-01T12:00:00Z'),
  )
  // The same key, options and document make the same signature.
  assert.equal(ours.proof.proofValue, proof.proofValue)
  const suite = createVerifyCryptosuite()
  const { proof: ourProof, ...ourDocument } = structuredClone(ours)
  const data = await suite.createVerifyData({ cryptosuite: suite, document: ourDocument, proof: ourProof })
  const verifier = await suite.createVerifier({ verificationMethod: await key.export({ publicKey: true }) })
  const signature = fromBase58(ours.proof.proofValue.slice(1))
  assert.equal(await verifier.verify({ data, signature }), true)
})
