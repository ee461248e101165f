import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

test('a movement comes in with its times in the zone of the base, and finds its customer', async (t) => {
  const { owner, app, uuid } = await workspace(t)
  await app.sql("update workspaces set timezone = 'America/Denver' where workspace_id = $1", [uuid])
  const { data: customer } = await owner.post('/api/v1/fbo/customers', {
    company: 'Acme Air',
    tails: ['N905AC'],
  })
  const { id, problems } = await analyzed(
    owner,
    'movements',
    'Date;Arr/Dep;Reg;Type;From;To;ETA;ETD;Pax;Customs;Spot;VIP;State\n' +
      '2026-03-05;Arrival;n905ac;PC12;kapa;KFNL;18:30;;4;yes;Ramp 2;no;expected\n' +
      ';DEP;N172SP;C172;KFNL;KGXY;;2026-03-06 07:15;;;;;\n',
  )
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const { items } = (await owner.get('/api/v1/fbo/movements?sort=movementDate')).data
  const [arrival, departure] = items
  const { tailNumber, direction, status, origin, eta, pob, customs, parking, isVip, movementDate } = arrival
  assert.deepEqual(
    { tailNumber, direction, status, origin, eta, pob, customs, parking, isVip, movementDate },
    {
      tailNumber: 'N905AC',
      direction: 'inbound',
      status: 'confirmed',
      origin: 'KAPA',
      // 18:30 in Denver is the next day in UTC; the day of the board stays that of the base.
      eta: '2026-03-06T01:30:00.000Z',
      pob: 4,
      customs: true,
      parking: 'Ramp 2',
      isVip: false,
      movementDate: '2026-03-05',
    },
  )
  assert.equal(arrival.customerId, customer.id)
  assert.deepEqual(
    [departure.direction, departure.movementDate, departure.etd],
    ['outbound', '2026-03-06', '2026-03-06T14:15:00.000Z'],
  )
  const board = (await owner.get('/api/v1/fbo/board?date=2026-03-05')).data
  assert.equal(board.arrivals[0].tailNumber, 'N905AC')
})

test('what is on the board already is not doubled, and what cannot be is said by its row', async (t) => {
  const { owner, as } = await workspace(t)
  await owner.post('/api/v1/fbo/movements', {
    movementDate: '2026-03-05',
    tailNumber: 'N1AB',
    eta: '2026-03-05T10:00:00Z',
  })
  const file =
    'Date,Tail,ETA,Status,Pax\n' +
    '2026-03-05,N1AB,10:00Z,,\n' +
    '2026-03-05,N2CD,11:00Z,,\n' +
    '2026-03-05,N2CD,11:00Z,,\n' +
    ',N3EF,12:00Z,,\n' +
    ',N4GH,,,\n' +
    '2026-03-05,N5IJ,13:00Z,sunk,minus one\n'
  const { problems } = await analyzed(owner, 'movements', file)
  assert.deepEqual(
    problems.map((problem: string) => problem.slice(0, 60)),
    [
      '2 Tail: N1AB is on the board of that day already: leave the row out',
      '4 Tail: The same movement stands in row 3 already',
      '5 ETA: “12:00Z” has no date: the row needs one',
      '6 Date: The date is missing: every row needs a date, or a time with its date',
      '7 Status: “sunk” is not known here: write one of confirmed, tentative, in_progress',
      '7 Pax: “minus one” is not a number',
    ].map((problem) => problem.slice(0, 60)),
  )
  const pilot = await as('pilot', { roles: ['pilot'] })
  const refused = await pilot.send('POST', '/api/integrations/imports?kind=movements&filename=m.csv', {
    headers: { 'content-type': 'text/csv' },
    body: file,
  })
  assert.equal(refused.status, 403)
})

test('a zone in a heading or behind a time, and a day that ends at 24:00, are read on the board too', async (t) => {
  const { owner, app, uuid } = await workspace(t)
  await app.sql("update workspaces set timezone = 'America/Denver' where workspace_id = $1", [uuid])
  const file = [
    'Date,Reg,From,To,ETA (UTC),ETD',
    '2026-03-05,N11AP,KAPA,KFNL,18:30,',
    '2026-03-06,N12AP,KAPA,KFNL,1400L,',
    '2026-03-07,N13AP,KAPA,KFNL,,24:00',
    '2026-03-08,N14AP,KAPA,KFNL,,14:00 UTC',
  ].join('\n')
  const { id, problems } = await analyzed(owner, 'movements', file)
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const { items } = (await owner.get('/api/v1/fbo/movements?sort=movementDate')).data
  assert.deepEqual(
    items.map(({ eta, etd }: { eta: string | null; etd: string | null }) => eta ?? etd),
    [
      '2026-03-05T18:30:00.000Z',
      '2026-03-06T21:00:00.000Z',
      '2026-03-08T07:00:00.000Z',
      '2026-03-08T14:00:00.000Z',
    ],
  )
})
