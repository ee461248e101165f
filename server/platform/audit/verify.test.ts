import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { purgeLogs } from '../retention/purge.ts'
import { startTestApp } from '../testing/app.ts'
import { happened } from '../testing/past.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { hashOfEntry, headText, segmentText, sha256 } from './chain.ts'
import { closeSegments } from './close-segment.ts'
import { verifyExport } from './verify.ts'
import { linesOf, verifyAuditFile } from './verify-command.ts'

const app = await startTestApp({}, { work: false })
const directory = mkdtempSync(join(tmpdir(), 'apron-verify-'))
after(() => rmSync(directory, { recursive: true, force: true }))

// biome-ignore lint/suspicious/noExplicitAny: lines of a file, which the tests tamper with
type Line = Record<string, any>

const nasty = [
  'quote " backslash \\ slash / ',
  'controls \u0001\u0008\u000b\u001f\u007f\u0080\u009f',
  'tab\tnewline\nreturn\rformfeed\f',
  'separators \u2028\u2029\ufeff\u202e',
  'beyond 😀 𝕏 \u{10ffff} e\u0301 ﷽',
  '<script>&amp;</script> %00 \\u0000',
  '',
]

/** A workspace with closed segments, an open end and whatever a label can hold. */
async function logged(): Promise<TestWorkspace> {
  const space = await workspace(undefined, app)
  for (const [index, label] of nasty.entries())
    await happened(space, 'note.made', 20 - Math.floor(index / 2), {
      label,
      changes: [{ field: label, before: null, after: nasty }],
    })
  await happened(space, 'note.made', 2)
  await closeSegments(app.services)
  await space.project({ name: 'Größe "quoted"\t😀' })
  await space.project()
  return space
}

