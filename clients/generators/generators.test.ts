import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { testApp } from '../../server/platform/testing/app.ts'
import { workspace } from '../../server/platform/testing/workspace.ts'
import { generators } from './generators.ts'

// `npm test` runs two generators, from the packages of the repository. `npm run clients` installs the seven of this
// folder and runs all.
const root = join(import.meta.dirname, '../..')
const isComplete = process.env.APRON_CLIENTS === 'all'
const packages = join(isComplete ? import.meta.dirname : root, 'node_modules')
const programs = isComplete ? [packages] : [packages, join(root, 'console/node_modules')]
const execute = promisify(execFile)

// Started here, because the first test would close an app that it starts.
await testApp()

for (const { name, command, registration, isInSuite } of generators) {
  if (!isComplete && !isInSuite) continue
  test(`${name} makes a client of openapi.json that type-checks, and it creates, lists, pings and is refused`, {
    timeout: 600_000,
  }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), `apron-${name}-`))
    t.after(() => rmSync(folder, { recursive: true }))
    const { key, app, owner } = await workspace(t)
    const document = join(folder, 'openapi.json')
    const served = await fetch(`${app.origin}/api/openapi.json`)
    writeFileSync(document, await served.text())
    symlinkSync(packages, join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    const [program = '', ...args] = command(document, folder)
    await execute(programNamed(program), args, { cwd: folder, maxBuffer: 1e8 })

    copyFileSync(join(import.meta.dirname, 'samples', `${name}.ts`), join(folder, 'main.ts'))
    copyFileSync(join(import.meta.dirname, 'samples/sample.ts'), join(folder, 'sample.ts'))
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }))
    const checked = await execute(join(root, 'node_modules/.bin/tsc'), ['-p', folder], {
      maxBuffer: 1e8,
    }).catch((error: { stdout: string }) => error)
    assert.equal(checked.stdout, '')

    const endpoint = await owner.post('/api/v1/webhooks/endpoints', {
      url: await receiver(t),
      events: ['webhook.test'],
    })
    const env = {
      APRON_ORIGIN: app.origin,
      APRON_KEY: (await key()).secret,
      APRON_ENDPOINT: endpoint.data.id,
    }
    const { stdout } = await execute(process.execPath, ['dist/main.js'], { cwd: folder, env })
    assert.deepEqual(JSON.parse(stdout), { registration, found: true, pinged: true, refusal: 'not_found' })
  })
}

if (isComplete)
  test('openapi-to-postmanv2 makes a collection with a request for each operation', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'apron-postman-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const collection = join(folder, 'collection.json')
    const program = programNamed('openapi2postmanv2')
    const document = join(root, 'openapi.json')
    await execute(program, ['-s', document, '-o', collection, '-p'], { maxBuffer: 1e9 })
    assert(existsSync(collection))
    const operations = Object.values(JSON.parse(readFileSync(document, 'utf8')).paths).flatMap((path) =>
      Object.keys(path as object),
    )
    assert.equal(requestsIn(JSON.parse(readFileSync(collection, 'utf8'))), operations.length)
  })

function programNamed(name: string): string {
  const path = programs.map((folder) => join(folder, '.bin', name)).find((one) => existsSync(one))
  assert(path, `${name} is not installed`)
  return path
}

interface Item {
  item?: Item[]
  request?: object
}

function requestsIn({ item = [], request }: Item): number {
  return item.reduce((sum, child) => sum + requestsIn(child), request ? 1 : 0)
}

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: [],
  rootDir: '.',
  outDir: 'dist',
}

async function receiver(t: { after(end: () => void): void }): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(204).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
