import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { testApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const app = await testApp()
const accounts = '/api/v1/finance/accounts'
const ledger = '/api/v1/finance/ledger'

const internal = (ws: TestWorkspace, name: string, kind = 'clearing', currency = 'USD') =>
  ws.account({ holder: { type: 'internal' }, name, kind, currency })
const balance = async (ws: TestWorkspace, { id }: { id: string }) =>
  (await ws.owner.get(`${accounts}/${id}`)).data.balanceMinor
const post = (ws: TestWorkspace, ...postings: [accountId: string, amountMinor: number][]) =>
  ws.owner.post(ledger, {
    description: 'Opening balance',
    postings: postings.map(([accountId, amountMinor]) => ({ accountId, amountMinor })),
  })

test('an entry that sums to zero moves the balances; one that does not is refused', async (t) => {
  const ws = await workspace(t, app)
  const [student, bank] = [await ws.account(), await internal(ws, 'Bank', 'cash')]
  const entry = await post(ws, [student.id, 12_500], [bank.id, -12_500])
  assert.equal(entry.status, 201, entry.text)
  assert.deepEqual(
    [entry.data.number, entry.data.postings.map((posting: { amountMinor: number }) => posting.amountMinor)],
    [1, [12_500, -12_500]],
  )
  assert.deepEqual([await balance(ws, student), await balance(ws, bank)], [12_500, -12_500])
  const odd = await post(ws, [student.id, 1], [bank.id, -2])
  assert.deepEqual([odd.status, odd.body.code], [422, 'entry_does_not_balance'])
  const reversal = await ws.owner.post(`${ledger}/${entry.data.id}/reverse`, { reason: 'Wrong student' })
  assert.deepEqual([reversal.status, reversal.data.reversesId, reversal.data.number], [201, entry.data.id, 2])
  assert.equal((await ws.owner.post(`${ledger}/${entry.data.id}/reverse`, { reason: 'Again' })).status, 409)
  assert.equal(await balance(ws, student), 0)
})

test('each currency sums to zero by itself', async (t) => {
  const ws = await workspace(t, app)
  const [usd, eur] = [await internal(ws, 'Clearing'), await internal(ws, 'Clearing', 'clearing', 'EUR')]
  const named = (currency: string) =>
    ws.owner.post(ledger, {
      description: 'Opening',
      postings: [
        { accountId: usd.id, amountMinor: 100, currency },
        { accountId: usd.id, amountMinor: -100, currency },
      ],
    })
  assert.equal((await named('USD')).status, 201)
  const other = await named('EUR')
  assert.deepEqual([other.status, other.body.code], [422, 'currency_mismatch'])
  const mixed = await post(ws, [usd.id, 100], [eur.id, -100])
  assert.deepEqual([mixed.status, mixed.body.code], [422, 'entry_does_not_balance'])
})

test('the database itself refuses an entry that does not balance, and a change of what was posted', async (t) => {
  const ws = await workspace(t, app)
  const [one, other] = [await internal(ws, 'One'), await internal(ws, 'Other')]
  const { data: entry } = await post(ws, [one.id, 500], [other.id, -500])
  const { database } = app.services
  const asApp = (statement: Parameters<Tx['run']>[0]) =>
    database.tenant({ workspaceId: ws.uuid }, (tx) => tx.run(statement))
  const added = sql.unchecked`
    insert into finance_postings (workspace_id, id, entry_id, position, account_id, amount_minor, currency, occurred_at)
    values (${ws.uuid}, ${newId('jpo')}, ${entry.id}, 9, ${one.id}, 1, 'USD', now())`
  await assert.rejects(asApp(added), { constraint: 'finance_entry_balances' })
  const empty = sql.unchecked`
    insert into finance_entries (workspace_id, id, number, occurred_at, description, source_type)
    values (${ws.uuid}, ${newId('jen')}, 99, now(), 'Nothing', 'manual')`
  await assert.rejects(asApp(empty), { constraint: 'finance_entry_balances' })
  for (const statement of [
    sql.unchecked`update finance_postings set amount_minor = 1`,
    sql.unchecked`delete from finance_postings`,
    sql.unchecked`delete from finance_entries`,
  ])
    await assert.rejects(asApp(statement), { code: '42501' })
  const rewritten = sql.unchecked`update finance_entries set description = 'x'`
  await assert.rejects(asApp(rewritten), { constraint: 'finance_posted_is_final' })
  const foreign = sql.unchecked`
    insert into finance_postings (workspace_id, id, entry_id, position, account_id, amount_minor, currency, occurred_at)
    values (${ws.uuid}, ${newId('jpo')}, ${entry.id}, 9, ${one.id}, 1, 'EUR', now())`
  await assert.rejects(asApp(foreign), { code: '23503' })
  assert.deepEqual([await balance(ws, one), await balance(ws, other)], [500, -500])
})

test('entries at once are numbered without a gap, and every balance is the sum of its postings', async (t) => {
  const ws = await workspace(t, app)
  const [one, other] = [await internal(ws, 'One'), await internal(ws, 'Other')]
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0
        ? post(ws, [one.id, 100 + index], [other.id, -100 - index])
        : post(ws, [other.id, index], [one.id, -index]),
    ),
  )
  assert.deepEqual(
    answers.map(({ data }) => data.number).sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, index) => index + 1),
  )
  const { items } = (await ws.owner.get(`${ledger}/postings?page_size=100&account_id=${one.id}`)).data
  const sum = items.reduce(
    (total: number, posting: { amountMinor: number }) => total + posting.amountMinor,
    0,
  )
  assert.equal(await balance(ws, one), sum)
  assert.equal(await balance(ws, other), -sum)
})

