import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { testApp } from '#platform/testing/app.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { school } from '../testing/school.ts'
import type { Pack } from './pack.ts'

const app = await testApp()
const base = '/api/v1/training'
const client = join(import.meta.dirname, '../../../../client/apron-verify.ts')

async function issued(t: TestContext) {
  const space = await workspace(t, app)
  const made = await school(space)
  const { data: signoff } = await made.signOff()
  const vtr = await space.made(`${base}/vtr`, { kind: 'signoff', subjectId: signoff.id })
  const packText = async () => (await space.owner.get(`${base}/vtr/${vtr.id}/pack.json`)).text
  return { ...made, space, signoff, vtr, packText }
}

const online = async (space: TestWorkspace, pack: string) =>
  (await space.anybody.post('/verify', { pack })).data

/** The command, in a process of its own, without any server. */
function offline(
  t: TestContext,
  pack: string,
  ...args: string[]
): Promise<{ code: number; lines: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'apron-vtr-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'pack.json')
  writeFileSync(file, pack)
  return new Promise((resolve) => {
    execFile(process.execPath, [client, file, '--offline', ...args], (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), lines: stdout.split('\n') }),
    )
  })
}

/** The text with one byte of it changed, behind a mark. */
function flip(text: string, mark: string, after = 0): string {
  const at = text.indexOf(mark) + mark.length + after
  assert.ok(text.includes(mark), `there is no ${mark}`)
  const byte = text.charAt(at)
  return `${text.slice(0, at)}${byte === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`
}

test('one byte of a pack changed is found online and offline, with the part; unchanged it verifies in both', async (t) => {
  const { space, packText } = await issued(t)
  const text = await packText()
  assert.equal((await online(space, text)).status, 'verified')
  assert.deepEqual((await space.anybody.post('/verify', JSON.parse(text))).data.status, 'verified')
  const good = await offline(t, text)
  assert.deepEqual([good.code, good.lines[0]], [0, 'verified'])
  const changes: [string, string][] = [
    ['credential', flip(text, '"identityHash":"')],
    ['credential', flip(text, '"validFrom":"202')],
    ['proof', flip(text, '"proofValue":"z')],
    ['keys', flip(text, '"createdAt":"20')],
    ['statusList', flip(text, '"encodedList":"u', 5)],
    ['integrity', flip(text, '"integrity":{"credential":"')],
    ['integrity', flip(text, '"integrity":{"credential":"', 90)],
    ['verifyUrl', flip(text, '"verifyUrl":"http')],
    ['verifier', flip(text, '"verifier":"<!doctype ')],
    ['format', flip(text, '"format":"')],
    ['file', text.slice(0, -1)],
  ]
  for (const [part, changed] of changes) {
    const { status, part: found } = await online(space, changed)
    assert.deepEqual([status, found], ['integrity_mismatch', part])
  }
  for (const [part, changed] of changes.slice(0, 3)) {
    const { code, lines } = await offline(t, changed)
    assert.deepEqual([code, lines[0]], [1, `integrity_mismatch: ${part}`])
  }
})

test('both ways to verify name the same part, wherever a byte of a pack was changed', async (t) => {
  const { space, packText } = await issued(t)
  const { verifyPack } = await import('../../../../client/verify-pack.ts')
  const text = await packText()
  for (let index = 0; index < 60; index++) {
    const at = Math.floor((index * text.length) / 60)
    const changed = `${text.slice(0, at)}${text.charAt(at) === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`
    const [here, there] = [await online(space, changed), await verifyPack(changed)]
    assert.equal(here.status, 'integrity_mismatch', text.slice(at - 30, at + 30))
    assert.deepEqual([there.status, there.part], [here.status, here.part], text.slice(at - 30, at + 30))
  }
})

test('after two rotations of the key the first pack still verifies, and no longer once its key was compromised before', async (t) => {
  const { space, packText, vtr } = await issued(t)
  const first = await packText()
  for (let count = 0; count < 2; count++) await space.made(`${base}/signing-keys/rotate`)
  assert.equal((await online(space, first)).status, 'verified')
  assert.equal((await offline(t, first)).code, 0)
  const later = await packText()
  const { keys } = JSON.parse(later) as Pack
  assert.equal((keys.rotations as unknown[]).length, 2)
  assert.equal((await online(space, later)).status, 'verified')
  assert.equal((await offline(t, later)).code, 0)
  const did = await space.anybody.get(`/w/${space.slug}/did.json`)
  assert.equal(did.body.verificationMethod.length, 3)
  const mark = (compromisedAt: string) =>
    space.made(`${base}/signing-keys/${vtr.keyId}/compromise`, { compromisedAt })
  await mark(new Date().toISOString())
  assert.equal((await online(space, first)).status, 'verified')
  await mark(new Date(Date.parse(vtr.createdAt) - 86_400_000).toISOString())
  for (const verdict of [
    await online(space, first),
    (await space.anybody.get(`/verify/${vtr.id}`)).data,
    await online(space, await packText()),
  ])
    assert.deepEqual([verdict.status, verdict.part], ['integrity_mismatch', 'key'])
  assert.equal((await offline(t, await packText())).lines[0], 'integrity_mismatch: key')
})

