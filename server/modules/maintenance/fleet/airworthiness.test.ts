import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { pdfOf, textOf } from '#platform/paper/testing/pdf-text.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { byDate, hundredHour, inDays, items, noonIn, ok, planeWith } from '../testing/plane.ts'

test('the airworthiness of a moment cites what stands against it', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const at = `/api/v1/maintenance/aircraft/${plane.id}/airworthiness`
  const fails = async (when: string) =>
    ok(await space.owner.get(`${at}?at=${when}`))
      .lines.filter(({ verdict }: { verdict: string }) => verdict === 'fails')
      .map(({ citation, message }: Record<string, string>) => `${citation}: ${message}`)
  ok(
    await space.owner.post(items, { aircraftId: plane.id, ...byDate(inDays(5)), reference: '14 CFR 91.413' }),
  )
  assert.equal(ok(await space.owner.get(at)).verdict, 'airworthy')
  assert.deepEqual(await fails(noonIn(5).toISOString()), [])
  assert.deepEqual(await fails(noonIn(6).toISOString()), ['14 CFR 91.413: Transponder test is overdue'])
  const squawk = ok(
    await space.owner.post('/api/v1/maintenance/squawks', {
      aircraftId: plane.id,
      title: 'Fuel leak',
      phase: 'preflight',
      isGrounding: true,
    }),
  )
  assert.deepEqual(await fails(noonIn(0).toISOString()), [
    `14 CFR 91.7(a): ${plane.registration} is not in service: its status is AOG`,
    `14 CFR 91.7(b): ${squawk.number} grounds it: Fuel leak`,
  ])
})

test('the status of the fleet has a line for each aircraft, with its word and why', async (t) => {
  const space = await workspace(t)
  const [fine, soon, grounded] = [await space.aircraft(), await space.aircraft(), await space.aircraft()]
  const device = await space.aircraft({ category: 'simulator' })
  const stored = await space.aircraft({ status: 'aog' })
  await space.aircraft({ status: 'sold' })
  ok(await space.owner.post(items, { aircraftId: soon.id, ...byDate(inDays(5)) }))
  const squawk = ok(
    await space.owner.post('/api/v1/maintenance/squawks', {
      aircraftId: grounded.id,
      title: 'Fuel leak',
      phase: 'preflight',
      isGrounding: true,
    }),
  )
  const flight = await space.flight({ aircraftId: fine.id, toAirport: 'KGXY' })
  const { items: lines } = ok(await space.owner.get('/api/v1/maintenance/fleet'))
  assert.deepEqual([lines[0].lastFlight.id, lines[0].lastFlight.toAirport], [flight.id, 'KGXY'])
  assert.deepEqual(
    [Date.parse(lines[0].lastFlight.onBlockAt), lines[1].lastFlight],
    [Date.parse(flight.onBlockAt), null],
  )
  assert.deepEqual(
    lines.map(({ id, standing, reason, openSquawks }: Record<string, unknown>) => [
      id,
      standing,
      reason,
      openSquawks,
    ]),
    [
      [fine.id, 'airworthy', null, 0],
      [soon.id, 'due_soon', null, 0],
      [grounded.id, 'grounded', `${squawk.number}: Fuel leak`, 1],
      // A training device has no airworthiness.
      [device.id, 'in_service', null, 0],
      [stored.id, 'grounded', 'Its status is AOG', 0],
    ],
  )
})

test('the maintenance record has the six contents of 91.417(a)(2); a part past its life grounds the aircraft', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const base = '/api/v1/maintenance'
  const air = async (readingHundredths: number, readAt?: string) =>
    ok(
      await space.owner.post(`/api/v1/ops/aircraft/${plane.id}/readings`, {
        kind: 'air',
        readingHundredths,
        ...(readAt === undefined ? {} : { readAt }),
      }),
    )
  await air(421_050, '2026-01-05T12:00:00Z')
  const install = async (fields: object, position: string) => {
    const component = ok(await space.owner.post(`${base}/components`, fields))
    const body = { aircraftId: plane.id, position, installedAt: '2026-01-05T13:00:00Z' }
    ok(
      await space.owner.post(`${base}/components/${component.id}/install`, {
        ...body,
        tsnAtInstallHundredths: 185_000,
        tsoAtInstallHundredths: 35_000,
      }),
    )
    return component
  }
  const engine = {
    kind: 'engine',
    partNumber: 'IO-360-L2A',
    serialNumber: 'L-1',
    overhaulHundredths: 200_000,
  }
  await install(engine, 'Engine 1')
  const disk = {
    kind: 'life_limited_part',
    partNumber: 'DISK-7',
    serialNumber: 'D-9',
    lifeLimitHundredths: 225_470,
  }
  await install(disk, 'Disk')
  await air(461_520)
  ok(
    await space.owner.post(items, { aircraftId: plane.id, ...byDate(inDays(5)), reference: '14 CFR 91.413' }),
  )
  const directive = ok(
    await space.owner.post(`${base}/directives`, {
      kind: 'ad',
      authority: 'FAA',
      number: '2011-10-09',
      title: 'Seat rails',
      effectiveOn: '2011-06-17',
    }),
  )
  ok(
    await space.owner.post(`${base}/directives/${directive.id}/applicability`, {
      aircraftId: plane.id,
      status: 'complied',
      method: 'Inspected by paragraph g',
      certificateKind: 'IA',
      certificateNumber: '2718281',
    }),
  )
  const path = `${base}/aircraft/${plane.id}/record.pdf`
  const key = await space.key({ scopes: ['maintenance:read'] })
  const { answer, pdf } = await pdfOf(space.app.origin, path, `Bearer ${key.secret}`)
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/pdf'])
  const text = textOf(pdf)
  for (const part of [
    '(i) Total time in service',
    '4615.20',
    '2254.70',
    '(ii) Life-limited parts',
    'Disk: DISK-7 D-9',
    '(iii) Time since last overhaul',
    '754.70 h',
    '1245.30 h',
    '(iv) Inspections',
    'Transponder test',
    inDays(5),
    '(v) Airworthiness directives',
    'FAA 2011-10-09',
    'Inspected by paragraph g',
    '(vi) Major alterations',
  ])
    assert.ok(text.includes(part), `${part} is in the record`)
  const failing = async () =>
    ok(await space.owner.get(`${base}/aircraft/${plane.id}/airworthiness`))
      .lines.filter(({ verdict }: { verdict: string }) => verdict === 'fails')
      .map(({ message }: { message: string }) => message)
  assert.deepEqual(await failing(), [])
  await air(461_521)
  assert.deepEqual(await failing(), ['DISK-7 D-9 is past its life limit'])
  const other = await workspace(t)
  assert.equal((await other.owner.get(path)).status, 404)
})

