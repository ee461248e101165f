import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { keyCheckOf } from '#platform/system/key-check.ts'
import { startTestApp } from '#platform/testing/app.ts'
import { startForwarder } from '#platform/testing/forwarder.ts'
import { type Config, readConfig } from './config.ts'
import { clockFinding, diagnose, diskFinding } from './doctor.ts'

const app = await startTestApp({}, { work: false })
const folder = mkdtempSync(join(tmpdir(), 'apron-doctor-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const config: Config = readConfig({
  DATA_DIR: folder,
  DATABASE_URL: app.databaseUrl,
  SECRET_KEY: 'a key for the tests, and for nothing else at all',
  PORT: '0',
})
const faults = async (planted: Partial<Config> = {}) =>
  (await diagnose({ ...config, ...planted })).filter(({ fault }) => fault !== null)

async function listener(): Promise<{ server: Server; port: number }> {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return { server, port: (server.address() as { port: number }).port }
}

test('an installation without a fault has none', async () => {
  await app.sql('update installation set key_check = $1', [keyCheckOf(app.services.secrets)])
  assert.deepEqual(await faults(), [])
})

test('each of ten planted faults is found, alone, with what to do', async (t) => {
  const { server: other, port } = await listener()
  t.after(() => other.close())
  const forwarder = await startForwarder()
  t.after(() => forwarder.close())
  const silent = forwarder.through(app.databaseUrl)
  forwarder.close()
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const sql =
    (...statements: string[]) =>
    async () => {
      for (const statement of statements) await app.sql(statement)
    }
  const nothing = async () => {}
  const planted: [string, RegExp, Partial<Config>, () => Promise<void>, () => Promise<void>][] = [
    ['data folder', /cannot be written .*set DATA_DIR/, { dataDir: file }, nothing, nothing],
    ['port', /taken by another program\. Set PORT/, { host: '127.0.0.1', port }, nothing, nothing],
    ['redis', /correct REDIS_URL$/, { redisUrl: 'redis://127.0.0.1:1' }, nothing, nothing],
    ['database', /ECONNREFUSED/, { databaseUrl: silent }, nothing, nothing],
    ['secret key', /is not the key of this installation/, { secretKey: 'x'.repeat(50) }, nothing, nothing],
    [
      'roles',
      /alter role apron_app nosuperuser/,
      {},
      sql('create table of_app ()', 'alter table of_app owner to apron_app'),
      sql('drop table of_app'),
    ],
    [
      'schema',
      /1 migration has not run/,
      {},
      sql(
        "update schema_migrations set name = 'was ' || name where name like '0001_%'",
        "create table kept as select * from schema_migrations where name like 'was %'",
        "delete from schema_migrations where name like 'was %'",
      ),
      sql(
        'insert into schema_migrations select substr(name, 5), sha256, ran_at from kept',
        'drop table kept',
      ),
    ],
    [
      'schema',
      /newer version of Apron/,
      {},
      sql("insert into schema_migrations (name, sha256) values ('9999_newer.sql', 'x')"),
      sql("delete from schema_migrations where name = '9999_newer.sql'"),
    ],
    [
      'shared files',
      /files of the node far are not in/,
      {},
      sql("insert into nodes (id, name, version) values ('nod_00000000000000000000000000', 'far', '1')"),
      sql('delete from nodes'),
    ],
    [
      'data folder',
      /disk of .* is full/,
      {},
      async () => symlinkSync('/dev/full', join(folder, 'files', '.doctor')),
      async () => rmSync(join(folder, 'files', '.doctor')),
    ],
  ]
  for (const [check, sentence, settings, plant, remove] of planted) {
    await plant()
    const [first, ...more] = (await faults(settings)).filter(
      // Without a folder there is no disk to look at either.
      (finding) => settings.dataDir === undefined || finding.check === 'data folder',
    )
    await remove()
    assert.match(first?.fault ?? 'no fault', sentence, check)
    assert.deepEqual([first?.check, more], [check, []])
  }
  assert.ok(existsSync(folder))
  assert.deepEqual(await faults(), [], 'and each is gone with its cause')
})

test('little room on the disk and a clock that is off are faults', () => {
  assert.equal(diskFinding(20_000_000_000).fault, null)
  assert.match(diskFinding(100_000_000).fault ?? '', /^Only 100 MB are free/)
  assert.equal(clockFinding(2_000).fault, null)
  assert.match(clockFinding(3_600_000).fault ?? '', /3600 s ahead of/)
  assert.match(clockFinding(-3_600_000).fault ?? '', /3600 s behind/)
})
