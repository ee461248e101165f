import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import pino from 'pino'
import { buildApp } from '#server/app.ts'
import { modules } from '#server/modules.ts'
import { anchorFolder, faultOfLog } from '../audit/anchor.ts'
import { closeSegments } from '../audit/close-segment.ts'
import { migrate } from '../database/migrate.ts'
import { type SealedColumn, sealedColumn } from '../kernel/sealed.ts'
import { keyPath, newKeyText, nextKeyPath, openSecrets, secretsOf } from '../kernel/secrets.ts'
import { startTestApp } from '../testing/app.ts'
import { type Client, client } from '../testing/client.ts'
import { happened } from '../testing/past.ts'
import type { TestWorkspace } from '../testing/workspace.ts'
import { rotateKey } from './rotate-key.ts'

const silent = pino({ level: 'silent' })
const email = 'ada@example.com'
const password = 'three quiet herons'
const oldKey = 'a short old key, with few surprises'
const columns = modules
  .flatMap((module) => module.extensions)
  .filter((extension): extension is SealedColumn => extension.kind === 'sealed_column')

const codeOf = (secret: string, steps: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })

/** Leaves something sealed of every kind behind. */
async function fill(owner: Client) {
  const begun = (await owner.post('/api/user/mfa/enable', { method: 'totp' })).data
  const verified = await owner.post('/api/user/mfa/verify', {
    enrollment_id: begun.enrollment_id,
    code: codeOf(begun.secret, 0),
  })
  await owner.post('/api/v1/webhooks/endpoints', { url: 'http://127.0.0.1:9/hook', events: ['webhook.test'] })
  const report = await owner.post('/api/v1/sms/reports', {
    mode: 'confidential',
    type: 'concern',
    category: 'human_factors',
    title: 'Duty days that run too long',
    description: 'The evening line has been planned over the limit three times this month.',
  })
  return {
    totp: begun.secret as string,
    codes: verified.data.backup_codes as string[],
    reportId: report.data.id,
  }
}

test('a changed key opens everything that the old one sealed, and nobody needs the old one any more', async () => {
  let left: Awaited<ReturnType<typeof fill>> | undefined
  const app = await startTestApp(
    { SECRET_KEY: newKeyText() },
    {
      work: false,
      prepare: async (databaseUrl, config) => {
        await migrate(databaseUrl)
        const before = await buildApp({ ...config, secretKey: oldKey }, databaseUrl, silent)
        const origin = await before.server.listen({ port: 0, host: '127.0.0.1' })
        const signup = await client(origin).post('/api/v1/signup', {
          email,
          password,
          displayName: 'Ada',
          workspaceName: 'Prairie Flyers',
        })
        left = await fill(client(origin, { authorization: `Bearer ${signup.data.accessToken}` }))
        const { id, uuid } = signup.data.workspace
        await happened({ app: before, id, uuid } as unknown as TestWorkspace, 'note.made', 3)
        await closeSegments(before.services)
        const rotation = {
          config: { secretKey: oldKey, dataDir: config.dataDir },
          nextSecretKey: config.secretKey,
          databaseUrl,
          modules,
        }
        await assert.rejects(rotateKey(rotation), /A server is running on this database/)
        await before.close()
        assert.ok((await rotateKey(rotation)) >= 5)
        // Once more, as after an interruption: nothing is left to do, and nothing is done twice.
        assert.equal(await rotateKey(rotation), 0)
      },
    },
  )
  assert.ok(left)
  const { secrets } = app.services
  const newSecrets = secretsOf(app.services.config.secretKey ?? '')
  for (const { table, column, context } of columns) {
    const rows = await app.sql<{ sealed: Buffer; context: string }>(
      `select ${column} as sealed, (${context}) as context from ${table} t where ${column} is not null`,
    )
    for (const row of rows) {
      assert.ok(newSecrets.isCurrent(row.sealed), `${table}.${column}`)
      assert.ok(newSecrets.open(row.sealed, row.context), `${table}.${column}`)
    }
  }
  const [workspace] = await app.sql<{ id: string; uuid: string }>(
    'select id, workspace_id as uuid from workspaces',
  )
  assert.ok(workspace)
  const file = await readFile(join(anchorFolder(app.dataDir), `${workspace.id}.root`))
  assert.ok(secrets.isCurrent(file))
  assert.equal(await faultOfLog(app.services, workspace), null)

  const nobody = client(app.origin)
  const signIn = async (proof: object) => {
    const { data } = await nobody.post('/api/v1/auth/login', { email, password })
    return nobody.post('/api/auth/mfa', { challenge_token: data.challengeToken, ...proof })
  }
  assert.equal((await signIn({ code: codeOf(left.totp, 1) })).status, 200)
  const withBackupCode = await signIn({ backup_code: left.codes[0] })
  assert.equal(withBackupCode.status, 200, withBackupCode.text)
  const owner = client(app.origin, { authorization: `Bearer ${withBackupCode.data.accessToken}` })
  const report = (await owner.get(`/api/v1/sms/reports/${left.reportId}`)).data
  assert.equal(report.isOwn, true)
})

test('the key in the data folder is changed too, and a start in between is refused', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'apron-rotate-'))
  const before = openSecrets(null, dataDir)
  const sealed = before.seal('x', 'y')
  const oldText = (await readFile(keyPath(dataDir), 'utf8')).trim()
  await startTestApp(
    {},
    {
      work: false,
      prepare: async (databaseUrl) => {
        await migrate(databaseUrl)
        await writeFile(nextKeyPath(dataDir), `${newKeyText()}\n`)
        assert.throws(() => openSecrets(null, dataDir), /was interrupted/)
        const rotation = { config: { secretKey: null, dataDir }, nextSecretKey: null, databaseUrl, modules }
        await rotateKey(rotation)
      },
    },
  )
  const text = (await readFile(keyPath(dataDir), 'utf8')).trim()
  assert.notEqual(text, oldText)
  assert.throws(() => openSecrets(null, dataDir).open(sealed, 'y'))
  assert.equal(secretsOf(text, [oldText]).open(sealed, 'y'), 'x')
})

test('every column of bytes is either declared as sealed or known to be none', async () => {
  const app = await startTestApp({}, { work: false })
  const rows = await app.sql<{ name: string }>(`
    select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea' and column_name ~ 'seal|secret'
     order by 1`)
  assert.deepEqual(
    rows.map(({ name }) => name),
    columns.map(({ table, column }) => `${table}.${column}`).sort(),
  )
  assert.equal(sealedColumn({ table: 'x', column: 'y', key: [], context: '' }).kind, 'sealed_column')
})

test('a short key is stretched, and what an earlier version sealed with it is still opened', () => {
  const [short, long] = [secretsOf(oldKey), secretsOf(newKeyText())]
  assert.equal(short.deriveEach('x').length, 2)
  assert.equal(long.deriveEach('x').length, 1)
  assert.equal(short.open(short.seal('text', 'record'), 'record'), 'text')
  assert.throws(() => short.open(short.seal('text', 'record'), 'another record'))
  assert.throws(() => long.open(short.seal('text', 'record'), 'record'))
  // Sealed by the version before: "text" for "record", without the name of a key in front.
  const earlier = Buffer.from('unsAETxObuiNe7IHFzxqXs2s4IZNT6gfstqi_1TzCxQ', 'base64url')
  assert.equal(short.open(earlier, 'record'), 'text')
})
