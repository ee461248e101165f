import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { hashOfEntry, headText, segmentText, sha256 } from './chain.ts'
import {
  check,
  exported,
  type Line,
  lines,
  logged,
  misfit,
  parse,
  publicKey,
  space,
  write,
} from './testing/tampering.ts'

/** What somebody would do who can compute hashes, and has no key or another one. */
function rechained(copy: Line[]): Line[] {
  let previous = ''
  for (const line of copy.filter((one) => one.kind === 'entry')) {
    line.previousHash = previous
    line.hash = hashOfEntry(line as never)
    previous = line.hash
  }
  return copy
}

test('a log that was rewritten from one entry on is found by its signed segments, or by the head', async () => {
  const early = structuredClone(lines)
  const changed = early.find((line) => line.kind === 'entry' && line.sequence === 5)
  if (changed) changed.action = 'flight.approved'
  assert.match(
    await misfit(write(rechained(early))),
    /whose signed root is another: the segment was rewritten/,
  )
  const late = structuredClone(lines)
  const last = late.findLast((line) => line.kind === 'entry')
  if (last) last.action = 'flight.approved'
  assert.match(await misfit(write(rechained(late))), /the head names another hash .* the end was rewritten/)
})

test('a forged segment is found', async () => {
  const copy = structuredClone(lines)
  const changed = copy.find((line) => line.kind === 'entry' && line.sequence === 5)
  if (changed) changed.subjectLabel = 'x'
  rechained(copy)
  for (const line of copy.filter((one) => one.kind === 'segment')) {
    const hashOf = (sequence: number) =>
      copy.find((one) => one.kind === 'entry' && one.sequence === sequence)?.hash ?? ''
    line.lastHash = hashOf(line.lastSequence)
    line.previousHash = hashOf(line.firstSequence - 1)
  }
  assert.match(
    await misfit(write(copy)),
    /segment \d+ \(entries .*\) was changed or forged: its signature does not fit/,
  )
})

test('entries cannot be taken out under the name of a deletion', async () => {
  const copy = structuredClone(lines)
  const segment = copy.find((line) => line.kind === 'segment' && line.number === 3)
  assert.ok(segment)
  segment.purge = { at: '2026-01-01T00:00:00.000Z', key: publicKey, signature: segment.signature }
  const without = copy.filter(
    (line) =>
      line.kind !== 'entry' || line.sequence < segment.firstSequence || line.sequence > segment.lastSequence,
  )
  assert.match(await misfit(write(without)), /the deletion of segment 3 .* was changed or forged/)
})

test('a log that was signed with another key is found by the key that one trusts', async () => {
  const pair = generateKeyPairSync('ed25519')
  const foreign = pair.publicKey.export({ format: 'jwk' }).x ?? ''
  const signed = (text: string) => sign(null, Buffer.from(text), pair.privateKey).toString('base64url')
  const copy = structuredClone(lines)
  const changed = copy.find((line) => line.kind === 'entry' && line.sequence === 5)
  if (changed) changed.subjectLabel = 'x'
  rechained(copy)
  const hashOf = (sequence: number) =>
    copy.find((one) => one.kind === 'entry' && one.sequence === sequence)?.hash ?? ''
  const [header] = copy
  if (header) header.key = foreign
  let previous = ''
  for (const line of copy.filter((one) => one.kind === 'segment')) {
    Object.assign(line, {
      lastHash: hashOf(line.lastSequence),
      previousHash: hashOf(line.firstSequence - 1),
      key: foreign,
    })
    line.signature = signed(segmentText(space.id, line as never, previous))
    previous = line.signature
  }
  const head = copy.at(-1) ?? {}
  Object.assign(head, {
    hash: hashOf(head.sequence),
    key: foreign,
    headerHash: sha256(JSON.stringify(header)),
  })
  head.signature = signed(headText(space.id, head as never))
  const verdict = await check(write(copy))
  assert.deepEqual(verdict.outcome === 'whole' && verdict.keys, [foreign])
  assert.match(
    await misfit(write(copy), [publicKey]),
    /is signed with the key .*, which is not the one that you trust/,
  )
})

test('what another workspace signed proves nothing here', async () => {
  const theirs = parse(await exported(await logged()))
  const copy = structuredClone(theirs)
  if (copy[0]) copy[0].workspace = lines[0]?.workspace
  assert.match(await misfit(write(copy)), /was changed or forged/)
})
