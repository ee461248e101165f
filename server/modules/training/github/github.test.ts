import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { startTestApp } from '#platform/testing/app.ts'
import type { Answer } from '#platform/testing/client.ts'
import { until } from '#platform/testing/until.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { startTestGithub } from './testing/github.ts'
import { connectLibrary, programOf, pushRequest, revisionsOf, syllabus } from './testing/push.ts'

const logged: string[] = []
const log = new Writable({
  write(chunk, _encoding, done) {
    logged.push(String(chunk))
    done()
  },
})
const app = await startTestApp({ LOG_LEVEL: 'trace' }, { log: log as never })
const github = await startTestGithub()
const base = '/api/github'

/** A workspace with a connection to a repository of its own. */
const library = async (files: Record<string, string | Buffer>) =>
  connectLibrary(await workspace(undefined, app), github, files)

test('300 repositories are browsed page by page, then their branches and folders', async () => {
  const { space, connection, repository, name } = await library({ 'syllabi/deep/ppl.json': syllabus('PPL') })
  for (let number = 1; number <= 300; number++) github.addRepository(`heron/many-${number}`)
  repository.branches.push('next')
  const seen = new Set<string>()
  const query = `connection_id=${connection.id}&search=heron/many-&page_size=100`
  let cursor: string | null = ''
  while (cursor !== null) {
    const { data, status, text }: Answer = await space.owner.get(
      `${base}/repos?${query}${cursor ? `&cursor=${cursor}` : ''}`,
    )
    assert.equal(status, 200, text)
    assert.deepEqual([data.total, data.total_pages], [300, 3])
    for (const item of data.items) seen.add(item.name)
    cursor = data.next_cursor
  }
  assert.equal(seen.size, 300)
  const second = await space.owner.get(`${base}/repos?${query}&page=2`)
  assert.deepEqual(Object.keys(second.data.items[0]).sort(), [
    'defaultBranch',
    'description',
    'isPrivate',
    'name',
    'pushedAt',
  ])
  const repositoryQuery = `connection_id=${connection.id}&repository=${name}`
  const branches = await space.owner.get(`${base}/branches?${repositoryQuery}`)
  assert.deepEqual(
    branches.data.items.map((branch: Answer['data']) => branch.name),
    ['main', 'next'],
  )
  const folders = await space.owner.get(`${base}/directories?${repositoryQuery}&branch=main`)
  assert.deepEqual(folders.data.items, [{ name: 'syllabi', path: 'syllabi' }])
  const inside = await space.owner.get(`${base}/directories?${repositoryQuery}&branch=main&path=syllabi`)
  assert.deepEqual(inside.data.items, [{ name: 'deep', path: 'syllabi/deep' }])
})

test('what GitHub has already answered is asked for with its ETag', async () => {
  const { space, connection, name } = await library({ 'syllabi/a.txt': 'nothing' })
  const address = `${base}/branches?connection_id=${connection.id}&repository=${name}`
  const first = await space.owner.get(address)
  const again = await space.owner.get(address)
  assert.deepEqual(again.data, first.data)
  const asked = github.requests.filter((request) => request.includes(`/repos/${name}/branches?`))
  assert.deepEqual(
    asked.map((request) => request.split(' ').at(-1)),
    ['200', '304'],
  )
})

test('a key that browses gets 403, as does a member who is no admin', async () => {
  const { space, connection } = await library({})
  const key = await space.key({ scopes: ['training:read', 'training:write'] })
  for (const path of ['repos', 'branches', 'directories', 'connections']) {
    const answer = await key.get(`${base}/${path}?connection_id=${connection.id}`)
    assert.deepEqual([answer.status, answer.body.error], [403, 'This endpoint requires a browser session'])
  }
  const chief = await space.as('chief', { roles: ['chief_pilot'] })
  assert.equal((await chief.get(`${base}/repos?connection_id=${connection.id}`)).status, 403)
})

