import { db, sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest, type Problem, problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  id,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { fuelUnitSymbols, fuelUnits } from '#rules/fuel.ts'
import { pricingRoles, tradeRoles } from './roles.ts'

export const serviceUnits = ['each', 'hour', 'day', 'night', 'month'] as const
// As they are written behind a quantity.
export const unitLabels = {
  ...fuelUnitSymbols,
  each: 'each',
  hour: 'hour',
  day: 'day',
  night: 'night',
  month: 'month',
} as const
export const currency = Type.String({
  pattern: '^[A-Z]{3}$',
  examples: ['USD'],
  'x-hint': 'a currency such as USD',
  description: 'ISO 4217.',
})
export const priceFields = {
  unit: oneOf([...fuelUnits, ...serviceUnits], { labels: unitLabels }),
  priceMinor: integer(0, 1_000_000_000_000, 'In minor units of the currency, for `perQuantity` units.'),
  perQuantity: integer(1, 100_000, 'Fuel is often priced in tenths of a cent: 54123 for 100 is 5.4123 each.'),
  currency,
}

const rateOverlaps = problem('rate_overlaps', 409, {
  meaning: 'The item has a price on one of these days already, in the same price list',
  fix: 'The message names the price that is there. End it, or begin on another day.',
})
const rateInUse = problem('rate_in_use', 409, {
  meaning: 'Orders were priced with this rate, so its price does not change any more',
  fix: 'Add a new price from a day on: it ends this one by itself.',
})

/** What an item costs from a day to a day: in the retail list, or in that of a contract. */
export const Rate = resource({
  name: 'fbo_rate',
  prefix: 'fbr',
  title: { one: 'FBO rate', many: 'FBO rates' },
  page: '/fbo/rates',
  table: 'fbo_rates',
  label: 'item',
  schema: Type.Object({
    id: id('fbr'),
    item: Type.String(),
    ...priceFields,
    contractId: nullable(id('fct', 'null: the retail list.')),
    contractName: nullable(Type.String()),
    customerName: nullable(Type.String()),
    validFrom: date(),
    validTo: nullable(date('This day included; null: until a new price comes.')),
    rateVersion: Type.Integer({
      description: 'Counts the prices of the item in its list; an order line names it.',
    }),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join fbo_contracts k on k.workspace_id = t.workspace_id and k.id = t.contract_id
    left join fbo_customers c on c.workspace_id = t.workspace_id and c.id = k.customer_id`,
  expressions: { contractName: 'k.name', customerName: 'c.company' },
})
type RateForm = Static<typeof Rate.schema>

export const listRates = operation({
  id: 'listFboRates',
  method: 'GET',
  path: '/api/v1/fbo/rates',
  summary: 'List prices: retail and contract prices',
  description: 'Prices of fuel and services, with the days on which each is in force.',
  scope: 'fbo.rates:read',
  roles: tradeRoles,
  stability: 'beta',
  response: Rate.schema,
  list: list({
    of: Rate,
    defaultSort: 'item',
    sorts: { item: { sql: 'lower(t.item)', type: 'text' } },
    search: ['t.item'],
    indexed: true,
    filters: {
      item: { schema: text(1, 80), sql: (value) => `lower(t.item) = lower(${value})` },
      contract_id: { schema: id('fct'), sql: (value) => `t.contract_id = ${value}` },
      list: {
        schema: oneOf(['retail', 'contract']),
        sql: (value) => `(t.contract_id is null) = (${value} = 'retail')`,
      },
      on: {
        schema: date('In force on this day.'),
        sql: (value) =>
          `t.valid_from <= ${value}::date and coalesce(t.valid_to, 'infinity') >= ${value}::date`,
      },
    },
  }),
})

export const getRate = operation({
  id: 'getFboRate',
  method: 'GET',
  path: '/api/v1/fbo/rates/:id',
  summary: 'Get a price',
  description: 'Returns a price with the days on which it is in force.',
  scope: 'fbo.rates:read',
  roles: tradeRoles,
  stability: 'beta',
  on: Rate,
  response: Rate.schema,
})

export const createRate = operation({
  id: 'createFboRate',
  method: 'POST',
  path: '/api/v1/fbo/rates',
  summary: 'Set the price of an item from a day on',
  description:
    'Adds a price from a day on. The previous open price ends on the day before. Finished orders keep their price.',
  scope: 'fbo.rates:write',
  roles: pricingRoles,
  stability: 'beta',
  creates: Rate,
  audits: 'fbo_rate.created',
  response: Rate.schema,
  body: Type.Object({
    item: text(1, 80, 'Of fuel its product, such as 100LL; of a service the word that orders use.'),
    unit: priceFields.unit,
    priceMinor: priceFields.priceMinor,
    perQuantity: Type.Optional(priceFields.perQuantity),
    currency,
    contractId: Type.Optional(nullable(id('fct'))),
    validFrom: date(),
    validTo: Type.Optional(nullable(date())),
  }),
  refusals: {
    fbo_rates_overlap: ({ tx, body }) => overlapped(tx, { contractId: null, ...body, id: null }),
    fbo_rates_version: ({ tx, body }) => overlapped(tx, { contractId: null, ...body, id: null }),
  },
  async handle({ tx, body, principal }) {
    checkPeriod(body)
    const rateId = newId('fbr')
    const contractId = body.contractId ?? null
    await tx.run(sql`
      update fbo_rates set valid_to = ${body.validFrom}::date - 1
       where coalesce(contract_id, '') = coalesce(${contractId}::text, '')
         and lower(item) = lower(${body.item})
         and valid_from < ${body.validFrom}::date
         and valid_to is null`)
    const { next } = await tx.one(sql<'nextRateVersion'>`
        select coalesce(max(rate_version), 0) + 1 as next
          from fbo_rates
         where coalesce(contract_id, '') = coalesce(${contractId}::text, '')
           and lower(item) = lower(${body.item})`)
    await tx.run(
      db.insertInto('fbo_rates').values({
        ...toColumns(body),
        workspace_id: principal.workspace.uuid,
        id: rateId,
        rate_version: next,
      }),
    )
    return Rate.get(tx, rateId)
  },
})

export const updateRate = operation({
  id: 'updateFboRate',
  method: 'PATCH',
  path: '/api/v1/fbo/rates/:id',
  summary: 'Update a price: end it, or correct one that priced nothing yet',
  description:
    'Ends a price on a day, or corrects one. A price that orders were priced by can only be ended.',
  scope: 'fbo.rates:write',
  roles: pricingRoles,
  stability: 'beta',
  on: Rate,
  audits: 'fbo_rate.updated',
  response: Rate.schema,
  body: Type.Partial(Type.Object({ ...priceFields, validFrom: date(), validTo: nullable(date()) })),
  refusals: {
    fbo_rates_overlap: ({ tx, body, record }) => overlapped(tx, { ...record, ...body }),
  },
  async handle({ tx, body, record }) {
    const { validTo: _end, ...price } = body
    checkPeriod({ ...record, ...body })
    if (Object.keys(body).length === 0) return record
    if (await tx.first(sql`select 1 from fbo_order_lines where rate_id = ${record.id} limit 1`)) {
      if (Object.keys(price).length > 0) throw rateInUse()
      await checkStillCovered(tx, record, body.validTo)
    }
    await tx.run(db.updateTable('fbo_rates').set(toColumns(body)).where('id', '=', record.id))
    return Rate.get(tx, record.id)
  },
})

/** The days that orders were priced on stay inside the price's days, so that a line can always be explained. */
async function checkStillCovered(
  tx: Tx,
  record: RateForm,
  validTo: string | null | undefined,
): Promise<void> {
  if (!validTo) return
  const { last } = await tx.one(sql<'lastPricedOn'>`
    select max(coalesce(f.done_on, s.done_on)) as last from fbo_order_lines l
      left join fbo_fuel_orders f on f.workspace_id = l.workspace_id and f.id = l.fuel_order_id
      left join fbo_service_orders s on s.workspace_id = l.workspace_id and s.id = l.service_order_id
     where l.rate_id = ${record.id}`)
  if (last !== null && last > validTo)
    throw rateInUse(`An order of ${last} was priced with this rate; it cannot end before`)
}

function checkPeriod({ validFrom, validTo }: { validFrom: string; validTo?: string | null }): void {
  if (validTo && validTo < validFrom)
    throw invalidRequest('validTo lies before validFrom', {
      details: [{ field: 'validTo', message: `must not lie before ${validFrom}` }],
    })
}

type Days = Pick<RateForm, 'item' | 'contractId' | 'validFrom'> & {
  /** Null: it was not made. */
  id: string | null
  validTo?: string | null
}

/** The refusal of a price whose days overlap those of another one, which it names. */
async function overlapped(tx: Tx, { id, item, contractId, validFrom, validTo }: Days): Promise<Problem> {
  const other = await tx.first(sql<'overlappingRate'>`
    select valid_from as "from", valid_to as "to", rate_version as version
      from fbo_rates
     where id is distinct from ${id}
       and coalesce(contract_id, '') = coalesce(${contractId}::text, '')
       and lower(item) = lower(${item})
       and daterange(valid_from, valid_to, '[]') && daterange(${validFrom}::date, ${validTo ?? null}::date,
         '[]')
     order by valid_from desc limit 1`)
  if (!other) return rateOverlaps('Somebody else has just set a price for this item')
  return rateOverlaps(
    `${item} has a price from ${other.from} ${other.to ? `to ${other.to}` : 'on'} already (version ${other.version})`,
    { details: [{ field: 'validFrom', message: 'falls into the days of another price' }] },
  )
}
