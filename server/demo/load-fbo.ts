import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { demoCustomers, demoRates, demoUnits, makeDeliveries, makeMovements } from './fbo.ts'
import type { DemoSchool } from './school.ts'

const homeBase = 'KFNL'

/** The school's FBO: three days of movements around today, two weeks of fuel, and who stands in the hangar. */
export async function writeFbo(
  tx: Tx,
  workspaceId: string,
  { timeZone, today, now }: Pick<DemoSchool, 'timeZone' | 'today'> & { now: Temporal.Instant },
) {
  const midnight = (onDay: number) => today.add({ days: onDay }).toZonedDateTime(timeZone)
  const at = (onDay: number, minute: number) =>
    midnight(onDay).add({ minutes: minute }).toInstant().toString()
  const on = (onDay: number) => today.add({ days: onDay }).toString()
  const customers = await writeCustomers(tx, workspaceId)
  const customerOf = (tail: string) => customers.get(tail) ?? null
  const rates = await writeRates(tx, workspaceId, on(-60))

  const minuteNow = Math.floor((now.epochMilliseconds - midnight(0).epochMilliseconds) / 60_000)
  const movements = makeMovements(minuteNow).map((movement) => {
    const due = at(movement.onDay, movement.minute)
    const isIn = movement.direction === 'inbound'
    return {
      ...movement,
      id: newId('mov'),
      movementDate: on(movement.onDay),
      origin: isIn ? movement.place : homeBase,
      destination: isIn ? homeBase : movement.place,
      eta: isIn ? due : null,
      etd: isIn ? null : due,
      customerId: customerOf(movement.tail),
      startedAt: movement.status === 'completed' || movement.status === 'in_progress' ? due : null,
      completedAt: movement.status === 'completed' ? due : null,
    }
  })
  await tx.run(sql`
    insert into fbo_movements (workspace_id, id, direction, status, tail_number, aircraft_type, movement_date,
        timezone, origin, destination, eta, etd, operator, pob, customs, parking, is_vip, customer_id,
        started_at, completed_at)
    select ${workspaceId}::uuid, m.id, m.direction, m.status, m.tail, m.type, m."movementDate", ${timeZone},
           m.origin, m.destination, m.eta, m.etd, m.operator, m.pob, m.customs, m.parking, m."isVip",
           m."customerId", m."startedAt", m."completedAt"
      from jsonb_to_recordset(${JSON.stringify(movements)}::jsonb) as m(id text, direction text, status text,
          tail text, type text, "movementDate" date, origin text, destination text, eta timestamptz,
          etd timestamptz, operator text, pob integer, customs boolean, parking text, "isVip" boolean,
          "customerId" text, "startedAt" timestamptz, "completedAt" timestamptz)`)

  await writeDeliveries(tx, workspaceId, { timeZone, at, on, customerOf, rates })
  const waiting = movements.filter(
    (movement) => movement.onDay === 0 && movement.direction === 'inbound' && movement.status !== 'cancelled',
  )
  await writeOpenOrders(tx, workspaceId, timeZone, waiting)
  await writeBookings(tx, workspaceId, { at, customerOf, minuteNow })
}

async function writeCustomers(tx: Tx, workspaceId: string): Promise<Map<string, string>> {
  const rows = demoCustomers.map(({ contact, role, ...one }) => ({
    ...one,
    id: newId('fbc'),
    contacts: [{ name: contact, role, email: null, phone: null }],
  }))
  await tx.run(sql`
    insert into fbo_customers (workspace_id, id, company, contacts, tails)
    select ${workspaceId}::uuid, c.id, c.company, c.contacts, array(select jsonb_array_elements_text(c.tails))
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id text, company text, contacts jsonb,
          tails jsonb)`)
  return new Map(rows.flatMap(({ id, tails }) => tails.map((tail) => [tail, id] as const)))
}

async function writeRates(tx: Tx, workspaceId: string, validFrom: string): Promise<Map<string, string>> {
  const rows = demoRates.map((rate) => ({ ...rate, id: newId('fbr') }))
  await tx.run(sql`
    insert into fbo_rates (workspace_id, id, item, unit, price_minor, currency, valid_from, rate_version)
    select ${workspaceId}::uuid, r.id, r.item, r.unit, r."priceMinor", 'USD', ${validFrom}::date, 1
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, item text, unit text,
          "priceMinor" bigint)`)
  return new Map(rows.map(({ item, id }) => [item, id]))
}

interface Days {
  at: (onDay: number, minute: number) => string
  customerOf: (tail: string) => string | null
}

