import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { testApp } from '../testing/app.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { encodingFor } from './compression.ts'

const app = await testApp()

/** The response as it comes over the wire: `fetch` would decompress it. */
function wire(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    request(app.origin + path, { method, headers }, (response) => {
      const parts: Buffer[] = []
      response
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes: Buffer.concat(parts),
          }),
        )
    })
      .on('error', reject)
      .end()
  })
}

const plainText = {
  br: (bytes: Buffer) => brotliDecompressSync(bytes),
  gzip: (bytes: Buffer) => gunzipSync(bytes),
}

test('the encoding is the best one that the caller takes', () => {
  for (const [accepted, encoding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['*;q=0.1', 'br'],
    ['GZIP', 'gzip'],
    ['identity', null],
    ['gzip;q=0', null],
    ['', null],
    [undefined, null],
  ] as const)
    assert.equal(encodingFor(accepted), encoding, accepted ?? 'none')
})

test('the reference, its script, the guide for language models and the errors are compressed, and not sent twice', async () => {
  for (const path of ['/api/openapi.json', '/', '/docs', '/docs/js/scalar.js', '/llms.txt', '/docs/errors']) {
    const whole = await wire(path, {})
    assert.equal(whole.headers['content-encoding'], undefined, path)
    const isLong = whole.bytes.length >= 1_024
    for (const encoding of ['br', 'gzip'] as const) {
      const answer = await wire(path, { 'accept-encoding': encoding })
      assert.equal(answer.headers['content-encoding'], isLong ? encoding : undefined, path)
      if (!isLong) continue
      assert.equal(answer.headers['content-length'], String(answer.bytes.length), path)
      assert.match(String(answer.headers.vary), /Accept-Encoding/, path)
      assert.ok(plainText[encoding](answer.bytes).equals(whole.bytes), path)
      const tag = String(answer.headers.etag)
      assert.match(tag, /^W\//, `${path}: compressed bytes have no strong tag`)
      const again = await wire(path, { 'accept-encoding': encoding, 'if-none-match': tag })
      assert.deepEqual([again.status, again.bytes.length], [304, 0], path)
    }
  }
})

async function manyFlights(t: Parameters<typeof workspace>[0]): Promise<TestWorkspace> {
  const space = await workspace(t, app)
  for (let index = 0; index < 3; index++) await space.flight()
  return space
}

test('records and lists are compressed, also where a HEAD request asks for their length', async (t) => {
  const space = await manyFlights(t)
  const { secret } = await space.key()
  const headers = { authorization: `Bearer ${secret}`, 'accept-encoding': 'gzip' }
  const { data } = await space.owner.get('/api/v1/ops/flights')
  for (const path of ['/api/v1/ops/flights', `/api/v1/ops/flights/${data.items[0].id}`]) {
    const answer = await wire(path, headers)
    assert.equal(answer.headers['content-encoding'], 'gzip', path)
    const { success } = JSON.parse(gunzipSync(answer.bytes).toString())
    assert.equal(success, true)
    const head = await wire(path, headers, 'HEAD')
    assert.deepEqual(
      [head.status, head.headers['content-length'], head.bytes.length],
      [200, answer.headers['content-length'], 0],
    )
  }
})

test('a file that is written while it is sent arrives whole', async (t) => {
  const space = await manyFlights(t)
  const { authorization } = await space.as('auditor', { roles: ['auditor'] })
  const path = '/api/v1/admin/audit-log/export'
  for (const encoding of ['br', 'gzip'] as const) {
    const answer = await wire(path, { authorization, 'accept-encoding': encoding })
    assert.equal(answer.headers['content-encoding'], encoding, answer.bytes.toString())
    const lines = plainText[encoding](answer.bytes).toString().trim().split('\n')
    assert.ok(lines.length > 4, lines.join('\n'))
    assert.match(String(answer.headers['content-disposition']), /attachment/)
  }
})

test('a response with a secret is not compressed, nor is one that is short', async (t) => {
  const { owner, key } = await workspace(t, app)
  const scopes = [...new Set(app.services.operations.flatMap(({ scope }) => scope ?? []))]
  const accepts = { 'accept-encoding': 'br, gzip' }
  const created = await owner.post('/api/user/api-keys', { name: 'Accounting', scopes }, accepts)
  assert.equal(created.status, 201)
  assert.ok(created.text.length > 1_024, 'long enough to be compressed')
  assert.equal(created.headers.get('content-encoding'), null)
  const { secret } = await key()
  const short = await wire('/api/projects', { ...accepts, authorization: `Bearer ${secret}` })
  assert.equal(short.headers['content-encoding'], undefined)
})
