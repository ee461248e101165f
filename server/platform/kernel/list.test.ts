import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import type { Client } from '../testing/client.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'

const app = await testApp()

/** A workspace with the given number of projects: `Project 001`, `Project 002`, … */
async function withProjects(count: number): Promise<TestWorkspace> {
  const space = await workspace(undefined, app)
  await app.sql(
    `
      insert into projects (workspace_id, id, name, slug, created_at)
      select $1, 'prj_' || lpad(n::text, 26, '0'), 'Project ' || lpad(n::text, 3, '0'), 'p-' || n,
             '2026-01-01'::timestamptz + make_interval(mins => n / 2)
        from generate_series(1, $2::int) n`,
    [space.uuid, count],
  )
  return space
}

const names = (answer: { data: { items: { name: string }[] } }) =>
  answer.data.items.map((item) => Number(item.name.slice(8)))
const range = (from: number, to: number) =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_none, index) => (from < to ? from + index : from - index))

test('42 records at 20 a page are three pages', async () => {
  const { owner } = await withProjects(42)
  const first = await owner.get('/api/projects')
  assert.deepEqual(Object.keys(first.data).sort(), [
    'items',
    'next_cursor',
    'page',
    'per_page',
    'total',
    'total_pages',
  ])
  assert.deepEqual(
    [first.data.total, first.data.page, first.data.per_page, first.data.total_pages, first.data.items.length],
    [42, 1, 20, 3, 20],
  )
  const last = await owner.get('/api/projects?page=3')
  assert.deepEqual([names(last), last.data.page, last.data.next_cursor], [[41, 42], 3, null])
  const beyond = await owner.get('/api/projects?page=4')
  assert.deepEqual(
    [beyond.status, beyond.data.items, beyond.data.total, beyond.data.next_cursor],
    [200, [], 42, null],
  )
  assert.equal((await owner.get('/api/projects?page_size=100')).data.items.length, 42)
})

test('an empty list has no pages', async (t) => {
  const { owner } = await workspace(t, app)
  assert.deepEqual((await owner.get('/api/projects')).data, {
    items: [],
    total: 0,
    page: 1,
    per_page: 20,
    total_pages: 0,
    next_cursor: null,
  })
})

async function walk(
  client: Client,
  query: string,
  between: (page: number) => Promise<void> = async () => {},
): Promise<number[]> {
  const seen: number[] = []
  let cursor: string | null = null
  for (let page = 0; page === 0 || cursor !== null; page++) {
    const answer = await client.get(`/api/projects?${query}${cursor === null ? '' : `&cursor=${cursor}`}`)
    assert.equal(answer.status, 200, answer.text)
    seen.push(...names(answer))
    cursor = answer.data.next_cursor
    await between(page)
  }
  return seen
}

test('cursors walk through every order, ties included, once each', async () => {
  const { owner } = await withProjects(23)
  assert.deepEqual(await walk(owner, 'page_size=5&sort=name'), range(1, 23))
  assert.deepEqual(await walk(owner, 'page_size=5&sort=-name'), range(23, 1))
  // Pairs share an instant, so the id decides their order.
  assert.deepEqual(await walk(owner, 'page_size=5&sort=createdAt'), range(1, 23))
  assert.deepEqual(await walk(owner, 'page_size=5&sort=-createdAt'), range(23, 1))
})

test('a walk by cursor misses nothing and repeats nothing while rows come and go before it', async () => {
  const { owner, uuid } = await withProjects(20)
  const seen = await walk(owner, 'page_size=4&sort=name', async (page) => {
    await owner.post('/api/projects', { name: `Aardvark ${page}` })
    await app.sql('delete from projects where workspace_id = $1 and name = $2', [
      uuid,
      `Project ${String(page + 1).padStart(3, '0')}`,
    ])
  })
  assert.deepEqual(seen, range(1, 20))
})

test('a cursor belongs to its order, and one of our own making is asked for', async () => {
  const { owner } = await withProjects(3)
  const { next_cursor: cursor } = (await owner.get('/api/projects?page_size=1&sort=name')).data
  const other = await owner.get(`/api/projects?page_size=1&sort=-name&cursor=${cursor}`)
  assert.deepEqual([other.status, other.body.details[0].field], [400, 'cursor'])
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const text of [
    'x',
    forged(['name', 1, 'x']),
    forged(['name', 'x']),
    forged({}),
    forged(['createdAt', 'no time', 'x']),
  ])
    assert.equal(
      (
        await owner.get(
          `/api/projects?sort=${text === forged(['createdAt', 'no time', 'x']) ? 'createdAt' : 'name'}&cursor=${text}`,
        )
      ).status,
      400,
      text,
    )
})

test('a cursor of another workspace shows nothing of it', async () => {
  const [mine, theirs] = [await withProjects(3), await withProjects(9)]
  const { next_cursor: cursor } = (await theirs.owner.get('/api/projects?page_size=1&sort=name')).data
  assert.deepEqual(names(await mine.owner.get(`/api/projects?sort=name&cursor=${cursor}`)), [2, 3])
})

test('the total is exact, with filters and after every change', async () => {
  const { owner, uuid } = await withProjects(12)
  const total = async (query = '') => (await owner.get(`/api/projects?${query}`)).data.total
  assert.deepEqual([await total(), await total('search=project 00'), await total('status=idle')], [12, 9, 0])
  const { id } = (await owner.post('/api/projects', { name: 'New', status: 'idle' })).data
  assert.deepEqual([await total(), await total('status=idle'), await total('status=active')], [13, 1, 12])
  await owner.patch(`/api/projects/${id}`, { status: 'active' })
  assert.deepEqual([await total(), await total('status=idle'), await total('status=active')], [13, 0, 13])
  assert.equal((await app.sql('select 1 from projects where workspace_id = $1', [uuid])).length, 13)
})

test('what is searched for is text: its signs stand for themselves', async (t) => {
  const { owner } = await workspace(t, app)
  for (const name of ['100% sure', '100 sure', 'a_b', 'axb', 'back\\slash'])
    await owner.post('/api/projects', { name })
  const found = async (text: string) =>
    (await owner.get(`/api/projects?search=${encodeURIComponent(text)}`)).data.items.map(
      (item: { name: string }) => item.name,
    )
  assert.deepEqual(
    [await found('0%'), await found('a_b'), await found('k\\s'), await found('SURE')],
    [['100% sure'], ['a_b'], ['back\\slash'], ['100 sure', '100% sure']],
  )
})
