import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'
import { analyzed, problemsOf, ran, settled, upload } from './testing/try-import.ts'

const good = 'Name,Email\nAda Holm,ada@example.com\nBo Lind,bo@example.com\n'
const mixed =
  'Name;E-Mail;Notes\r\nAda Holm;ada@example.com;"one; two"\r\n;nobody@example.com;\r\nBo Lind;not an address;\r\n'

test('a file is uploaded, seen, run and then there', async (t) => {
  const { owner } = await workspace(t)
  const seen = await analyzed(owner, 'people', good)
  assert.deepEqual(seen.rows, { total: 2, good: 2, bad: 0, done: 2, imported: 0, skipped: 0 })
  assert.deepEqual(
    { status: seen.status, encoding: seen.encoding, separator: seen.separator },
    { status: 'ready', encoding: 'utf-8', separator: ',' },
  )
  assert.deepEqual(seen.columns[0], { index: 0, header: 'Name', samples: ['Ada Holm', 'Bo Lind'] })
  assert.equal(seen.mapping.displayName, 0)
  assert.equal((await owner.get('/api/v1/ops/crew')).data.total, 0)
  const done = await ran(owner, seen.id)
  assert.equal(done.status, 'completed')
  assert.equal(done.progress, 1)
  assert.equal(done.rows.imported, 2)
  assert.equal((await owner.get('/api/v1/ops/crew')).data.total, 2)
})

test('with bad rows nothing is imported until the good ones are asked for', async (t) => {
  const { owner } = await workspace(t)
  const seen = await analyzed(owner, 'people', mixed)
  assert.deepEqual(seen.rows, { total: 3, good: 1, bad: 2, done: 3, imported: 0, skipped: 0 })
  assert.deepEqual(seen.problems, [
    '3 Name: The name is missing: every row needs it',
    '4 E-Mail: “not an address” is not an email address: write it as name@example.com',
  ])
  const refused = await owner.post(`/api/integrations/imports/${seen.id}/run`, { goodRowsOnly: false })
  assert.equal(refused.status, 409)
  assert.match(refused.body.error, /2 of 3 rows have problems/)
  const done = await ran(owner, seen.id, true)
  assert.deepEqual(done.rows, { total: 3, good: 1, bad: 2, done: 3, imported: 1, skipped: 2 })
})

test('the bad rows come back as they were, with the reasons in a column', async (t) => {
  const { owner } = await workspace(t)
  const seen = await analyzed(owner, 'people', mixed)
  const result = await owner.get(`/api/integrations/imports/${seen.id}/result`)
  assert.equal(result.status, 200)
  assert.match(result.headers.get('content-type') ?? '', /text\/csv/)
  // `fetch` takes the byte order mark away, which spreadsheets need.
  assert.deepEqual(result.text.replace('\ufeff', '').split('\r\n'), [
    'Name;E-Mail;Notes;apron_problem',
    ';nobody@example.com;;Name: The name is missing: every row needs it',
    'Bo Lind;not an address;;E-Mail: “not an address” is not an email address: write it as name@example.com',
    '',
  ])
})

test('after a large import PostgreSQL knows how many rows there are now', async (t) => {
  const { owner, app } = await workspace(t)
  const rows = Array.from({ length: 1_200 }, (_, at) => `Person ${at}`)
  await ran(owner, (await analyzed(owner, 'people', `Name\n${rows.join('\n')}\n`)).id)
  const [crew] = await app.sql("select last_analyze from pg_stat_user_tables where relname = 'crew'")
  assert.ok(crew?.last_analyze)
})

test('a file whose first thousand rows all have the same problem is read no further, and says so', async (t) => {
  const { owner, app } = await workspace(t)
  const rows = Array.from({ length: 3_000 }, (_, at) => `,C172,${at}`)
  const seen = await analyzed(owner, 'aircraft', `Registration,Type,Serial number\n${rows.join('\n')}\n`)
  assert.match(seen.error, /^The first 1000 rows all have the same problem.* is missing: every row needs it/)
  assert.deepEqual([seen.rows.good, seen.rows.bad], [0, 3_000])
  const [kept] = await app.sql('select count(*)::int as rows from import_problems where import_id = $1', [
    seen.id,
  ])
  assert.equal(kept?.rows, 1_000)
  const run = await owner.post(`/api/integrations/imports/${seen.id}/run`, { goodRowsOnly: true })
  assert.deepEqual([run.status, run.body.error], [409, seen.error])
})