async function writeDeliveries(
  tx: Tx,
  workspaceId: string,
  {
    timeZone,
    at,
    on,
    customerOf,
    rates,
  }: Days & { timeZone: string; on: (onDay: number) => string; rates: Map<string, string> },
) {
  const rows = makeDeliveries().map((delivery) => ({
    ...delivery,
    id: newId('fuo'),
    lineId: newId('fol'),
    customerId: customerOf(delivery.tail),
    rateId: rates.get(delivery.product),
    doneAt: at(delivery.onDay, delivery.minute),
    doneOn: on(delivery.onDay),
  }))
  const json = JSON.stringify(rows)
  await tx.run(sql`
    insert into fbo_fuel_orders (workspace_id, id, status, product, customer_id, tail_number, quantity, unit,
        quantity_liters, quantity_kg, accepted_at, uplift_quantity, uplift_unit, uplift_density_kg_per_l,
        uplift_density_source, uplift_liters, uplift_kg, done_at, done_on, done_by, timezone, created_at,
        updated_at)
    select ${workspaceId}::uuid, f.id, 'done', f.product, f."customerId", f.tail, f.quantity, f.unit,
           f.liters, f.kg, f."doneAt" - interval '25 min', f.quantity, f.unit, f."densityKgPerL", 'default',
           f.liters, f.kg, f."doneAt", f."doneOn", 'Line service', ${timeZone},
           f."doneAt" - interval '40 min', f."doneAt"
      from jsonb_to_recordset(${json}::jsonb) as f(id text, product text, "customerId" text, tail text,
          quantity double precision, unit text, liters double precision, kg double precision,
          "densityKgPerL" double precision, "doneAt" timestamptz, "doneOn" date)`)
  await tx.run(sql`
    insert into fbo_order_lines (workspace_id, id, fuel_order_id, item, quantity, unit, unit_rate_minor,
        per_quantity, currency, amount_minor, rounding, price_source, rate_id, rate_version)
    select ${workspaceId}::uuid, f."lineId", f.id, f.product, f.priced, 'us_gal', f."unitRateMinor", 1, 'USD',
           f."amountMinor", 'half_up_line', 'retail', f."rateId", 1
      from jsonb_to_recordset(${json}::jsonb) as f(id text, "lineId" text, product text,
          priced double precision, "unitRateMinor" bigint, "amountMinor" bigint, "rateId" text)`)
}

interface Waiting {
  id: string
  tail: string
  type: string
  customerId: string | null
}

async function writeOpenOrders(tx: Tx, workspaceId: string, timeZone: string, movements: Waiting[]) {
  const jets = new Set(['PC12', 'B350', 'C68A', 'H25B', 'DA62'])
  for (const [index, { id, tail, type, customerId }] of movements.entries()) {
    const status = index % 3 === 0 ? 'accepted' : 'requested'
    const product = jets.has(type) ? 'Jet A' : '100LL'
    if (index % 2 === 0)
      await tx.run(sql`
        insert into fbo_fuel_orders (workspace_id, id, status, product, movement_id, customer_id, tail_number,
            unit, notes, timezone, accepted_at)
        values (${workspaceId}, ${newId('fuo')}, ${status}, ${product}, ${id}, ${customerId}, ${tail},
            'us_gal', 'Top off', ${timeZone}, case ${status} when 'accepted' then now() end)`)
    else
      await tx.run(sql`
        insert into fbo_service_orders (workspace_id, id, status, item, quantity, unit, movement_id,
            customer_id, tail_number, timezone, accepted_at)
        values (${workspaceId}, ${newId('svo')}, ${status},
            ${index % 4 === 1 ? 'GPU start' : 'Lavatory service'}, 1, 'each', ${id}, ${customerId}, ${tail},
            ${timeZone}, case ${status} when 'accepted' then now() end)`)
  }
}

/** Nights in the hangar and on the tie-downs; those whose time has come are checked in. */
async function writeBookings(
  tx: Tx,
  workspaceId: string,
  { at, customerOf, minuteNow }: Days & { minuteNow: number },
) {
  const units = demoUnits.map((unit) => ({ ...unit, id: newId('fbu') }))
  await tx.run(sql`
    insert into fbo_units (workspace_id, id, name, kind, max_wingspan_ft, max_length_ft, max_height_ft)
    select ${workspaceId}::uuid, u.id, u.name, u.kind, u.span, u.length, u.height
      from jsonb_to_recordset(${JSON.stringify(units)}::jsonb) as u(id text, name text, kind text,
          span double precision, length double precision, height double precision)`)
  const nights: [
    unit: number,
    tail: string,
    type: string,
    fromDay: number,
    fromMinute: number,
    toDay: number,
    toMinute: number,
  ][] = [
    [0, 'N418TS', 'PC12', -2, 1_080, -1, 480],
    [0, 'N88QX', 'H25B', -1, 1_020, 1, 540],
    [0, 'N9WQ', 'C68A', 1, 720, 3, 600],
    [1, 'N305PC', 'C206', 0, 1_080, 2, 420],
    [1, 'N419TS', 'PC12', 2, 900, 4, 480],
    [2, 'N72XH', 'B350', -1, 540, 0, 1_380],
    [4, 'N54XK', 'SR22', -3, 600, 4, 600],
    [5, 'N63XZ', 'PA32', 0, 990, 1, 480],
  ]
  const rows = nights.map(([unit, tail, type, fromDay, fromMinute, toDay, toMinute]) => {
    const hasBegun = fromDay * 1_440 + fromMinute <= minuteNow
    const hasEnded = toDay * 1_440 + toMinute <= minuteNow
    const [startsAt, endsAt] = [at(fromDay, fromMinute), at(toDay, toMinute)]
    return {
      id: newId('fbb'),
      unitId: units[unit]?.id,
      tail,
      type,
      customerId: customerOf(tail),
      startsAt,
      endsAt,
      status: hasEnded ? 'checked_out' : hasBegun ? 'checked_in' : fromDay > 1 ? 'reserved' : 'confirmed',
      checkedInAt: hasBegun ? startsAt : null,
      checkedOutAt: hasEnded ? endsAt : null,
    }
  })
  await tx.run(sql`
    insert into fbo_bookings (workspace_id, id, unit_id, tail_number, aircraft_type, customer_id, starts_at,
        ends_at, status, checked_in_at, checked_out_at)
    select ${workspaceId}::uuid, b.id, b."unitId", b.tail, b.type, b."customerId", b."startsAt", b."endsAt",
           b.status, b."checkedInAt", b."checkedOutAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as b(id text, "unitId" text, tail text,
          type text, "customerId" text, "startsAt" timestamptz, "endsAt" timestamptz, status text,
          "checkedInAt" timestamptz, "checkedOutAt" timestamptz)`)
}