test('a statement opens with what came before, and each line has the balance after it', async (t) => {
  const ws = await workspace(t, app)
  const [student, bank] = [await ws.account(), await internal(ws, 'Bank', 'cash')]
  for (const [occurredAt, amount] of [
    ['2025-10-31T23:59:59Z', 1_000],
    ['2025-11-01T00:00:00Z', 2_000],
    ['2025-11-30T23:59:59Z', -500],
    ['2025-12-01T00:00:00Z', 4_000],
  ] as const)
    await ws.made(ledger, {
      occurredAt,
      description: 'Flying',
      postings: [
        { accountId: student.id, amountMinor: amount },
        { accountId: bank.id, amountMinor: -amount },
      ],
    })
  const { data } = await ws.owner.get(
    `${accounts}/${student.id}/statement?date_from=2025-11-01&date_to=2025-11-30`,
  )
  assert.deepEqual(
    [
      data.openingMinor,
      data.lines.map((line: { amountMinor: number; balanceMinor: number }) => [
        line.amountMinor,
        line.balanceMinor,
      ]),
      data.closingMinor,
    ],
    [
      1_000,
      [
        [2_000, 3_000],
        [-500, 2_500],
      ],
      2_500,
    ],
  )
  const whole = (await ws.owner.get(`${accounts}/${student.id}/statement`)).data
  assert.deepEqual([whole.openingMinor, whole.closingMinor, whole.lines.length], [0, 6_500, 4])
  const pdf = await ws.owner.get(`${accounts}/${student.id}/statement.pdf?date_to=2025-11-30`)
  assert.match(pdf.text, /^%PDF-/)
  const csv = await ws.owner.get(`${ledger}/export.csv?account_id=${student.id}`)
  assert.match(csv.text, /10\.00,,USD/)
  assert.equal(csv.text.trim().split('\n').length, 5)
})

test('members see their own account and statement, and nothing of others', async (t) => {
  const ws = await workspace(t, app)
  const member = await ws.as('student', { roles: ['student'] })
  const person = await ws.person({ displayName: 'Sam Student' })
  await app.sql('update crew set user_id = $1 where id = $2', [member.userId, person.id])
  const own = await ws.account({ holder: { type: 'person', id: person.id } })
  const other = await ws.account()
  assert.equal(own.name, 'Sam Student')
  const { items } = (await member.get(accounts)).data
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [own.id],
  )
  assert.equal((await member.get(`${accounts}/${own.id}/statement`)).status, 200)
  for (const path of ['', '/statement', '/statement.pdf'].map((file) => `${accounts}/${other.id}${file}`))
    assert.equal((await member.get(path)).status, 404)
  for (const path of [ledger, `${ledger}/postings`, '/api/v1/finance/tax-codes'])
    assert.equal((await member.get(path)).status, 403)
  assert.equal((await member.patch(`${accounts}/${own.id}`, { creditLimitMinor: 1 })).status, 403)
})

