import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const header = 'Aircraft,Off block,On block,From,To,PIC'
const file = (written: string) =>
  `${header}\n${written},2026-03-04 09:00,2026-03-04 10:00,KFNL,KGXY,Ada Holm\n`

/** The former aircraft had a registration until today; the later one has it, or one like it, since. */
async function handover(t: Parameters<typeof workspace>[0], before: string, after: string) {
  const space = await workspace(t)
  await space.person({ displayName: 'Ada Holm' })
  const former = await space.aircraft({ registration: before })
  await space.owner.patch(`/api/v1/ops/aircraft/${former.id}`, { registration: 'N900AP' })
  const later = await space.aircraft({ registration: after })
  return { owner: space.owner, former, later }
}

const named = [
  { before: 'N1AP', after: 'N1AP', written: 'N1AP', is: 'former', why: 'the aircraft that had it then' },
  { before: 'N1AP', after: 'N1AP', written: 'N-1AP', is: 'former', why: 'also with other hyphens' },
  { before: 'G-ABCD', after: 'GABCD', written: 'G-ABCD', is: 'former', why: 'spelled exactly so' },
  { before: 'G-ABCD', after: 'GABCD', written: 'GABCD', is: 'later', why: 'spelled exactly so' },
  { before: 'G-ABCD', after: 'GABCE', written: 'GABCD', is: 'former', why: 'the only one' },
  { before: 'G-ABCD', after: 'GABCE', written: 'G-ABCE', is: 'later', why: 'the only one' },
] as const

for (const { before, after, written, is, why } of named)
  test(`${written} of March is the ${is} of ${before} and ${after}: ${why}`, async (t) => {
    const { owner, ...aircraft } = await handover(t, before, after)
    const { id, problems } = await analyzed(owner, 'flights', file(written), { timeZone: 'America/Denver' })
    assert.deepEqual(problems, [])
    await ran(owner, id)
    const [flight] = (await owner.get('/api/v1/ops/flights')).data.items
    assert.equal(flight.aircraftId, aircraft[is].id)
  })

test('a registration that may be either of two aircraft is the problem of its row, which names both', async (t) => {
  const { owner } = await handover(t, 'G-ABCD', 'GABCD')
  const { problems } = await analyzed(owner, 'flights', file('GA-BCD'), { timeZone: 'America/Denver' })
  assert.deepEqual(problems, [
    '2 Aircraft: GA-BCD may be G-ABCD or GABCD: write the registration as it is here, with its hyphens',
  ])
})