test('syllabi become draft revisions and manuals documents', async () => {
  const { space, synced, name } = await library({
    'syllabi/ppl.json': syllabus('PPL'),
    'syllabi/README.md': 'Not a syllabus.',
    'manuals/training-manual.md': '# Training manual',
  })
  const connection = await synced()
  assert.equal(connection.syncStatus, 'synced', JSON.stringify(connection))
  assert.deepEqual(
    connection.files.map(({ path, outcome }: Answer['data']) => [path, outcome]),
    [
      ['manuals/training-manual.md', 'read'],
      ['syllabi/ppl.json', 'read'],
    ],
  )
  const [revision] = await revisionsOf(space, 'PPL')
  assert.deepEqual([revision.number, revision.status, revision.stages[0].lessons.length], [1, 'draft', 2])
  assert.match(revision.changeNote, new RegExp(`^Read from ${name}@[0-9a-f]{7}$`))
  const documents = await space.owner.get('/api/v1/training/documents')
  const [document] = documents.data.items
  assert.deepEqual([document.title, document.withdrawnAt], ['training manual', null])
  const file = await space.owner.get(`/api/v1/training/documents/${document.id}/file`)
  assert.equal(file.text, '# Training manual')
  const trail = await space.owner.get(`/api/v1/admin/audit-log?subject=${revision.id}`)
  assert.deepEqual(
    trail.data.items.map((entry: Answer['data']) => [entry.action, entry.actor.name]),
    [['training_revision.created', 'GitHub']],
  )
})

test('a push changes one lesson of the draft within 5 s', async () => {
  const { space, repository, synced, push } = await library({ 'syllabi/ppl.json': syllabus('PPL') })
  await synced()
  const changed = syllabus('PPL').replace('"Stalls"', '"Stalls and spins"')
  repository.files.set('syllabi/ppl.json', Buffer.from(changed))
  const answer = await push()
  assert.deepEqual([answer.status, answer.data], [202, { outcome: 'queued' }])
  const revisions = await until(
    () => revisionsOf(space, 'PPL'),
    ([newest]) => newest?.stages[0].lessons[1].title === 'Stalls and spins',
  )
  assert.equal(revisions.length, 1)
})

test('a published revision, and a draft that somebody changed here, get a new draft beside them', async () => {
  const { space, repository, synced, push } = await library({ 'syllabi/ppl.json': syllabus('PPL') })
  await synced()
  const commit = async (title: string, drafts: number) => {
    repository.files.set('syllabi/ppl.json', Buffer.from(syllabus('PPL').replace('"Stalls"', `"${title}"`)))
    await push()
    return until(
      () => revisionsOf(space, 'PPL'),
      (revisions) => revisions.length === drafts,
    )
  }
  const [first] = await revisionsOf(space, 'PPL')
  await space.made(`/api/v1/training/revisions/${first.id}/publish`)
  const [second] = await commit('Stalls 2', 2)
  assert.deepEqual([second.number, second.status], [2, 'draft'])
  await space.owner.patch(`/api/v1/training/revisions/${second.id}`, { changeNote: 'Changed by hand' })
  const [third, kept] = await commit('Stalls 3', 3)
  assert.equal(third.stages[0].lessons[1].title, 'Stalls 3')
  assert.deepEqual([kept.changeNote, kept.stages[0].lessons[1].title], ['Changed by hand', 'Stalls 2'])
})

test('a wrong signature is 401 and leaves nothing', async () => {
  const { space, synced, push, connection } = await library({ 'syllabi/ppl.json': syllabus('PPL') })
  const before = await synced()
  const log = async () => (await space.owner.get('/api/v1/admin/audit-log')).data.total
  const entries = await log()
  for (const fields of [
    { secret: 'another secret' },
    { signature: '' },
    { signature: `sha1=${'0'.repeat(40)}` },
    { signature: `sha256=${'0'.repeat(64)}` },
  ]) {
    const answer = await push(fields)
    assert.deepEqual([answer.status, answer.body.code], [401, 'webhook_signature_invalid'])
  }
  const nowhere = {
    ...connection,
    webhookPath: `${base}/webhooks/${connection.id.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'))}`,
  }
  assert.equal((await pushTo(space, nowhere)).status, 401)
  assert.deepEqual(await synced(), before)
  assert.equal(await log(), entries)
  const rows = await app.sql('select from github_deliveries where connection_id = $1', [connection.id])
  assert.equal(rows.length, 0)
})
const pushTo = ({ anybody }: TestWorkspace, connection: Answer['data']) =>
  anybody.send('POST', connection.webhookPath, pushRequest(connection, 'heron/x'))