test('an account names its holder, has a real currency, and is closed only when it is settled', async (t) => {
  const ws = await workspace(t, app)
  const person = await ws.person()
  const refused = async (body: object, field: string) => {
    const answer = await ws.owner.post(accounts, body)
    assert.deepEqual([answer.status, answer.body.details?.[0]?.field], [400, field], answer.text)
  }
  await refused({ holder: { type: 'customer', id: person.id }, currency: 'USD' }, 'holder.id')
  await refused({ holder: { type: 'person' }, currency: 'USD' }, 'holder.id')
  await refused({ holder: { type: 'internal', id: person.id }, name: 'X', currency: 'USD' }, 'holder.id')
  await refused({ holder: { type: 'person', id: newId('crw') }, currency: 'USD' }, 'holder.id')
  await refused({ holder: { type: 'person', id: person.id }, currency: 'ABC' }, 'currency')
  await refused({ holder: { type: 'person', id: person.id }, currency: 'USD', kind: 'tax' }, 'kind')
  const account = await ws.account({ holder: { type: 'person', id: person.id } })
  const bank = await internal(ws, 'Bank', 'cash')
  await post(ws, [account.id, 100], [bank.id, -100])
  assert.equal((await ws.owner.patch(`${accounts}/${account.id}`, { status: 'closed' })).status, 422)
  await post(ws, [account.id, -100], [bank.id, 100])
  assert.equal((await ws.owner.patch(`${accounts}/${account.id}`, { status: 'closed' })).status, 200)
  const late = await post(ws, [account.id, 100], [bank.id, -100])
  assert.deepEqual([late.status, late.body.code], [422, 'account_closed'])
})

test('an account that crosses its limit is reported once', async (t) => {
  const ws = await workspace(t, app)
  const student = await ws.account({ creditLimitMinor: 1_000 })
  const bank = await internal(ws, 'Bank', 'cash')
  for (const amount of [1_000, 1, 50, -500, 600]) await post(ws, [student.id, amount], [bank.id, -amount])
  const { data } = await ws.owner.get('/api/v1/admin/audit-log?action=account.below_limit')
  assert.equal(data.total, 2)
})

test('a tax code has one rate at a time, and only category S has a rate', async (t) => {
  const ws = await workspace(t, app)
  const path = '/api/v1/finance/tax-codes'
  const code = { code: 'S21', name: 'VAT', rateBasisPoints: 2_100, category: 'S', validFrom: '2026-01-01' }
  await ws.made(path, { ...code, validTo: '2026-06-30' })
  assert.equal((await ws.owner.post(path, { ...code, validFrom: '2026-06-30' })).status, 409)
  assert.equal((await ws.owner.post(path, { ...code, validFrom: '2026-07-01' })).status, 201)
  assert.equal((await ws.owner.post(path, { ...code, code: 'E', category: 'E' })).status, 400)
})

test('the seller is that of the workspace by name until it is set', async (t) => {
  const ws = await workspace(t, app)
  const path = '/api/v1/finance/seller'
  assert.equal((await ws.owner.get(path)).data.address, null)
  const seller = {
    name: 'Front Range Flyers',
    address: { country: 'US', city: 'Loveland' },
    taxNumber: 'CO-1',
  }
  assert.equal((await ws.owner.put(path, { ...seller, roundingRule: 'line' })).status, 200)
  const { data } = await ws.owner.get(path)
  assert.deepEqual([data.name, data.address, data.roundingRule], [seller.name, seller.address, 'line'])
  assert.equal((await ws.owner.put(path, { name: 'X', address: { country: 'usa' } })).status, 400)
})