async function exported({ owner }: TestWorkspace, query = ''): Promise<string> {
  const answer = await owner.get(`/api/v1/admin/audit-log/export?format=ndjson${query}`)
  assert.equal(answer.status, 200)
  return answer.text
}
const parse = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
const write = (lines: Line[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')
const check = (text: string, keys: string[] = []) =>
  verifyExport(
    linesOf(
      (async function* () {
        yield Buffer.from(text)
      })(),
    ),
    keys,
  )

async function misfit(text: string, keys: string[] = []): Promise<string> {
  const verdict = await check(text, keys)
  assert.equal(verdict.outcome, 'misfit', `passed: ${JSON.stringify(verdict)}`)
  return `${verdict.outcome === 'misfit' ? `${verdict.line}: ${verdict.reason}` : ''}`
}

const space = await logged()
const honest = await exported(space)
const lines = parse(honest)
const [publicKey = ''] = (await space.anybody.get('/api/v1/audit-keys')).data.map(
  (key: { publicKey: string }) => key.publicKey,
)
/** The lines, with one of them twisted: the first of a kind that fits. */
function twisted(kind: string, twist: (line: Line) => void, fits = (_line: Line) => true): string {
  const copy = structuredClone(lines)
  const line = copy.find((one) => one.kind === kind && fits(one))
  assert.ok(line, `no ${kind}`)
  twist(line)
  return write(copy)
}
const at = (kind: string, sequence: number) =>
  lines.findIndex((line) => line.kind === kind && line.sequence === sequence)

test('an honest export is whole, whatever its texts hold', async () => {
  const { data } = await space.owner.get('/api/v1/admin/audit-log?page_size=1')
  const verdict = await check(honest, [publicKey])
  assert.equal(verdict.outcome, 'whole')
  if (verdict.outcome !== 'whole') return
  assert.deepEqual(
    [verdict.entries, verdict.head.sequence, verdict.purged, verdict.keys, verdict.workspace.id],
    [data.total, data.total, { segments: 0, entries: 0 }, [publicKey], space.id],
  )
  assert.ok(verdict.segments >= 5)
})

test('a change of any field of an entry is found', async () => {
  const entry = lines.find((line) => line.kind === 'entry' && line.subjectLabel?.startsWith('beyond'))
  assert.ok(entry)
  const sequence: number = entry.sequence
  for (const field of Object.keys(entry).filter((key) => key !== 'kind')) {
    for (const value of [
      ...(typeof entry[field] === 'string'
        ? [entry[field] === '' ? 'x' : `${entry[field]}x`, entry[field].slice(1)]
        : []),
      entry[field] === null ? 'x' : null,
      {},
      [entry[field]],
      777,
    ]) {
      const text = twisted(
        'entry',
        (line) => {
          line[field] = value
        },
        (line) => line.sequence === sequence,
      )
      assert.match(
        await misfit(text),
        new RegExp(`^${at('entry', sequence) + 1}: `),
        `${field} = ${JSON.stringify(value)}`,
      )
    }
  }
  assert.match(
    await misfit(
      twisted(
        'entry',
        (line) => {
          line.action = 'flight.approved'
        },
        (line) => line.sequence === 4,
      ),
    ),
    /: entry 4 \(evt_\w+, flight\.approved\) was changed: its hash is not that of its content$/,
  )
})

test('a change of any field of a segment, of the head and of the first line is found', async () => {
  for (const kind of ['segment', 'head', 'export']) {
    for (const field of Object.keys(lines.find((line) => line.kind === kind) ?? {}).filter(
      (key) => key !== 'kind',
    )) {
      for (const value of [null, 'x', 7, {}, [], { at: 'x', key: publicKey, signature: 'x' }])
        await misfit(
          twisted(kind, (line) => {
            line[field] = value
          }),
        ).catch((error: Error) => {
          // The one that is what it was.
          if (JSON.stringify(lines.find((line) => line.kind === kind)?.[field]) !== JSON.stringify(value))
            throw error
        })
    }
  }
})

test('an entry that was removed is found', async () => {
  for (const sequence of [1, 5, lines.at(-1)?.sequence - 1]) {
    const index = at('entry', sequence)
    const text = write(lines.toSpliced(index, 1))
    assert.match(await misfit(text), new RegExp(`${sequence}`))
  }
  assert.match(
    await misfit(write(lines.toSpliced(at('entry', 2), 1))),
    /entry 3 \(.*\) stands where entry 2 belongs: entry 2 is missing, or they were swapped|segment 1 ends with entry 2/,
  )
})

test('two entries that were swapped are found', async () => {
  const [one, two] = [at('entry', lines.at(-1)?.sequence - 1), at('entry', lines.at(-1)?.sequence)]
  const text = write(lines.with(one, lines[two] ?? {}).with(two, lines[one] ?? {}))
  assert.match(await misfit(text), /stands where entry \d+ belongs: .* missing, or they were swapped/)
})

test('an end that was cut off is found, with the head or without it', async () => {
  assert.match(await misfit(write(lines.slice(0, -1))), /without the signed head: its end was cut off/)
  assert.match(
    await misfit(write(lines.toSpliced(-2, 1))),
    /the head is at entry (\d+), and the file ends with entry \d+: entries were cut off/,
  )
  for (let count = 0; count < lines.length; count++) await misfit(write(lines.slice(0, count)))
  assert.match(await misfit(honest.slice(0, -30)), /no line of JSON/)
  assert.match(await misfit(''), /empty/)
  assert.match(await misfit(write(lines.slice(1))), /does not begin with the first line/)
})

test('an older head does not pass for the end of a newer export', async () => {
  const older = lines.at(-1) ?? {}
  await space.project()
  const newer = parse(await exported(space))
  await misfit(write([...newer.slice(0, -1), older]))
  await misfit(write([...newer, older]))
})

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

test('a field that nobody vouches for, a field twice and other white space are found', async () => {
  await misfit(
    twisted('entry', (line) => {
      line.note = 'harmless'
    }),
  )
  await misfit(
    twisted('segment', (line) => {
      line.note = 'harmless'
    }),
  )
  await misfit(honest.replace('"action":"', '"action":"flight.approved","action":"'))
  await misfit(honest.replace('"action":"', '"action": "'))
  await misfit(honest.replaceAll('\n', '\r\n'))
  await misfit(`\ufeff${honest}`)
  await misfit(honest.replace('\n', '\n\n'))
  await misfit(honest + honest)
})

test('an export is accepted after retention has deleted older segments', async () => {
  const old = await workspace(undefined, app)
  for (const days of [500, 500, 499, 40]) await happened(old, 'note.made', days)
  await old.project()
  await closeSegments(app.services)
  await purgeLogs(app.services)
  const text = await exported(old)
  const verdict = await check(text, [publicKey])
  assert.deepEqual(verdict.outcome === 'whole' && [verdict.purged, verdict.entries], [
    { segments: 2, entries: 3 },
    (await old.owner.get('/api/v1/admin/audit-log')).data.total,
  ])
  const rest = parse(text)
  for (const purged of rest.filter((line) => line.purge))
    await misfit(write(rest.filter((line) => line !== purged)))
})

test('what was erased of a person leaves the export whole', async () => {
  const erased = await logged()
  await app.sql('update events set personal = null where workspace_id = $1 and seq < 6', [erased.uuid])
  const text = await exported(erased)
  assert.equal((await check(text)).outcome, 'whole')
  const copy = parse(text)
  const line = copy.find((one) => one.kind === 'entry')
  if (line) line.actorName = 'Somebody else'
  assert.match(await misfit(write(copy)), /it names a person, and what it knew of the person was erased/)
})

test('an excerpt says that it cannot be proved whole, and still finds what was changed', async () => {
  const text = await exported(space, '&action=note')
  const verdict = await check(text)
  assert.deepEqual(verdict, { outcome: 'excerpt', entries: nasty.length + 1, filters: { action: 'note' } })
  const copy = parse(text)
  if (copy[2]) copy[2].action = 'x'
  assert.match(await misfit(write(copy)), /was changed/)
  if (copy[0]) copy[0].isWhole = true
  await misfit(write(copy))
})

test('the command needs neither database nor settings, and its exit code says how it went', async () => {
  const file = (name: string, text: string) => {
    const path = join(directory, name)
    writeFileSync(path, text)
    return path
  }
  const run = (...args: string[]) => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, '../../main.ts'), 'verify-audit', ...args],
      {
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          DATA_DIR: join(directory, 'nowhere'),
          DATABASE_URL: 'nonsense',
          PORT: 'nonsense',
        },
      },
    )
    return { status, stdout }
  }
  const good = run(file('good.ndjson', honest), '--key', publicKey)
  assert.match(
    good.stdout,
    /^whole and unchanged: \d+ entries of Workspace \d+ \(org_\w+\), to entry \d+ as of /,
  )
  assert.equal(good.status, 0)
  assert.ok(!existsSync(join(directory, 'nowhere')))
  const bad = run(file('bad.ndjson', write(lines.toSpliced(at('entry', 4), 1))))
  assert.deepEqual([bad.status, /^does not fit: line \d+: (entry|segment) /.test(bad.stdout)], [1, true])
})