test('the reasons of 5,000 bad rows are kept, and every bad row comes back', async (t) => {
  const { owner } = await workspace(t)
  const rows = Array.from({ length: 5_002 }, (_, at) => `Pilot ${at},somewhere`)
  const seen = await analyzed(owner, 'people', `Name,Email\nAda Holm,ada@example.com\n${rows.join('\n')}\n`)
  assert.deepEqual([seen.error, seen.rows.good, seen.rows.bad], [null, 1, 5_002])
  assert.ok(seen.notes.includes('Reasons are kept for the first 5000 rows with problems, of 5002'))
  const path = `/api/integrations/imports/${seen.id}`
  assert.equal((await owner.get(`${path}/problems`)).data.total, 5_000)
  const lines = (await owner.get(`${path}/result`)).text.trim().split('\r\n')
  assert.equal(lines.length, 5_003)
  assert.match(lines[5_000] ?? '', /^Pilot 4999,somewhere,Email: “somewhere” is not an email address/)
  assert.match(lines[5_001] ?? '', /^Pilot 5000,somewhere,"?Has a problem too/)
})

test('a cell that a spreadsheet would run as a formula comes back as a text, and is read as it was', async (t) => {
  const { owner } = await workspace(t)
  const formula = '=HYPERLINK("https://evil.example.com")'
  const file = `Name,Email,Phone\n"${formula.replaceAll('"', '""')}",not an address,+49 170 1\n`
  const seen = await analyzed(owner, 'people', file)
  const result = await owner.get(`/api/integrations/imports/${seen.id}/result`)
  assert.match(result.text, /\n"?'=HYPERLINK/)
  assert.match(result.text, /,\+49 170 1,/)
  const fixed = await analyzed(owner, 'people', result.text.replace('not an address', 'ada@example.com'))
  assert.equal(fixed.rows.good, 1)
  await ran(owner, fixed.id)
  assert.equal((await owner.get('/api/v1/ops/crew')).data.items[0].displayName, formula)
})

test('what every object has by name is neither a field nor an option of an import', async (t) => {
  const { owner } = await workspace(t)
  const { id } = await analyzed(owner, 'people', good)
  for (const body of [
    { mapping: { constructor: 0 } },
    { options: { constructor: 'x' } },
    { options: { toString: 'x' } },
  ]) {
    const refused = await owner.patch(`/api/integrations/imports/${id}`, body)
    assert.deepEqual([refused.status, refused.body.code], [400, 'invalid_request'], JSON.stringify(body))
  }
})

test('the preview shows the values as they would be imported', async (t) => {
  const { owner } = await workspace(t)
  const seen = await analyzed(owner, 'people', 'First name,Surname,Roles\nAda,Holm,CFI; pilot\n')
  const { data } = await owner.get(`/api/integrations/imports/${seen.id}/preview`)
  assert.equal(data.rows[0].row, 2)
  assert.equal(data.rows[0].values.displayName, 'Ada Holm')
  assert.deepEqual(data.rows[0].values.functions, ['instructor', 'pilot'])
})

test('a column that no heading names is chosen by hand, and the dry run is run again', async (t) => {
  const { owner } = await workspace(t)
  const seen = await analyzed(owner, 'aircraft', 'Flieger,Muster\nN01ZZ,C172\n')
  assert.match(seen.error, /Say which column holds Registration, Type/)
  const refused = await owner.post(`/api/integrations/imports/${seen.id}/run`, { goodRowsOnly: true })
  assert.equal(refused.status, 409)
  const changed = await owner.patch(`/api/integrations/imports/${seen.id}`, {
    mapping: { registration: 0, typeDesignator: 1 },
  })
  assert.equal(changed.data.status, 'analyzing')
  const ready = await settled(owner, seen.id)
  assert.equal(ready.error, null)
  assert.equal(ready.rows.good, 1)
})

test('a mapping or an option that does not fit is refused by its field', async (t) => {
  const { owner } = await workspace(t)
  const seen = await analyzed(owner, 'people', good)
  const patch = (body: object) => owner.patch(`/api/integrations/imports/${seen.id}`, body)
  for (const [body, field] of [
    [{ mapping: { displayName: 7 } }, 'mapping.displayName'],
    [{ mapping: { wings: 0 } }, 'mapping.wings'],
    [{ mapping: { notes: 0 } }, 'mapping.notes'],
    [{ options: { timeZone: 'Mars/Olympus' } }, 'options.timeZone'],
    [{ options: { timeZone: '+02:00' } }, 'options.timeZone'],
    [{ options: { dateOrder: 'ydm' } }, 'options.dateOrder'],
    [{ options: { wings: 'two' } }, 'options.wings'],
  ] as const) {
    const answer = await patch(body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.equal(answer.body.details[0].field, field)
  }
})

test('a workbook, an empty file and one without rows are refused with the reason, and leave nothing', async (t) => {
  const { owner } = await workspace(t)
  const workbook = await upload(owner, 'people', Buffer.from('504b03041400', 'hex'))
  assert.equal(workbook.status, 422)
  assert.equal(workbook.body.code, 'file_unreadable')
  assert.match(workbook.body.error, /save the sheet as CSV/)
  assert.equal((await upload(owner, 'people', ' \r\n')).status, 422)
  assert.equal((await owner.get('/api/integrations/imports')).data.total, 0)
  const bare = await analyzed(owner, 'people', 'Name,Email\n')
  assert.match(bare.error, /headings and no rows/)
})

test('an unknown kind names those there are', async (t) => {
  const { owner } = await workspace(t)
  const answer = await upload(owner, 'balloons', good)
  assert.equal(answer.status, 400)
  assert.match(answer.body.details[0].message, /aircraft, .*flights/)
})

test('a record that another user added between the dry run and the run is skipped and reported', async (t) => {
  const { owner, person } = await workspace(t)
  const seen = await analyzed(owner, 'people', good)
  await person({ displayName: 'Ada', email: 'ada@example.com' })
  const done = await ran(owner, seen.id)
  assert.deepEqual(done.rows, { total: 2, good: 1, bad: 1, done: 2, imported: 1, skipped: 1 })
  assert.match(
    (await problemsOf(owner, seen.id))[0] ?? '',
    /2 Email: Somebody here has the email ada@example.com already/,
  )
})

test('an import that is over cannot be run, changed or cancelled', async (t) => {
  const { owner } = await workspace(t)
  const { id } = await analyzed(owner, 'people', good)
  await ran(owner, id)
  assert.equal((await owner.post(`/api/integrations/imports/${id}/run`, { goodRowsOnly: true })).status, 409)
  assert.equal(
    (await owner.patch(`/api/integrations/imports/${id}`, { options: { timeZone: 'UTC' } })).status,
    409,
  )
  assert.equal((await owner.post(`/api/integrations/imports/${id}/cancel`)).status, 409)
  assert.equal((await owner.get('/api/v1/ops/crew')).data.total, 2)
})

test('a cancelled import imports nothing more', async (t) => {
  const { owner } = await workspace(t)
  const { id } = await analyzed(owner, 'people', good)
  const cancelled = await owner.post(`/api/integrations/imports/${id}/cancel`)
  assert.equal(cancelled.data.status, 'cancelled')
  assert.equal((await owner.post(`/api/integrations/imports/${id}/run`, { goodRowsOnly: true })).status, 409)
})

test('a dry run of the upload leaves neither import nor file', async (t) => {
  const { owner } = await workspace(t)
  const answer = await owner.send(
    'POST',
    '/api/integrations/imports?kind=people&filename=a.csv&dry_run=true',
    {
      body: good,
      headers: { 'content-type': 'text/csv' },
    },
  )
  assert.equal(answer.status, 201)
  assert.equal((await owner.get('/api/integrations/imports')).data.total, 0)
})

test('API keys may not import, and members only what their role allows', async (t) => {
  const { as, key } = await workspace(t)
  const byKey = await upload(await key(), 'people', good)
  assert.equal(byKey.status, 403)
  assert.equal(byKey.body.code, 'session_required')
  const mechanic = await as('director', { roles: ['director_of_maintenance'] })
  assert.equal((await upload(mechanic, 'aircraft', 'Registration,Type\nN01ZZ,C172\n')).status, 201)
  assert.equal((await upload(mechanic, 'flights', 'Registration\nN01ZZ\n')).status, 403)
  assert.equal((await upload(await as('pilot'), 'people', good)).status, 403)
})

test('another workspace sees no import of this one, and none of its rows', async (t) => {
  const [mine, theirs] = [await workspace(t), await workspace(t)]
  const { id } = await analyzed(mine.owner, 'people', mixed)
  for (const path of ['', '/problems', '/preview', '/result']) {
    assert.equal((await theirs.owner.get(`/api/integrations/imports/${id}${path}`)).status, 404)
  }
})

test('the audit log says who imported how much from which file, and holds nothing of its rows', async (t) => {
  const { owner } = await workspace(t)
  const { id } = await analyzed(owner, 'people', good)
  await ran(owner, id)
  const { data } = await owner.get(`/api/v1/admin/audit-log?subject=${id}`)
  const actions = data.items.map(({ action }: { action: string }) => action).sort()
  assert.deepEqual(actions, ['crew_member.imported', 'import.completed', 'import.created', 'import.started'])
  assert.doesNotMatch(JSON.stringify(data), /ada@example\.com|Ada Holm/)
})

test('an import whose dry run failed can be cancelled', async (t) => {
  const { app, owner, uuid } = await workspace(t)
  const { id } = await analyzed(owner, 'people', good)
  await app.services.files.remove(uuid, id)
  await owner.patch(`/api/integrations/imports/${id}`, { options: { timeZone: 'UTC' } })
  await app.sql(
    `
      update imports set lease_token = null, lease_until = null, next_attempt_at = now(), attempts = 4
       where id = '${id}'`,
  )
  const failed = await settled(owner, id)
  assert.match(failed.error, /share DATA_DIR\/files/)
  const refused = await owner.post(`/api/integrations/imports/${id}/run`, { goodRowsOnly: false })
  assert.match(refused.body.error, /The dry run of this file failed/)
  assert.equal((await owner.post(`/api/integrations/imports/${id}/cancel`)).data.status, 'cancelled')
})
