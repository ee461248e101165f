import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

test('schema.ts is what openapi.json generates; mend: npm run gen -w client', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'apron-client-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const target = join(directory, 'schema.ts')
  const generator = join(import.meta.dirname, '../console/node_modules/openapi-typescript/bin/cli.js')
  execFileSync(process.execPath, [generator, join(import.meta.dirname, '../openapi.json'), '-o', target], { stdio: 'ignore' })
  assert.ok(readFileSync(target, 'utf8') === readFileSync(join(import.meta.dirname, 'schema.ts'), 'utf8'), 'client/schema.ts is not what openapi.json generates. Run: npm run gen -w client')
})
