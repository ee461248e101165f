import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')

// The router refuses two pages at one address only when the console starts, and then shows nothing at all.
test('no two pages of the console have the same address', () => {
  const addresses = globSync('console/src/modules/*/{pages,*.pages}.ts', { cwd: root }).flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line) => [
        ...[...line.matchAll(/\bpath: '([^']*)'/g)].map(([, path]) => path),
        ...[...line.matchAll(/\baliases: \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
          [...list.matchAll(/'([^']*)'/g)].map(([, alias]) => alias),
        ),
      ]),
  )
  assert.ok(addresses.length > 50)
  assert.deepEqual(
    addresses.filter((address, index) => addresses.indexOf(address) !== index),
    [],
  )
})
