import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { isUnchanged } from './conditional.ts'

const app = await testApp()

test('If-None-Match is compared weakly: a list, any tag, and what compressing proxies make of ours', () => {
  for (const known of [
    '"3.abc"',
    'W/"3.abc"',
    '"x", "3.abc"',
    'W/"x",W/"3.abc"',
    '*',
    ' * ',
    '"3.abc-gzip"',
    'W/"3.abc-br"',
    '"a,b", "3.abc"',
  ])
    assert.equal(isUnchanged(known, '"3.abc"'), true, known)
  for (const known of [undefined, '', '3.abc', '"3.ab"', 'W/"3"', '"x", "y"', '"*"', '"3.abc'])
    assert.equal(isUnchanged(known, '"3.abc"'), false, known ?? 'none')
})

test('a record and a list are answered 304 to a tag that a proxy made weak', async (t) => {
  const { owner, project } = await workspace(t, app)
  for (const path of [`/api/projects/${(await project()).id}`, '/api/projects']) {
    const tag = (await owner.get(path)).headers.get('etag') ?? ''
    for (const known of [tag, `W/${tag.replace(/^W\//, '')}`, `"other", ${tag}`, '*'])
      assert.equal((await owner.get(path, { 'if-none-match': known })).status, 304, `${path} ${known}`)
    assert.equal((await owner.get(path, { 'if-none-match': '"other"' })).status, 200, path)
  }
})

test('an If-Match that is no tag is malformed, not a conflict', async (t) => {
  const { owner, project } = await workspace(t, app)
  const path = `/api/projects/${(await project()).id}`
  for (const tag of ['1', 'garbage', '"1', '"1" 2', '*, "1"']) {
    const refused = await owner.patch(path, { name: 'A' }, { 'if-match': tag })
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.details?.[0]?.field],
      [400, 'invalid_request', 'If-Match'],
      tag,
    )
  }
  assert.equal((await owner.patch(path, { name: 'A' }, { 'if-match': 'W/"1.proxy"' })).status, 200)
})

test('what was created can be changed with the ETag of its creation, without reading it again', async (t) => {
  const { owner } = await workspace(t, app)
  const created = await owner.post('/api/projects', { name: 'Survey' })
  const address = created.headers.get('location') ?? ''
  assert.equal(address, `/api/projects/${created.data.id}`)
  const tag = created.headers.get('etag') ?? ''
  assert.equal((await owner.patch(address, { name: 'A' }, { 'if-match': tag })).status, 200)
  assert.equal((await owner.patch(address, { name: 'B' }, { 'if-match': tag })).status, 412)
})