test('the same delivery twice syncs once, and other branches and events sync nothing', async () => {
  const { synced, push, name } = await library({ 'syllabi/ppl.json': syllabus('PPL') })
  await synced()
  const reads = () =>
    github.requests.filter((request) => request.includes(`/repos/${name}/branches/main`)).length
  const before = reads()
  const delivery = randomUUID()
  const answers = [await push({ delivery }), await push({ delivery }), await push({ branch: 'next' })]
  answers.push(await push({ event: 'ping' }))
  assert.deepEqual(
    answers.map(({ data }) => data.outcome),
    ['queued', 'repeated', 'ignored', 'ignored'],
  )
  await synced()
  assert.equal(reads(), before + 1)
})

test('a rotated secret refuses pushes that the old one signed', async () => {
  const { space, synced, push, connection } = await library({ 'syllabi/ppl.json': syllabus('PPL') })
  await synced()
  const { data } = await space.owner.post(`${base}/connections/${connection.id}/rotate-secret`)
  assert.equal((await push()).status, 401)
  assert.equal((await push({ secret: data.webhookSecret })).status, 202)
})

test('a file that does not validate is named with its line, and the others are read', async () => {
  const { space, synced } = await library({
    'syllabi/broken.json': '{\n  "program": {\n    "code": "X",,\n',
    'syllabi/kind.json': syllabus('BAD').replace('"kind": "knowledge"', '"kind": "magic"'),
    'syllabi/ppl.json': syllabus('PPL'),
    'syllabi/twice.json': syllabus('TWO').replace('"code": "L2"', '"code": "L1"'),
    'manuals/run.html': '<script>alert(1)</script>',
  })
  const { files, syncStatus } = await synced()
  assert.equal(syncStatus, 'synced')
  const problems = Object.fromEntries(
    files.map(({ path, problems: [first] }: Answer['data']) => [path, first && [first.line, first.field]]),
  )
  const lineIn = (text: string, part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1
  assert.deepEqual(problems, {
    'syllabi/broken.json': [3, ''],
    'syllabi/kind.json': [lineIn(syllabus('BAD'), '"kind": "knowledge"'), 'stages.0.lessons.0.items.1.kind'],
    'syllabi/ppl.json': undefined,
    'syllabi/twice.json': [lineIn(syllabus('TWO'), '"code": "L2"'), 'stages.0.lessons.1.code'],
    'manuals/run.html': [1, ''],
  })
  assert.equal(await programOf(space, 'BAD'), undefined)
  assert.equal((await programOf(space, 'PPL')).code, 'PPL')
})

test('a manual that the repository lost is withdrawn, and one that changed keeps its ID', async () => {
  const { space, repository, synced, push } = await library({
    'manuals/old.txt': 'old',
    'manuals/kept.txt': 'first',
  })
  await synced()
  const list = async () => (await space.owner.get('/api/v1/training/documents')).data.items
  const [kept] = await list()
  repository.files.delete('manuals/old.txt')
  repository.files.set('manuals/kept.txt', Buffer.from('second'))
  await push()
  const documents = await until(list, (items) => items[1].withdrawnAt !== null && items[0].version > 1)
  assert.equal(documents[0].id, kept.id)
  assert.equal((await space.owner.get(`/api/v1/training/documents/${kept.id}/file`)).text, 'second')
})

test('at the end of a rate limit the refusal says when to return, and a sync waits for it', async () => {
  const { space, connection, synced, name } = await library({ 'syllabi/ppl.json': syllabus('PPL') })
  await synced()
  github.limitNext = { times: 1, resetSeconds: 90 }
  const refused = await space.owner.get(`${base}/branches?connection_id=${connection.id}&repository=${name}`)
  assert.deepEqual([refused.status, refused.body.code], [429, 'github_rate_limited'])
  const seconds = Number(refused.headers.get('retry-after'))
  assert.ok(seconds > 80 && seconds <= 90, String(seconds))
  github.limitNext = { times: 1, resetSeconds: 2 }
  await space.owner.post(`${base}/connections/${connection.id}/sync`)
  const waiting = await synced(({ syncError }) => syncError !== null)
  assert.equal(waiting.syncStatus, 'waiting')
  assert.match(waiting.syncError, /takes no more requests/)
  const done = await until(
    () => synced(() => true),
    ({ syncStatus }) => syncStatus === 'synced',
    15_000,
  )
  assert.equal(done.syncError, null)
})

test('what cannot be read says why, and another address needs the token again', async () => {
  const { space, connection, synced } = await library({ 'syllabi/ppl.json': syllabus('PPL') })
  await synced()
  const address = `${base}/connections/${connection.id}`
  const moved = await space.owner.patch(address, { apiUrl: `${github.apiUrl}/other` })
  assert.deepEqual([moved.status, moved.body.details[0].field], [400, 'token'])
  assert.equal((await space.owner.patch(address, { apiUrl: 'http://10.0.0.1/api' })).status, 400)
  await space.owner.patch(address, { branch: 'gone' })
  assert.match((await synced()).syncError, /nothing there/)
  await space.owner.patch(address, { branch: 'main', syllabusFolder: 'elsewhere' })
  assert.match((await synced()).syncError, /no folder elsewhere/)
  await space.owner.patch(address, { token: 'ghp_wrong' })
  assert.match((await synced()).syncError, /does not know this token/)
  const refused = await space.owner.get(`${base}/repos?connection_id=${connection.id}`)
  assert.deepEqual([refused.status, refused.body.code], [422, 'github_refused'])
})

test('a revision leaves as the file that the library reads', async () => {
  const { space, repository, synced, push } = await library({ 'syllabi/ppl.json': syllabus('PPL') })
  await synced()
  const [revision] = await revisionsOf(space, 'PPL')
  const file = await space.owner.get(`/api/v1/training/revisions/${revision.id}/syllabus.json`)
  assert.equal(JSON.parse(file.text).stages[0].lessons[1].requiresLessonCodes[0], 'L1')
  repository.files.set('syllabi/ppl.json', Buffer.from(file.text))
  await push()
  await synced()
  const [same] = await revisionsOf(space, 'PPL')
  assert.deepEqual([same.id, same.version], [revision.id, revision.version])
})

test('the token is in no log, answer or export', async () => {
  const { space, connection, synced, push } = await library({ 'syllabi/ppl.json': syllabus('PPL') })
  await synced()
  await push()
  await space.owner.patch(`${base}/connections/${connection.id}`, { name: 'Renamed' })
  const answers = [
    await space.owner.get(`${base}/connections`),
    await space.owner.get(`${base}/connections/${connection.id}`),
    await space.owner.get('/api/v1/admin/audit-log'),
    await space.owner.get('/api/v1/admin/audit-log?format=csv'),
  ]
  const { data: started } = await space.owner.post('/api/v1/workspace/exports', {})
  const path = `/api/v1/workspace/exports/${started.id}`
  await until(
    async () => (await space.owner.get(path)).data.status,
    (status) => status === 'completed',
  )
  const archive = await space.owner.get(`${path}/file`)
  assert.equal(archive.status, 200, archive.text)
  const texts = [...answers.map(({ text }) => text), gunzipSync(archive.bytes).toString('latin1'), ...logged]
  assert.ok(logged.length > 10)
  for (const secret of [github.token, connection.webhookSecret])
    assert.equal(texts.filter((text) => text.includes(secret)).length, 0)
})