test('the records go with a sold aircraft as one archive: completed work of its own, without costs', async (t) => {
  const space = await workspace(t)
  const { plane, item } = await planeWith(space, 209_000, hundredHour())
  const orders = '/api/v1/maintenance/work-orders'
  const begin = async (title: string, aircraftId: string, source: object = {}) => {
    const tasks = [{ title: `${title} task`, ...source }]
    const order = ok(await space.owner.post(orders, { aircraftId, kind: 'unscheduled', title, tasks }))
    ok(
      await space.owner.post(`${orders}/${order.id}/parts`, {
        partNumber: 'PAD-1',
        description: 'Pad',
        quantityThousandths: 2_000,
        unit: 'each',
        condition: 'new',
        unitCostMinor: 98_765,
      }),
    )
    ok(await space.owner.post(`${orders}/${order.id}/open`))
    return ok(await space.owner.post(`${orders}/${order.id}/start`))
  }
  const complete = async ({ id, tasks }: { id: string; tasks: { id: string }[] }) => {
    for (const task of tasks) ok(await space.owner.post(`${orders}/${id}/tasks/${task.id}/done`))
    ok(
      await space.owner.post(`${orders}/${id}/complete`, {
        certificateKind: 'IA',
        certificateNumber: '2718281',
      }),
    )
  }
  const brakes = await begin('Brakes', plane.id, { sourceId: item.id })
  for (const name of ['..%2F..%2Fcertificate.txt', 'certificate.txt'])
    ok(
      await space.owner.send('POST', `${orders}/${brakes.id}/files?filename=${name}`, {
        body: 'Form 8130-3',
        headers: { 'content-type': 'application/octet-stream' },
      }),
    )
  await complete(brakes)
  await begin('Still open', plane.id)
  await complete(await begin('Of another aircraft', (await space.aircraft()).id))

  const path = `/api/v1/maintenance/aircraft/${plane.id}/records.zip`
  const { secret } = await space.key({ scopes: ['maintenance:read'] })
  const answer = await fetch(space.app.origin + path, { headers: { authorization: `Bearer ${secret}` } })
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/zip'])
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
  const [first, second] = Object.keys(files).filter((name) => name.startsWith('files/'))
  assert.equal(first, `files/${brakes.number}/certificate.txt`)
  assert.match(second ?? '', new RegExp(`^files/${brakes.number}/fil_\\w+-certificate[.]txt$`))
  assert.equal(strFromU8(files[first ?? ''] ?? new Uint8Array()), 'Form 8130-3')
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array())
  assert.match(text('maintenance-record.pdf'), /^%PDF-/)
  const titles = text('work-orders.csv').match(/Brakes|Still open|Of another aircraft/g)
  assert.deepEqual(titles, ['Brakes'])
  assert.match(text('tasks.csv'), new RegExp(`${brakes.number},`))
  assert.match(text('parts.csv'), /PAD-1/)
  assert.match(text('signatures.csv'), /2718281/)
  assert.match(text('inspections-done.csv'), /100-hour inspection/)
  for (const name of Object.keys(files)) assert.doesNotMatch(text(name), /98765|197530|987[.]65/, name)

  assert.equal((await (await workspace(t)).owner.get(path)).status, 404)
  const noScope = await space.key({ scopes: ['aircraft:read'] })
  assert.equal((await noScope.get(path)).status, 403)
  const warned = async (status: string) =>
    ok(await space.owner.patch(`/api/v1/ops/aircraft/${plane.id}`, { status })).warnings.map(
      ({ code, path: to }: Record<string, string>) => [code, to],
    )
  assert.deepEqual(await warned('storage'), [])
  assert.deepEqual(await warned('retired'), [['records_go_with_aircraft', path]])
  assert.deepEqual(await warned('sold'), [['records_go_with_aircraft', path]])
  // They stay readable after the sale.
  assert.equal((await space.owner.get(path)).status, 200)
})
