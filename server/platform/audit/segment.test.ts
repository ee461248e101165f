import assert from 'node:assert/strict'
import { test } from 'node:test'
import { purgeLogs } from '../retention/purge.ts'
import { startTestApp } from '../testing/app.ts'
import { happened } from '../testing/past.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { closeSegments } from './close-segment.ts'

// Nothing happens here but what the tests call.
const app = await startTestApp({}, { work: false })
const segments = async ({ owner }: TestWorkspace) =>
  (await owner.get('/api/v1/admin/audit-log/segments?sort=number&page_size=100')).data.items as {
    number: number
    firstSequence: number
    lastSequence: number
    purgedAt: string | null
  }[]
const sequences = async ({ uuid }: TestWorkspace) =>
  (await app.sql('select seq from events where workspace_id = $1 order by seq', [uuid])).map(({ seq }) =>
    Number(seq),
  )

test('a day is closed when it is over, and the day that goes on is not', async (t) => {
  const space = await workspace(t, app)
  const [before = 0] = (await sequences(space)).slice(-1)
  for (const days of [3, 3, 2]) await happened(space, 'note.made', days)
  await space.project()
  await closeSegments(app.services)
  await closeSegments(app.services)
  assert.deepEqual(
    (await segments(space)).map(({ number, firstSequence, lastSequence }) => [
      number,
      firstSequence,
      lastSequence,
    ]),
    [
      [1, 1, before],
      [2, before + 1, before + 2],
      [3, before + 3, before + 3],
    ],
  )
})

test('a thousand entries of one day fill a segment', async (t) => {
  const space = await workspace(t, app)
  await app.services.database.tenant({ workspaceId: space.uuid }, (tx) =>
    tx.prepared(
      `
        select apron.append_event(jsonb_build_object('id', 'evt_' || n, 'type', 'note.made',
                   'isPublic', false,
                   'occurredAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                   'actorType', 'system', 'subjectType', 'note', 'subjectId', 'x'), null, '[]', null)
          from generate_series(1, 1100) n`,
      [],
    ),
  )
  await closeSegments(app.services)
  assert.deepEqual(
    (await segments(space)).map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence]),
    [[1, 1000]],
  )
})

test('two nodes that close at once leave one row of segments', async (t) => {
  const space = await workspace(t, app)
  for (const days of [9, 8, 7, 6, 5]) await happened(space, 'note.made', days)
  await Promise.allSettled([1, 2, 3].map(() => closeSegments(app.services)))
  await closeSegments(app.services)
  const all = await segments(space)
  assert.deepEqual(
    all.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6],
  )
  for (const [index, { firstSequence }] of all.entries())
    assert.equal(firstSequence, (all[index - 1]?.lastSequence ?? 0) + 1)
})

test('what was changed behind the back of the server is never signed', async (t) => {
  const space = await workspace(t, app)
  const [before = 0] = (await sequences(space)).slice(-1)
  for (const days of [5, 4]) await happened(space, 'note.made', days)
  await space.project()
  await app.sql("update events set subject_label = 'x' where workspace_id = $1 and seq = $2", [
    space.uuid,
    before + 1,
  ])
  await closeSegments({ ...app.services, log: app.services.log.child({}, { level: 'silent' }) })
  assert.deepEqual(
    (await segments(space)).map(({ lastSequence }) => lastSequence),
    [before],
  )
  await app.sql('update events set subject_label = null where workspace_id = $1 and seq = $2', [
    space.uuid,
    before + 1,
  ])
  await closeSegments(app.services)
  assert.equal((await segments(space)).length, 3)
})

test('the database takes no segment that is not what the events say', async (t) => {
  const space = await workspace(t, app)
  await happened(space, 'note.made', 5)
  await happened(space, 'note.made', 4)
  await closeSegments(app.services)
  const [row] = await app.sql(
    'select to_json(s) as s from audit_segments s where workspace_id = $1 and number = 1',
    [space.uuid],
  )
  await app.sql('delete from audit_segments where workspace_id = $1', [space.uuid])
  const close = (twist: object) =>
    app.services.database.system((tx) =>
      tx.prepared(
        "select apron.close_segment(jsonb_populate_record(null::audit_segments, $1::jsonb), '\\x00')",
        [JSON.stringify({ ...row?.s, ...twist })],
      ),
    )
  for (const twist of [
    { number: 2 },
    { first_seq: 2 },
    { last_seq: row?.s.last_seq - 1 },
    { last_seq: 9999 },
    { last_hash: `\\x${'00'.repeat(32)}` },
    { previous_hash: `\\x${'00'.repeat(32)}` },
    { last_at: '2026-01-01T00:00:00Z' },
    { first_at: '2026-01-01T00:00:00Z' },
  ])
    await assert.rejects(close(twist), /does not fit its events/, JSON.stringify(twist))
  await close({})
})

