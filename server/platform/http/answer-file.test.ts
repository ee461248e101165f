import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { analyzed, ran } from '../importing/testing/try-import.ts'
import { listedSchema } from '../kernel/list-file.ts'
import { workspace } from '../testing/workspace.ts'

test('a list is downloaded as CSV, as it is filtered and sorted, with units in its headings', async (t) => {
  const space = await workspace(t)
  const { owner } = space
  const { id } = await space.aircraft({ registration: 'N172AP', notes: '=1+cmd|x' })
  await owner.post(`/api/v1/ops/aircraft/${id}/readings`, { kind: 'hobbs', readingHundredths: 120430 })
  await space.aircraft({ registration: 'N82AP', typeDesignator: 'SR22' })
  await space.aircraft({ registration: 'N99AP' })
  const answer = await owner.get('/api/v1/ops/aircraft?search=AP&sort=-registration&format=csv')
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/)
  assert.match(answer.headers.get('content-disposition') ?? '', /attachment; filename="aircraft\.csv"/)
  const [headings = '', ...lines] = answer.text.replace('\ufeff', '').trim().split('\r\n')
  const column = (name: string) => headings.split(',').indexOf(name)
  assert.deepEqual(
    lines.map((line) => line.split(',')[column('Registration')]),
    ['N99AP', 'N82AP', 'N172AP'],
  )
  assert.ok(column('Created at (UTC)') > 0, headings)
  assert.equal(lines[2]?.split(',')[column('Hobbs (hours)')], '1204.3')
  assert.match(lines[2] ?? '', /,'=1\+cmd\|x,/)
  const filtered = await owner.get('/api/v1/ops/aircraft?search=N82&format=csv')
  assert.equal(filtered.text.trim().split('\r\n').length, 2)
})

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const accepted = [
  ['text/csv', /^text\/csv/],
  [workbookType, /spreadsheetml/],
  ['text/csv;q=0.5, application/json', /^application\/json/],
  ['application/json;q=0.5, text/csv', /^text\/csv/],
  ['text/csv, */*;q=0.1', /^text\/csv/],
  ['text/csv;q=0, */*', /^application\/json/],
  ['text/html,application/xhtml+xml,*/*;q=0.8', /^application\/json/],
  ['*/*', /^application\/json/],
  ['text/csv;q=x', /^application\/json/],
] as const

test('a list is a file where the Accept header prefers one, and no other request is', async (t) => {
  const { owner, aircraft } = await workspace(t)
  const { id } = await aircraft({ registration: 'N172AP' })
  const typeOf = async (path: string, accept: string) => {
    const answer = await owner.send('GET', path, { headers: { accept } })
    assert.equal(answer.status, 200, answer.text)
    return answer.headers.get('content-type') ?? ''
  }
  for (const [accept, type] of accepted)
    assert.match(await typeOf('/api/v1/ops/aircraft', accept), type, accept)
  assert.match(await typeOf('/api/v1/ops/aircraft?format=xlsx', 'text/csv'), /spreadsheetml/)
  assert.match(await typeOf('/api/v1/ops/aircraft?format=json', 'text/csv'), /^application\/json/)
  assert.match(await typeOf(`/api/v1/ops/aircraft/${id}`, 'text/csv'), /^application\/json/)
})

test('a list of more than a page is whole, and as a workbook holds texts, numbers and truths', async (t) => {
  const { owner } = await workspace(t)
  const names = Array.from(
    { length: 2_050 },
    (_none, index) => `Pilot ${String(index).padStart(4, '0')} & Co`,
  )
  const { id } = await analyzed(owner, 'people', `Name\n${names.join('\n')}\n`)
  await ran(owner, id)
  const csv = await owner.get('/api/v1/ops/crew?format=csv')
  assert.equal(csv.text.trim().split('\r\n').length, 2_051)
  const answer = await owner.get('/api/v1/ops/crew?format=xlsx&sort=displayName')
  assert.match(answer.headers.get('content-type') ?? '', /spreadsheetml\.sheet/)
  const files = unzipSync(answer.bytes)
  assert.deepEqual(Object.keys(files).sort(), [
    '[Content_Types].xml',
    '_rels/.rels',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/workbook.xml',
    'xl/worksheets/sheet1.xml',
  ])
  const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
  assert.equal(sheet.match(/<row /g)?.length, 2_051)
  assert.match(sheet, /<is><t xml:space="preserve">Pilot 2049 &amp; Co<\/t><\/is>/)
  assert.match(sheet, /<c r="[A-Z]+2051"><v>1<\/v><\/c>/)
})

test('a file needs what the list needs: the scope, the role, the module, the projects', async (t) => {
  const space = await workspace(t)
  await space.aircraft({ registration: 'N172AP' })
  const stranger = await space.key({ scopes: ['crew:read'] })
  const refused = await stranger.get('/api/v1/ops/aircraft?format=csv')
  assert.deepEqual([refused.status, refused.body.code], [403, 'scope_missing'])
  const unknown = await space.owner.get('/api/v1/ops/aircraft?format=pdf')
  assert.deepEqual([unknown.status, unknown.body.details[0].field], [400, 'format'])
  const other = await workspace(t)
  const empty = await other.owner.get('/api/v1/ops/aircraft?format=csv')
  assert.equal(empty.text.trim().split('\r\n').length, 1)
})

test('a list of who has which rights leaves as a file only with a person who has just proved who they are', async (t) => {
  const { owner, key, app } = await workspace(t)
  const path = '/api/v1/admin/members?format=csv'
  assert.equal((await owner.get(path)).status, 200)
  const program = await key({ scopes: ['*'] })
  const refused = await program.get(path)
  assert.deepEqual([refused.status, refused.body.code], [403, 'session_required'])
  await app.sql(`update sessions set authenticated_at = now() - interval '31 minutes'`)
  const stale = await owner.get(path)
  assert.deepEqual([stale.status, stale.body.code], [403, 'reauthentication_required'])
  assert.equal((await owner.get('/api/v1/admin/members')).status, 200)
})

test('every list without a record in its path answers both files, with the columns of its records', async (t) => {
  const { app, owner } = await workspace(t)
  const lists = app.services.operations.filter(
    (operation) =>
      listedSchema(operation) !== null && !operation.path.includes(':') && operation.access !== 'key',
  )
  assert.ok(lists.length > 25, String(lists.length))
  for (const { path, id } of lists) {
    const json = await owner.get(path)
    const csv = await owner.get(`${path}?format=csv`)
    assert.equal(csv.status, json.status, `${id}: ${csv.text}`)
    if (json.status !== 200) continue
    assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/, id)
    const workbook = await owner.get(`${path}?format=xlsx`)
    assert.match(workbook.headers.get('content-type') ?? '', /spreadsheetml/, id)
  }
})
