import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'
import { whereJsonStops } from './json-body.ts'

test('malformed JSON is refused with the line and column where reading stopped', async (t) => {
  const { anybody } = await workspace(t)
  const said: [body: string, where: string][] = [
    ['{"email": "a@b.c",\n  "password": \'x\'}', 'line 2, column 15, before "\'"'],
    ['{"email": "a@b.c"', 'line 1, column 18, where the body ends too early'],
    ['{"email": undefined}', 'line 1, column 11, before "u"'],
    ['{"email": "a@b.c",}', 'line 1, column 19, before "}"'],
    ['{} trailing', 'line 1, column 4, before "t"'],
    ['{"a": 01}', 'line 1, column 8, before "1"'],
  ]
  for (const [body, where] of said) {
    const answer = await anybody.send('POST', '/api/v1/auth/login', {
      headers: { 'content-type': 'application/json' },
      body,
    })
    assert.equal(answer.status, 400)
    assert.deepEqual(
      [answer.body.code, answer.body.error],
      ['malformed_json', `The body is not valid JSON: reading stopped at ${where}`],
    )
  }
})

test('an object with more fields than any operation reads is refused before it is parsed', async (t) => {
  const { anybody } = await workspace(t)
  const fields = Array.from({ length: 1_001 }, (_, index) => `"f${index}":0`)
  const answer = await anybody.send('POST', '/api/v1/auth/login', {
    headers: { 'content-type': 'application/json' },
    body: `{${fields.join()}}`,
  })
  assert.deepEqual(
    [answer.status, answer.body.details],
    [400, [{ field: 'body', message: 'must have at most 1000 fields in one object' }]],
  )
})

test('the position of an error is reported for exactly the texts that JSON.parse refuses', () => {
  const good = [
    '{}',
    '[]',
    '"a"',
    '1',
    '-0.5e+3',
    'true',
    'null',
    ' [1, {"a": [{}, "\\u00e9\\n"]}] \n',
    '{"a":{"b":[]},"c":"\ud800"}',
    '\ufeff{}',
  ]
  for (const text of good) assert.equal(whereJsonStops(text), null, text)
  const sample = '{"name": "Élite \\"Flyers\\"", "list": [1, -2.5e3, true, null, {"deep": []}], "empty": {}}'
  for (let cut = 0; cut < sample.length; cut++)
    assert.equal(typeof whereJsonStops(sample.slice(0, cut)), 'number', sample.slice(0, cut))
  for (let at = 0; at < sample.length; at++) {
    for (const character of ['"', ',', '}', ']', ':', '\\', 'x', '\u0001', '-', ' ']) {
      const text = sample.slice(0, at) + character + sample.slice(at + 1)
      assert.equal(whereJsonStops(text) === null, parses(text), text)
    }
  }
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('a text with U+0000 is refused by field', async (t) => {
  const { owner } = await workspace(t)
  const answer = await owner.post('/api/v1/ops/crew', { displayName: 'Ann', functions: ['pilot\u0000'] })
  assert.equal(answer.status, 400)
  assert.deepEqual(answer.body.details, [{ field: 'functions.0', message: 'holds the character U+0000' }])
  assert.equal((await owner.get('/api/v1/ops/crew?search=a%00b')).status, 400)
})

test('a body that is nested thirty thousand deep is refused, and the server lives', async (t) => {
  const { owner } = await workspace(t)
  for (const inner of ['"\\u0000"', '1', '']) {
    const body = `{"displayName":${'['.repeat(30_000)}${inner}${']'.repeat(30_000)}}`
    const answer = await owner.send('POST', '/api/v1/ops/crew', {
      headers: { 'content-type': 'application/json' },
      body,
    })
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'])
  }
})
