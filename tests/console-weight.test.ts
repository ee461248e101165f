import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import pino from 'pino'
import { consoleDirectory } from '#platform/http/console.ts'
import { buildConsole } from '#server/console-build.ts'
import { weigh } from '../console/weigh.ts'

// People open the console on a ramp with one bar of reception. If a page is over the limit, see which chunk
// grew with `node console/weigh.ts`, and load code that a page does not need at once on first use.
const kb = 1000

before(() => buildConsole(pino({ level: 'silent' })))

test('each page that can be opened first is under 250 kB over the wire, fonts included', (t) => {
  for (const [page, bytes] of Object.entries(weigh(consoleDirectory).first)) {
    t.diagnostic(`${page}: ${(bytes / kb).toFixed(1)} kB`)
    assert.ok(bytes < 250 * kb, `${page} brings ${(bytes / kb).toFixed(1)} kB`)
  }
})

test('each further page or dialog loads under 80 kB', (t) => {
  const { further } = weigh(consoleDirectory)
  assert.ok(further.length > 50, 'the pages are found in the manifest')
  for (const [page, bytes] of further.slice(0, 3)) t.diagnostic(`${page}: ${(bytes / kb).toFixed(1)} kB`)
  assert.deepEqual(
    further.filter(([, bytes]) => bytes >= 80 * kb),
    [],
  )
})
