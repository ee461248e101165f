import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const file = (rows: readonly [aircraft: string, pic: string, project: string][]) =>
  [
    'Aircraft,Off block,On block,From,To,PIC,Project',
    ...rows.map(
      ([aircraft, pic, project], index) =>
        `${aircraft},2026-03-0${index + 1} 09:00,2026-03-0${index + 1} 10:00,KFNL,KGXY,${pic},${project}`,
    ),
  ].join('\n')
const zone = { timeZone: 'America/Denver' }

test('a project is found by its name before the short name of another, and two that match are both named', async (t) => {
  const { owner, made, aircraft, person } = await workspace(t)
  await aircraft({ registration: 'N1AP' })
  await person({ displayName: 'Ada Holm' })
  const survey = await made('/api/projects', { name: 'Survey', slug: 'north' })
  const north = await made('/api/projects', { name: 'North', slug: 'survey' })
  await made('/api/projects', { name: 'Fire watch', slug: 'fire-a' })
  await made('/api/projects', { name: 'Firewatch', slug: 'fire-b' })
  const named = ['Survey', 'North', 'FIRE-WATCH', 'Nothing'].map(
    (project) => ['N1AP', 'Ada Holm', project] as [string, string, string],
  )
  const { id, problems } = await analyzed(owner, 'flights', file(named), zone)
  assert.deepEqual(problems, [
    '4 Project: FIRE-WATCH may be Fire watch (write fire-a) or Firewatch (write fire-b)',
    '5 Project: There is no project Nothing: add it first, or leave the cell empty',
  ])
  await ran(owner, id, true)
  const { items } = (await owner.get('/api/v1/ops/flights?sort=offBlockAt')).data
  assert.deepEqual(
    items.map(({ projectId }: { projectId: string }) => projectId),
    [survey.id, north.id],
  )
})

test('a person is found by the exact spelling of the name before one without its accents', async (t) => {
  const { owner, aircraft, person } = await workspace(t)
  await aircraft({ registration: 'N1AP' })
  const zoe = await person({ displayName: 'Zoe Muller' })
  const accented = await person({ displayName: 'Zoë Müller' })
  const named: [string, string, string][] = [
    ['N1AP', 'Zoe Muller', ''],
    ['N1AP', 'Zoë Müller', ''],
    ['N1AP', 'ZOE MULLER', ''],
  ]
  const { id, problems } = await analyzed(owner, 'flights', file(named), zone)
  assert.deepEqual(problems, [
    '4 PIC: 2 people here are called “ZOE MULLER”: name the person by email or employee number',
  ])
  await ran(owner, id, true)
  const { items } = (await owner.get('/api/v1/ops/flights?sort=offBlockAt')).data
  assert.deepEqual(
    items.map(({ crew }: { crew: { crewId: string }[] }) => crew[0]?.crewId),
    [zoe.id, accented.id],
  )
})

test('a registration that looks like one that is here is a problem of its row, and never a new aircraft', async (t) => {
  const { owner, aircraft, person } = await workspace(t)
  await aircraft({ registration: 'N1210' })
  await person({ displayName: 'Ada Holm' })
  const options = { ...zone, createMissing: 'add' }
  const { problems, creates } = await analyzed(owner, 'flights', file([['N12IO', 'Ada Holm', '']]), options)
  assert.deepEqual(problems, ['2 Aircraft: There is no aircraft N12IO here, and N1210 looks like it'])
  assert.deepEqual(creates, {})
})
