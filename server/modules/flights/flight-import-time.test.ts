import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { HEADER, school } from './testing/flight-file.ts'

test('day-first dates in Latin-1 with semicolons, decimal commas and Windows line ends are read', async (t) => {
  const space = await school(t)
  const file = [
    'Kennzeichen;Datum;Off block;On block;From;To;PIC;Hobbs out;Hobbs in',
    'N-172AP;13/03/2026;09:00;10:12;KFNL;KGXY;Zoë Müller;100,0;101,3',
    '',
  ].join('\r\n')
  const { id, encoding, separator, options, problems } = await analyzed(
    space.owner,
    'flights',
    Buffer.from(file, 'latin1'),
    { timeZone: 'America/Denver' },
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(
    [encoding, separator, options.dateOrder, options.decimalSeparator],
    ['windows-1252', ';', 'dmy', ','],
  )
  await ran(space.owner, id)
  const [flight] = (await space.owner.get('/api/v1/ops/flights')).data.items
  assert.equal(flight.offBlockAt, '2026-03-13T15:00:00.000Z')
  assert.equal(flight.crew[0].displayName, 'Zoë Müller')
  assert.equal(flight.hobbsHundredths, 130)
})

test('dates that may be two days are refused until somebody says the order', async (t) => {
  const space = await school(t)
  const file = `Date,${HEADER}\n03/04/2026,N172AP,09:00,10:00,KFNL,KGXY,Ada Holm\n`
  const unsaid = await analyzed(space.owner, 'flights', file)
  assert.match(unsaid.problems.join(), /2 Date: “03\/04\/2026” is 3 April or 4 March: say whether/)
  const said = await analyzed(space.owner, 'flights', file, { dateOrder: 'mdy' })
  assert.deepEqual(said.problems, [])
})

test('a time that daylight saving skips or repeats is named, not moved', async (t) => {
  const space = await school(t)
  const file = `${HEADER}\nN172AP,2026-03-08 02:30,2026-03-08 04:00,KFNL,KGXY,Ada Holm\nN172AP,2025-11-02 01:30,2025-11-02 03:00,KFNL,KGXY,Ada Holm\n`
  const { problems } = await analyzed(space.owner, 'flights', file, { timeZone: 'America/Denver' })
  assert.equal(problems.length, 2)
  assert.match(problems[0] ?? '', /never happened in America\/Denver/)
  assert.match(problems[1] ?? '', /happened twice in America\/Denver/)
})

test('a flight past midnight needs its date of arrival, which is never guessed', async (t) => {
  const space = await school(t)
  const plain = await analyzed(
    space.owner,
    'flights',
    `Date,${HEADER}\n2026-03-04,N172AP,23:30,00:40,KFNL,KGXY,Ada Holm\n`,
  )
  assert.match(plain.problems.join(), /give the date of arrival in its own column/)
  const dated = await analyzed(
    space.owner,
    'flights',
    `Date,Arrival date,${HEADER}\n2026-03-04,2026-03-05,N172AP,23:30,00:40,KFNL,KGXY,Ada Holm\n`,
  )
  assert.deepEqual(dated.problems, [])
})

test('a zone behind a time is understood in each of its spellings', async (t) => {
  const space = await school(t)
  const spellings = ['UTC', 'utc', 'GMT', 'gmt', '(UTC)', '(z)', '[GMT]', 'z', 'Z', '+00:00', '(+00:00)']
  const rows = spellings.flatMap((zone, index) => [
    `N172AP,2026-03-${10 + index},14:00 ${zone},1500 ${zone.includes('00') ? 'Z' : zone},KFNL,KGXY,Ada Holm`,
    `N172AP,,2026-03-${10 + index} 16:00 ${zone},2026-03-${10 + index} 17:00${zone},KFNL,KGXY,Ada Holm`,
  ])
  const file = `Aircraft,Date,Off block,On block,From,To,PIC\n${rows.join('\n')}\n`
  const seen = await analyzed(space.owner, 'flights', file, { timeZone: 'America/Denver' })
  assert.deepEqual(seen.problems, [])
  await ran(space.owner, seen.id)
  const { items } = (await space.owner.get('/api/v1/ops/flights?page_size=100')).data
  assert.equal(items.length, rows.length)
  for (const { offBlockAt, onBlockAt } of items)
    assert.match(`${offBlockAt} ${onBlockAt}`, /T(14|16):00:00.* .*T(15|17):00:00/)
})
