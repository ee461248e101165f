import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { purgeLogs } from '../retention/purge.ts'
import { happened } from '../testing/past.ts'
import { workspace } from '../testing/workspace.ts'
import { closeSegments } from './close-segment.ts'
import {
  app,
  at,
  check,
  directory,
  exported,
  honest,
  lines,
  logged,
  misfit,
  nasty,
  parse,
  publicKey,
  space,
  twisted,
  write,
} from './testing/tampering.ts'
import { verifyExport } from './verify.ts'
import { linesOf, verifyAuditFile } from './verify-command.ts'

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