test('a revoked record says when and why on its page and as JSON, its bit is set, and an old list is no longer believed', async (t) => {
  const { space, packText, vtr } = await issued(t)
  const before = await packText()
  const stale = await offline(t, before, '--at', '2099-01-01')
  assert.equal(stale.code, 3)
  assert.match(stale.lines[1] ?? '', /Status not known since \d+ \w+ 20\d\d at \d\d:\d\d UTC/)
  const revoked = await space.made(`${base}/vtr/${vtr.id}/revoke`, { reason: 'The check was never flown' })
  assert.equal(revoked.status, 'revoked')
  const { data } = await space.anybody.get(`/verify/${vtr.id}`)
  assert.deepEqual([data.status, data.reason], ['revoked', 'The check was never flown'])
  assert.equal(data.revokedAt, revoked.revokedAt)
  const page = await space.anybody.get(`/verify/${vtr.id}`, { accept: 'text/html' })
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
  assert.match(page.text, /<h2>Revoked<\/h2>/)
  assert.ok(page.text.includes('The check was never flown') && page.text.includes(data.revokedAt))
  const list = await space.anybody.get(`/w/${space.slug}/status/${vtr.statusList}`)
  const bits = gunzipSync(Buffer.from(list.body.credentialSubject.encodedList.slice(1), 'base64url'))
  assert.equal(bits.length * 8, 131_072)
  const { statusIndex: at } = vtr
  assert.equal(((bits[at >> 3] ?? 0) >> (7 - (at & 7))) & 1, 1)
  assert.equal(
    bits.reduce((sum, byte) => sum + byte, 0),
    0x80 >> (at & 7),
  )
  assert.equal((await online(space, before)).status, 'revoked')
  assert.equal((await offline(t, await packText())).lines[0], 'revoked')
  const again = await space.owner.post(`${base}/vtr/${vtr.id}/revoke`, { reason: 'Twice' })
  assert.deepEqual([again.status, again.body.code], [409, 'vtr_state'])
})

test('a record is superseded by a new one, and what SQL changes is an integrity mismatch', async (t) => {
  const { space, vtr } = await issued(t)
  const next = await space.made(`${base}/vtr/${vtr.id}/supersede`)
  assert.equal(next.supersedesId, vtr.id)
  const { data } = await space.anybody.get(`/verify/${vtr.id}`)
  assert.deepEqual([data.status, data.supersededById], ['superseded', next.id])
  await assert.rejects(
    app.sql(`update training_vtrs set content = content || ' ' where id = $1`, [next.id]),
    /training_vtrs_content/,
  )
  await app.sql('alter table training_vtrs drop constraint training_vtrs_content')
  await app.sql(`update training_vtrs set content = replace(content, 'Level', 'level') where id = $1`, [
    next.id,
  ])
  assert.equal((await space.owner.get(`${base}/vtr/${next.id}`)).data.status, 'integrity_mismatch')
  assert.equal((await space.anybody.get(`/verify/${next.id}`)).data.status, 'integrity_mismatch')
})

test('the public API shows the metadata of a record, and no content, name or grade', async (t) => {
  const { space, vtr, learner, teacher } = await issued(t)
  const key = await space.key({ scopes: ['public.vtr:read'] })
  const one = await key.get(`/api/v1/public/vtr/${vtr.id}`)
  assert.equal(one.data.contentSha256, vtr.contentSha256)
  for (const text of [
    learner.displayName,
    teacher.displayName,
    'Straight and level',
    '"content"',
    '"level"',
    '"title"',
  ])
    assert.ok(!one.text.includes(text), text)
  assert.equal((await key.get(`/api/v1/public/vtr?student_id=${learner.id}`)).data.total, 1)
  const other = await space.key({ scopes: ['public.signoffs:read'] })
  assert.equal((await other.get(`/api/v1/public/vtr/${vtr.id}`)).status, 403)
})

test('an instructor issues what they signed, a student nothing, and both see it', async (t) => {
  const { space, vtr, instructor, student, signoff } = await issued(t)
  const body = { kind: 'signoff', subjectId: signoff.id }
  assert.equal((await instructor.post(`${base}/vtr`, body)).status, 201)
  assert.equal((await student.post(`${base}/vtr`, body)).status, 403)
  assert.equal((await student.get(`${base}/vtr/${vtr.id}`)).status, 200)
  const peer = await space.as('peer', { roles: ['student'] })
  assert.equal((await peer.get(`${base}/vtr/${vtr.id}`)).status, 404)
  assert.equal((await space.anybody.get('/verify/vtr_01jq8me7x2f9tb6k4z0r5w3v1n')).status, 404)
  const drop = await space.anybody.get('/verify')
  assert.match(drop.headers.get('content-security-policy') ?? '', /script-src 'self' 'sha256-/)
})
