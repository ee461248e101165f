import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { call, installation, signUp } from './installation.ts'

/** Runs a command with only the data folder in its environment. */
function apron(dataDir: string, ...args: string[]): Promise<{ code: number; text: string }> {
  return apronWith('', dataDir, ...args)
}

/** The same with these lines on its standard input. */
async function apronWith(
  input: string,
  dataDir: string,
  ...args: string[]
): Promise<{ code: number; text: string }> {
  const child = spawn(process.execPath, ['server/main.ts', ...args], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(input)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  const [code] = (await once(child, 'exit')) as [number]
  return { code, text }
}

test('the command line backs up a running server, and restores it into another folder', async (t) => {
  const old = installation(t)
  const server = await old.start()
  const token = await signUp(server.url)
  const { id } = await call(server.url, token, '/api/v1/ops/crew', { displayName: 'Pete Pilot' })

  const made = await apron(old.directory, 'backup')
  assert.equal(made.code, 0, made.text)
  assert.match(made.text, /keep .*secret\.key apart from it/)
  const [name] = readdirSync(join(old.directory, 'backups'))
  const archive = join(old.directory, 'backups', name ?? '')

  const elsewhere = mkdtempSync(join(tmpdir(), 'apron-restore-'))
  t.after(() => rmSync(elsewhere, { recursive: true }))
  const without = await apron(elsewhere, 'restore', archive)
  assert.equal(without.code, 1)
  assert.match(without.text, /encrypted with another key/)

  const fresh = installation(t)
  copyFileSync(join(old.directory, 'secret.key'), join(fresh.directory, 'secret.key'))
  const restored = await apron(fresh.directory, 'restore', archive)
  assert.equal(restored.code, 0, restored.text)
  const again = await fresh.start()
  // Nothing that opens an account is in a backup, so people sign in again, with the password they had.
  await assert.rejects(call(again.url, token, `/api/v1/ops/crew/${id}`, undefined, 'GET'), /invalid_session/)
  const password = 'correct horse battery staple'
  const session = await call(again.url, null, '/api/v1/auth/login', { email: 'kill@example.com', password })
  const person = await call(again.url, session.accessToken, `/api/v1/ops/crew/${id}`, undefined, 'GET')
  assert.equal(person.displayName, 'Pete Pilot')

  const sealed = join(elsewhere, 'sealed')
  const words = 'four patient storks wade'
  assert.match(
    (await apron(fresh.directory, 'backup', sealed, '--seal')).text,
    /no passphrase on standard input/,
  )
  assert.match((await apronWith('short\n', fresh.directory, 'backup', sealed, '--seal')).text, /12 to 200/)
  const sealing = await apronWith(`${words}\n`, fresh.directory, 'backup', sealed, '--seal')
  assert.equal(sealing.code, 0, sealing.text)
  assert.ok(!readFileSync(sealed).includes('manifest.json'))
  copyFileSync(join(old.directory, 'secret.key'), join(elsewhere, 'secret.key'))
  const wrong = await apronWith('not these words\n', elsewhere, 'restore', sealed)
  assert.deepEqual(
    [wrong.code, wrong.text.trim()],
    [1, 'This is not the passphrase that the backup was sealed with'],
  )
  const opened = await apronWith(`${words}\n`, elsewhere, 'restore', sealed)
  assert.equal(opened.code, 0, opened.text)

  const refused = await apron(fresh.directory, 'allowlist-off', 'no-such-club')
  assert.match(refused.text, /There is no workspace no-such-club/)
})
