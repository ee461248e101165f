import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pdfOf, textOf } from '#platform/paper/testing/pdf-text.ts'
import { workspace } from '#platform/testing/workspace.ts'

const crew = '/api/v1/ops/crew'
const linesOf = (text: string) => text.replace('\ufeff', '').trim().split('\r\n')

test('the logbook has every approved flight of a person, and nothing of others, drafts and reversals', async (t) => {
  const space = await workspace(t)
  const [ada, ben] = [
    await space.person({ displayName: 'Ada Holm' }),
    await space.person({ displayName: 'Ben Stranger', status: 'inactive' }),
  ]
  const plane = await space.aircraft({ registration: 'N172LB', typeDesignator: 'C172' })
  const flight = (fields: object) => space.flight({ aircraftId: plane.id, status: 'approved', ...fields })
  await flight({
    crew: [
      { crewId: ada.id, role: 'instructor' },
      { crewId: ben.id, role: 'dual', isSoleManipulator: true },
    ],
    remarks: '=1+1',
    dayLandings: 3,
    dayTakeOffs: 3,
  })
  const reversed = await flight({ crew: [{ crewId: ada.id, role: 'pic' }] })
  await space.made(`/api/v1/ops/flights/${reversed.id}/reverse`, { reason: 'Logged twice' })
  await space.flight({ aircraftId: plane.id, crew: [{ crewId: ada.id, role: 'pic' }], status: 'draft' })
  const { status, text, headers } = await space.owner.get(`${crew}/${ada.id}/logbook.csv`)
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/csv; charset=utf-8'])
  const [heading = '', entry = '', ...rest] = linesOf(text)
  assert.equal(rest.length, 0)
  const cells = Object.fromEntries(heading.split(',').map((name, index) => [name, entry.split(',')[index]]))
  assert.deepEqual(
    [cells.Registration, cells.Role, cells['Block hours'], cells['Instructor hours'], cells['Others aboard']],
    ['N172LB', 'instructor', '0.83', '0.83', 'Ben Stranger'],
  )
  // A spreadsheet would run it as a formula.
  assert.equal(cells.Remarks, "'=1+1")
  // Somebody who has left keeps their logbook.
  const left = linesOf((await space.owner.get(`${crew}/${ben.id}/logbook.csv`)).text)
  assert.match(left[1] ?? '', /,dual,0\.83,/)
  const key = await space.key({ scopes: ['flights:read'] })
  const { answer, pdf } = await pdfOf(
    space.app.origin,
    `${crew}/${ada.id}/logbook.pdf`,
    `Bearer ${key.secret}`,
  )
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/pdf'])
  const paper = textOf(pdf)
  for (const part of ['Logbook of Ada Holm', 'N172LB', 'Totals', 'Instructor'])
    assert.ok(paper.includes(part), `${part} is on paper`)
})

test('people read their own logbook, operations roles those of all, and others get the 404 of a missing one', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('pilot')
  const own = await space.person({ displayName: 'Ada Holm', userId: pilot.userId })
  const other = await space.person({ displayName: 'Ben Stranger' })
  const dispatcher = await space.as('dispatcher', { roles: ['dispatcher'] })
  for (const file of ['logbook.csv', 'logbook.pdf']) {
    assert.equal((await pilot.get(`${crew}/${own.id}/${file}`)).status, 200)
    assert.equal((await dispatcher.get(`${crew}/${other.id}/${file}`)).status, 200)
    const [theirs, missing] = [
      await pilot.get(`${crew}/${other.id}/${file}`),
      await pilot.get(`${crew}/crw_01jq8me7x2f9tb6k4z0r5w3v1n/${file}`),
    ]
    assert.deepEqual([theirs.status, theirs.body.error], [404, missing.body.error])
  }
})
