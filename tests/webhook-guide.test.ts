import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { newId } from '#platform/kernel/id.ts'
import { makeSecret, signedHeaders, signingKey } from '#platform/webhooks/signing.ts'

type Verify = (rawBody: string, headers: Record<string, string>, secret: string) => boolean

// Runs the code of docs/webhooks.md exactly as people copy it.
const guide = readFileSync(join(import.meta.dirname, '../docs/webhooks.md'), 'utf8')

async function fromGuide(name: 'verify' | 'verifyXGa'): Promise<Verify> {
  const snippet = [...guide.matchAll(/```js\n(.*?)```/gs)]
    .map(([, code = '']) => code)
    .find((code) => code.includes(`export function ${name}(`))
  assert.ok(snippet, `docs/webhooks.md has no ${name}`)
  const directory = mkdtempSync(join(tmpdir(), 'apron-guide-'))
  try {
    const path = join(directory, `${name}.mjs`)
    writeFileSync(path, snippet)
    return (await import(path))[name]
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const body = '{"type":"flight.approved"}'
const [secret, previous] = [makeSecret(), makeSecret()]

function sign(secrets: string[], at = new Date()): Record<string, string> {
  const headers = signedHeaders({
    deliveryId: newId('dlv'),
    uuid: '',
    body,
    at,
    keys: secrets.map(signingKey),
  })
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

for (const name of ['verify', 'verifyXGa'] as const) {
  test(`${name} of the guide accepts our deliveries, and either secret of a rotation`, async () => {
    const verify = await fromGuide(name)
    assert.equal(verify(body, sign([secret]), secret), true)
    const both = sign([secret, previous])
    assert.deepEqual([verify(body, both, secret), verify(body, both, previous)], [true, true])
  })

  test(`${name} of the guide refuses forged, changed, unsigned and malformed deliveries, and never throws`, async () => {
    const verify = await fromGuide(name)
    assert.equal(verify(body, sign([previous]), secret), false)
    assert.equal(verify(`${body} `, sign([secret]), secret), false)
    assert.equal(verify(body, {}, secret), false)
    for (const short of ['', 'v1', 'v1,', 'v1,AA==', 'sha256=', 'sha256=00', 'é']) {
      assert.equal(
        verify(
          body,
          { ...sign([secret]), 'webhook-signature': short, 'x-ga-webhook-signature': short },
          secret,
        ),
        false,
      )
    }
  })
}

test('verify of the guide refuses a delivery signed a day ago', async () => {
  const verify = await fromGuide('verify')
  assert.equal(verify(body, sign([secret], new Date(Date.now() - 86_400_000)), secret), false)
})