test('entries go in whole segments when all of them are old enough, and the rows of the segments stay', async (t) => {
  const space = await workspace(t, app)
  const [before = 0] = (await sequences(space)).slice(-1)
  for (const days of [400, 400, 367, 365, 10]) await happened(space, 'note.made', days)
  await space.project()
  await closeSegments(app.services)
  const preview = async () => (await space.owner.get('/api/settings/log-retention/preview')).data.audit_logs
  await purgeLogs(app.services)
  // 365 days and one, since twelve months may have 366.
  const [, gone, alsoGone, kept] = await segments(space)
  assert.deepEqual([gone?.purgedAt !== null, alsoGone?.purgedAt !== null, kept?.purgedAt], [true, true, null])
  assert.deepEqual((await sequences(space)).slice(0, before + 2), [
    ...Array.from({ length: before }, (_none, index) => index + 1),
    before + 4,
    before + 5,
  ])
  const [entry] = (await space.owner.get('/api/v1/admin/audit-log?action=log_retention.purged')).data.items
  assert.deepEqual(entry.changes, [{ field: 'audit_entries', before: null, after: 3 }])
  assert.equal((await preview()).count, 0)
})

test('what the law keeps stays for its time, whatever the workspace says', async (t) => {
  const space = await workspace(t, app)
  // Of what `safety` writes, whatever it comes to write; not of what sounds like it.
  for (const [type, days] of [
    ['note.made', 1000],
    ['safety_report.closed', 999],
    ['note.made', 999],
    ['safety_report.closed', 1900],
    ['safety_reporter.notified', 998],
  ] as const)
    await happened(space, type, days)
  await space.project()
  await closeSegments(app.services)
  await purgeLogs(app.services)
  assert.deepEqual(
    (
      await app.sql(
        'select type from events where workspace_id = $1 and occurred_at < now() - interval $$400 days$$ order by seq',
        [space.uuid],
      )
    ).map(({ type }) => type),
    ['safety_report.closed', 'note.made'],
  )
  const { audit_logs } = (await space.owner.get('/api/settings/log-retention/preview')).data
  assert.deepEqual([audit_logs.count, audit_logs.kept_by_law], [0, 2])
  // A module that is gone, or somebody who took its place, cannot shorten what it said.
  await purgeLogs({ ...app.services, modules: [] })
  assert.deepEqual(
    (await app.sql('select days from audit_minimums where event_type = $1', ['safety_report']))[0]?.days,
    1827,
  )
  assert.equal(
    (
      await app.sql("select 1 from events where workspace_id = $1 and type = 'safety_report.closed'", [
        space.uuid,
      ])
    ).length,
    1,
  )
})

test('nobody deletes a segment before its time, not even background work', async (t) => {
  const space = await workspace(t, app)
  await happened(space, 'note.made', 360)
  await space.project()
  await closeSegments(app.services)
  const all = await segments(space)
  for (const { number } of all)
    await assert.rejects(
      app.services.database.system((tx) =>
        tx.prepared('select apron.purge_segment($1, $2, now(), $3, $4)', [
          space.uuid,
          number,
          'key',
          'signature',
        ]),
      ),
      /is still to be kept/,
    )
  for (const statement of [
    'delete from events',
    "update events set type = 'x'",
    'delete from audit_segments',
    'update audit_segments set purged_at = now()',
    'delete from audit_minimums',
  ])
    for (const role of ['tenant', 'system'] as const)
      await assert.rejects(
        role === 'system'
          ? app.services.database.system((tx) => tx.prepared(statement, []))
          : app.services.database.tenant({ workspaceId: space.uuid }, (tx) => tx.prepared(statement, [])),
        /permission denied/,
      )
})

test('a preview counts the entries that a shorter time would delete', async (t) => {
  const space = await workspace(t, app)
  await space.owner.put('/api/settings/log-retention', { audit_logs_days: 1000 })
  for (const days of [900, 900, 500, 20]) await happened(space, 'note.made', days)
  await space.project()
  await closeSegments(app.services)
  const count = async (days: number) =>
    (await space.owner.get(`/api/settings/log-retention/preview?audit_logs_days=${days}`)).data.audit_logs
  assert.deepEqual([(await count(1000)).count, (await count(600)).count, (await count(365)).count], [0, 2, 3])
  assert.equal(
    (await count(600)).oldest_at.slice(0, 10),
    new Date(Date.now() - 900 * 86_400_000).toISOString().slice(0, 10),
  )
})
