import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { testApp } from '../server/platform/testing/app.ts'
import { workspace } from '../server/platform/testing/workspace.ts'

// Started here, because the first test would close an app that it starts.
await testApp()

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)

test('the package made by npm pack installs without a network and runs on plain Node', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'apron-client-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const { stdout } = await run('npm', ['pack', './client', '--json', '--pack-destination', folder], {
    cwd: root,
  })
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ]
  const packed = files.map(({ path }) => path)
  assert(packed.includes('dist/index.js') && packed.includes('dist/index.d.ts'), packed.join(' '))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder })

  const { key, app, aircraft } = await workspace(t)
  const { registration } = await aircraft()
  writeFileSync(
    join(folder, 'program.js'),
    `import { Apron } from '@apron/client'
const apron = new Apron({ origin: process.env.APRON_ORIGIN, key: process.env.APRON_KEY })
for await (const { registration } of apron.each('/api/v1/public/fleet')) console.log(registration)`,
  )
  const env = { APRON_ORIGIN: app.origin, APRON_KEY: (await key()).secret }
  // The Node of the server, and the one that runs npm, which can be older.
  for (const node of new Set([process.execPath, process.env.npm_node_execpath ?? process.execPath])) {
    const program = await run(node, ['program.js'], { cwd: folder, env })
    assert.equal(program.stdout, `${registration}\n`, node)
  }
})
