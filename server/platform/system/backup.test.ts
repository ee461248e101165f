import assert from 'node:assert/strict'
import {
  createReadStream,
  createWriteStream,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { createGunzip, createGzip, gunzipSync } from 'node:zlib'
import { openFileStore } from '../files/file-store.ts'
import { openSecrets } from '../kernel/secrets.ts'
import { startTestApp, type TestApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { mailedToken } from '../testing/mailed.ts'
import { workspace } from '../testing/workspace.ts'
import { restoreBackup } from './archive.ts'
import { type Entry, readTar, writeTar } from './tar.ts'

const path = '/api/system/backups'

async function finished(owner: { get(path: string): Promise<{ data: unknown }> }, id: string) {
  for (;;) {
    const all = (await owner.get(path)).data as {
      id: string
      status: string
      error: string
      file_name: string
    }[]
    const found = all.find((one) => one.id === id)
    assert.ok(found, 'the backup is listed')
    assert.notEqual(found.status, 'failed', found.error)
    if (found.status === 'completed') return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Every row of every table, but for what requests move by being made, and what opens an account for a while. */
async function everything(app: TestApp): Promise<Record<string, string>> {
  const moving = new Set([
    'sessions',
    'account_tokens',
    'mails',
    'api_key_callers',
    'api_key_secrets',
    'schema_migrations',
    'periodic_work',
    // A restored one holds what goes out.
    'installation',
  ])
  const tables = await app.sql<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
  )
  const found: Record<string, string> = {}
  for (const { name } of tables.filter((table) => !moving.has(table.name))) {
    const [row] = await app.sql<{ state: string }>(
      `
        select count(*)::text || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as state
          from ${name} t`,
    )
    found[name] = row?.state ?? ''
  }
  return found
}

const noPassphrase = () => Promise.reject(new Error('asked for a passphrase of a backup that has none'))

const target = (app: TestApp, acceptOtherKey = false) => ({
  askPassphrase: noPassphrase,
  databaseUrl: app.databaseUrl,
  files: app.services.files,
  secrets: app.services.secrets,
  acceptOtherKey,
})

test('a backup restores everything into an empty installation: records, keys, files, the chain of events', async () => {
  const old = await startTestApp({}, { work: false })
  const space = await workspace(undefined, old)
  const key = await space.key()
  await space.flight({ status: 'approved' })
  await space.owner.post('/api/v1/webhooks/endpoints', { url: 'https://example.com/hook', events: ['*'] })
  const csv = 'Registration,Type\nN1AA,C172\n'
  const created = await space.owner.send('POST', '/api/integrations/imports?kind=aircraft&filename=ü.csv', {
    headers: { 'content-type': 'text/csv' },
    body: csv,
  })
  assert.equal(created.status, 201)

  const started = await space.owner.post(path)
  assert.deepEqual([started.status, started.data.status], [202, 'running'])
  const before = await everything(old)
  const done = await finished(space.owner, started.data.id)
  const file = join(old.dataDir, 'backups', done.file_name)

  const archived = gunzipSync(readFileSync(file)).toString('latin1')
  for (const table of ['account_tokens', 'mails', 'sessions'])
    assert.ok(!archived.includes(`tables/${table}/`), `the rows of ${table} open accounts`)
  const { email } = (await space.owner.get('/api/user/profile')).data
  assert.ok(!archived.includes(await mailedToken(old, email, 'verify-email')))

  const fresh = await startTestApp({}, { work: false })
  const contents = await restoreBackup(target(fresh), file)
  assert.equal(contents.files, 1)
  assert.deepEqual(await everything(fresh), before)
  assert.deepEqual(
    readdirSync(join(fresh.dataDir, 'files', space.uuid)),
    readdirSync(join(old.dataDir, 'files', space.uuid)),
  )
  const unknown = "select 1 from pg_stat_user_tables where schemaname = 'public' and last_analyze is null"
  assert.deepEqual(await fresh.sql(unknown), [], 'PostgreSQL knows each table')
  // The same key opens it, and what happens next continues the chain.
  const again = client(fresh.origin, { authorization: `Bearer ${key.secret}` })
  assert.equal((await again.get('/api/v1/ops/flights')).data.total, 1)
  assert.equal((await again.post('/api/v1/ops/crew', { displayName: 'After the restore' })).status, 201)
  const broken = await fresh.sql<{ seq: number }>(
    `
      select seq
        from (select seq, prev_hash, lag(hash, 1, '\\x'::bytea) over (order by seq) as before
                from events where workspace_id = $1) e
       where prev_hash <> before`,
    [space.uuid],
  )
  assert.deepEqual(broken, [])
  const [head] = await fresh.sql<{ whole: boolean }>(
    `
      select h.hash = e.hash and h.seq = e.seq as whole
        from event_heads h
        join events e using (workspace_id)
       where h.workspace_id = $1 order by e.seq desc limit 1`,
    [space.uuid],
  )
  assert.equal(head?.whole, true)
  // Constraints and triggers stand again as they did.
  const shape = `
    select count(*) filter (where contype = 'f') as "foreign",
           (select count(*) from pg_trigger where tgenabled = 'D') as disabled
      from pg_constraint`
  assert.deepEqual(await fresh.sql(shape), await old.sql(shape))
})

test('a backup that an older version wrote is restored and brought up to date, and what was off stays off', async () => {
  const file = join(import.meta.dirname, 'testing/backup-0.1.0.tar.gz')
  const app = await startTestApp(
    // The key of the installation that wrote it.
    { SECRET_KEY: 'a key for the tests, and for nothing else' },
    {
      work: false,
      prepare: async (databaseUrl, { dataDir, secretKey }) => {
        const files = await openFileStore(join(dataDir, 'files'))
        const secrets = openSecrets(secretKey, dataDir)
        const { rows } = await restoreBackup(
          { databaseUrl, files, secrets, acceptOtherKey: false, askPassphrase: noPassphrase },
          file,
        )
        assert.deepEqual([rows.workspaces, rows.crew, rows.safety_reports], [1, 1, 1])
      },
    },
  )
  const credentials = { email: 'owner-1@example.com', password: 'three quiet herons' }
  const signedIn = await client(app.origin).post('/api/v1/auth/login', credentials)
  assert.equal(signedIn.status, 200, signedIn.text)
  const owner = client(app.origin, { authorization: `Bearer ${signedIn.data.accessToken}` })
  assert.equal((await owner.get('/api/v1/ops/crew')).data.items[0].displayName, 'Pete Pilot')
  const [report] = (await owner.get('/api/v1/sms/reports')).data.items
  const [evidence] = (await owner.get(`/api/v1/sms/reports/${report.id}`)).data.files
  const download = await owner.get(`/api/v1/sms/reports/${report.id}/files/${evidence.id}`)
  assert.deepEqual([evidence.name, download.text], ['hose.txt', 'The hose'])
  const { modules } = (await owner.get('/api/v1/admin/workspace')).data
  assert.deepEqual([modules.includes('safety'), modules.includes('fbo')], [true, false])
})

/** Writes the archive again with other entries. */
async function rewrite(from: string, to: string, change: (entry: Entry) => Entry[]): Promise<void> {
  const entries = async function* () {
    for await (const { body, ...entry } of readTar(createReadStream(from), createGunzip()))
      yield* change({ ...entry, body: await buffer(body) })
  }
  await pipeline(writeTar(entries()), createGzip(), createWriteStream(to))
}

test('an archive that names what no backup holds is refused, and nothing of it stays', async () => {
  const app = await startTestApp({}, { work: false })
  const space = await workspace(undefined, app)
  const { data } = await space.owner.post(path)
  const file = join(app.dataDir, 'backups', (await finished(space.owner, data.id)).file_name)
  const empty = await startTestApp({}, { work: false })
  const hostile = join(empty.dataDir, 'hostile.tar.gz')
  const fileId = 'fil_01jq8me7x2f9tb6k4z0r5w3v1n'
  const added = (name: string): Entry => ({
    name,
    size: 4,
    modifiedAt: new Date(),
    body: Buffer.from('text'),
  })
  for (const name of [
    '../../outside',
    '/etc/passwd',
    `files/../${fileId}`,
    `files/${space.uuid}/../../outside`,
    `files/${space.uuid}/${fileId}/more`,
    'tables/users',
    'tables/users; drop table users/000001.ndjson',
    'tables/pg_authid/000001.ndjson',
    'tables/schema_migrations/000001.ndjson',
  ]) {
    await rewrite(file, hostile, (entry) => (entry.name === 'end.json' ? [added(name), entry] : [entry]))
    await assert.rejects(
      restoreBackup(target(empty), hostile),
      /does not belong into a backup|unknown here/,
      name,
    )
  }
  const refused = async (change: (entry: Entry) => Entry[], reason: RegExp) => {
    await rewrite(file, hostile, change)
    await assert.rejects(restoreBackup(target(empty), hostile), reason)
  }
  const isEnd = ({ name }: Entry) => name === 'end.json'
  const isUsers = ({ name }: Entry) => name.startsWith('tables/users/')
  await refused(
    (entry) => (isEnd(entry) ? [entry, added('tables/users/000009.ndjson')] : [entry]),
    /does not belong/,
  )
  await refused((entry) => (isEnd(entry) ? [] : [entry]), /cut off/)
  await refused((entry) => (isUsers(entry) ? [] : [entry]), /users are missing/)
  await refused((entry) => (isUsers(entry) ? [entry, entry] : [entry]), /is there twice/)
  await refused(
    (entry) => (isUsers(entry) ? [{ ...entry, body: Buffer.alloc(entry.size, 'x') }] : [entry]),
    /is damaged at the table users/,
  )
  await refused((entry) => (entry.name === 'manifest.json' ? [] : [entry]), /is no backup of Apron/)
  assert.equal((await empty.sql('select 1 from workspaces')).length, 0)
  assert.deepEqual(readdirSync(join(empty.dataDir, 'files')), [])
})

test('a backup is downloaded and deleted, by the owner of the installation alone', async () => {
  const app = await startTestApp({}, { work: false })
  const [first, second] = [await workspace(undefined, app), await workspace(undefined, app)]
  assert.equal((await second.owner.post(path)).status, 403)
  const { data } = await first.owner.post(path)
  const { file_name: name } = await finished(first.owner, data.id)
  const download = await first.owner.get(`${path}/${data.id}/download`)
  assert.equal(download.status, 200)
  assert.equal(download.headers.get('content-type'), 'application/gzip')
  assert.ok(download.headers.get('content-disposition')?.includes(name))
  const [entry] = (await first.owner.get('/api/v1/admin/audit-log?action=backup.downloaded')).data.items
  assert.deepEqual([entry.subject.label, entry.actor.type], [name, 'user'])
  assert.equal((await second.owner.get(`${path}/${data.id}/download`)).status, 403)
  assert.equal((await first.owner.delete(`${path}/${data.id}`)).status, 204)
  assert.deepEqual((await first.owner.get(path)).data, [])
  assert.equal((await first.owner.get(`${path}/${data.id}/download`)).status, 404)
})

test('a restore refuses what would overwrite, what is cut off, what is no backup and what has another key', async () => {
  const app = await startTestApp({}, { work: false })
  const space = await workspace(undefined, app)
  const { data } = await space.owner.post(path)
  const { file_name: name } = await finished(space.owner, data.id)
  const file = join(app.dataDir, 'backups', name)
  await assert.rejects(restoreBackup(target(app), file), /holds workspaces already/)
  const other = await startTestApp(
    { SECRET_KEY: 'another key for the tests, and for nothing else' },
    { work: false },
  )
  await assert.rejects(restoreBackup(target(other), file), /encrypted with another key.*--other-key/s)
  await restoreBackup(target(other, true), file)
  assert.equal((await other.sql('select 1 from workspaces')).length, 1)
  const empty = await startTestApp({}, { work: false })
  const nonsense = join(empty.dataDir, 'nonsense.tar.gz')
  writeFileSync(nonsense, 'this is no archive')
  await assert.rejects(restoreBackup(target(empty), nonsense), /is no backup of Apron/)
  truncateSync(file, 20_000)
  await assert.rejects(restoreBackup(target(empty), file), /damaged or was cut off/)
  assert.equal((await empty.sql('select 1 from workspaces')).length, 0, 'and nothing of it stays')
})

test('a sealed backup shows nothing without its passphrase, and is restored with it', async () => {
  const app = await startTestApp({}, { work: false })
  const space = await workspace(undefined, app)
  await space.owner.post('/api/v1/ops/crew', { displayName: 'Pete Pilot' })
  const short = await space.owner.post(path, { passphrase: 'eleven char' })
  assert.deepEqual([short.status, short.body.details[0].field], [400, 'passphrase'])
  const passphrase = 'four patient storks wade'
  const { data } = await space.owner.post(path, { passphrase })
  assert.equal(data.sealed, true)
  const { file_name: name } = await finished(space.owner, data.id)
  assert.match(name, /\.tar\.gz\.sealed$/)
  const download = await space.owner.get(`${path}/${data.id}/download`)
  assert.equal(download.headers.get('content-type'), 'application/octet-stream')
  const file = join(app.dataDir, 'backups', name)
  const bytes = readFileSync(file)
  // Three bytes may stand anywhere in random ones by chance, but not where the archive begins.
  assert.ok(!bytes.subarray(0, 200).includes(Buffer.from([0x1f, 0x8b, 0x08])))
  assert.ok(!bytes.includes('manifest.json'))
  const kept = await app.sql<{ text: string }>('select e::text as text from events e')
  assert.ok(!kept.some(({ text }) => text.includes(passphrase)), 'the passphrase is in no log')

  const empty = await startTestApp({}, { work: false })
  const restore = (from: string, words: string) =>
    restoreBackup({ ...target(empty), askPassphrase: async () => words }, from)
  await assert.rejects(restore(file, 'four patient storks'), /This is not the passphrase/)
  const changed = join(empty.dataDir, 'changed.sealed')
  const last = bytes.length - ((bytes.length - 47) % (64 * 1024 + 16))
  for (const [what, other] of [
    ['cut off within a frame', bytes.subarray(0, bytes.length - 100)],
    ['cut off at a frame', bytes.subarray(0, last)],
    ['cut off behind the header', bytes.subarray(0, 47)],
    ['cut off in the header', bytes.subarray(0, 30)],
    ['one bit is another', Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])])],
    ['more follows', Buffer.concat([bytes, bytes.subarray(47)])],
  ] as const) {
    writeFileSync(changed, other)
    await assert.rejects(restore(changed, passphrase), /damaged or was cut off/, what)
    assert.deepEqual(await empty.sql('select 1 from workspaces'), [], what)
  }
  // Another name changes nothing: what is in the file decides.
  const renamed = join(empty.dataDir, 'renamed.tar.gz')
  writeFileSync(renamed, bytes)
  const contents = await restore(renamed, passphrase)
  assert.equal(contents.rows.crew, 1)
  assert.equal((await empty.sql("select 1 from crew where display_name = 'Pete Pilot'")).length, 1)
})