test('what the command cannot tell or read, it says', async () => {
  const said = async (...args: string[]) => {
    const out: string[] = []
    const status = await verifyAuditFile(args, (line) => out.push(line))
    return `${status} ${out.join('\n')}`
  }
  const excerpt = join(directory, 'excerpt.ndjson')
  writeFileSync(excerpt, await exported(space, '&search=nobody'))
  assert.match(await said(excerpt), /^2 cannot be proved whole: this is an excerpt \(search=nobody\)/)
  assert.match(await said(join(directory, 'missing')), /^2 .* cannot be read: ENOENT/)
  assert.match(await said(), /^2 Name one file/)
  assert.match(await said('a', '--key', 'short'), /^2 "short" is no public key/)
  assert.match(await said('a', '--nonsense'), /^2 Unknown option/)
  const latin = join(directory, 'latin.ndjson')
  writeFileSync(latin, Buffer.from(honest.replace('Größe', 'Größe'), 'latin1'))
  assert.match(await said(latin), /^1 does not fit: the file is not UTF-8/)
})

test('a line that never ends is refused, and not held', async () => {
  async function* endless() {
    for (;;) yield Buffer.alloc(1_000_000, 'a')
  }
  const verdict = await verifyExport(linesOf(endless()))
  assert.equal(verdict.outcome, 'misfit')
})
