import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { testApp } from '../../server/platform/testing/app.ts'
import { workspace } from '../../server/platform/testing/workspace.ts'
import { realDeliveries } from '../../server/platform/webhooks/testing/real-deliveries.ts'

// Started here, because the first test would close an app that it starts.
await testApp()

const here = import.meta.dirname
const python = process.env.PYTHON ?? 'python3'

test('the Python client calls, pages, retries and verifies webhooks against a running Apron', async (t) => {
  const { key, app } = await workspace(t)
  const { delivery, rotated, secret, previousSecret } = await realDeliveries()
  const wire = ({ body, headers }: typeof delivery) => ({ body: body.toString('base64'), headers })
  const { stderr } = await run(['-m', 'unittest', 'discover', '-s', 'tests', '-v'], {
    PYTHONPATH: join(here, 'src'),
    APRON_ORIGIN: app.origin,
    APRON_KEY: (await key()).secret,
    APRON_DELIVERIES: JSON.stringify({
      delivery: wire(delivery),
      rotated: wire(rotated),
      secret,
      previousSecret,
    }),
  })
  // unittest reports on stderr, and exits with 0 too if it found no test.
  assert.match(stderr, /Ran 21 tests in .*\n\nOK/)
})

test('the wheel holds the package with its types, and is made without a network or another package', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'apron-wheel-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const build =
    'import sys; sys.path.insert(0, "packaging"); import backend; print(backend.build_wheel(sys.argv[1]))'
  const { stdout } = await run(['-c', build, folder])
  const wheel = join(folder, stdout.trim())
  // Python imports from a wheel, and reads the version that pip would show.
  const script = `
import apron, apron.models, importlib.metadata, importlib.resources
assert apron.__file__.startswith(${JSON.stringify(wheel)}), apron.__file__
assert importlib.metadata.version("apron-client") == apron.__version__
assert importlib.resources.files("apron").joinpath("py.typed").is_file()
`
  await run(['-c', script], { PYTHONPATH: wheel })
})

function run(args: string[], env: Record<string, string> = {}) {
  return promisify(execFile)(python, args, {
    cwd: here,
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...env },
  })
}
