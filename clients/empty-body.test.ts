import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import axios from 'axios'
import { ensureCurl, ensurePython, ensureWget } from '../scripts/debian.ts'
import { testApp } from '../server/platform/testing/app.ts'
import { workspace } from '../server/platform/testing/workspace.ts'

// Started here, because the first test would close an app that it starts.
await testApp()

const run = promisify(execFile)

/** How programs call an operation without a body, by what they send then: often an empty form. */
const callers: Record<string, (url: string, authorization: string) => Promise<unknown>> = {
  'axios.post(url)': (url, authorization) => axios.post(url, undefined, { headers: { authorization } }),
  "curl -X POST -d ''": (url, authorization) =>
    run(ensureCurl(), [
      '-sS',
      '--fail',
      '-X',
      'POST',
      '-d',
      '',
      '-H',
      `authorization: ${authorization}`,
      url,
    ]),
  "wget --post-data=''": (url, authorization) =>
    run(ensureWget(), ['-q', '-O', '-', '--post-data=', `--header=authorization: ${authorization}`, url]),
  "Python's urllib with data=b''": (url, authorization) =>
    run(ensurePython(), [
      '-c',
      'import sys, urllib.request as u; u.urlopen(u.Request(sys.argv[1], data=b"", headers={"authorization": sys.argv[2]}))',
      url,
      authorization,
    ]),
}

for (const [name, call] of Object.entries(callers)) {
  test(`${name} submits a flight`, async (t) => {
    const { key, app, flight, owner } = await workspace(t)
    const { id } = await flight({ status: 'draft' })
    const { secret } = await key()
    await call(`${app.origin}/api/v1/ops/flights/${id}/submit`, `Bearer ${secret}`)
    assert.equal((await owner.get(`/api/v1/ops/flights/${id}`)).data.status, 'submitted')
  })
}
