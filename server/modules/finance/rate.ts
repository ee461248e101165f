import { db, sql } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, integer, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { priceFields } from './charge.ts'
import { currency } from './money-field.ts'
import { RateCard } from './rate-card.ts'
import { RateVersion, versionStates } from './rate-version.ts'
import { billingRoles, moneyReaders } from './roles.ts'

export const rateKinds = [
  'rental',
  'instructor_flight',
  'instructor_ground',
  'simulator',
  'fuel_surcharge',
  'landing_fee',
  'fuel_away_credit',
  'dues',
  'no_show',
  'cancellation',
  'other',
] as const
export const bases = [
  'hobbs',
  'tach',
  'air',
  'block',
  'session_minutes',
  'each',
  'day',
  'month',
  'litre',
] as const

const Match = Type.Partial(
  Type.Object({
    aircraftId: nullable(id('acf')),
    typeDesignator: nullable(text(2, 4, 'Of ICAO Doc 8643.')),
    instructorId: nullable(id('crw')),
    memberGroup: nullable(text(1, 60)),
    airport: nullable(text(2, 5)),
  }),
)
const required = {
  chargeKind: oneOf(rateKinds),
  basis: oneOf(bases, {
    description:
      'What is counted. Hobbs, tach, air and block are hours; `session_minutes` are minutes, so an hourly price has `perQuantity` 60.',
  }),
  unitRateMinor: priceFields.unitRateMinor,
  taxCode: text(1, 20),
}
const optional = {
  match: Match,
  perQuantity: priceFields.perQuantity,
  isWet: Type.Boolean({ description: 'Whether the price includes fuel.' }),
  minimumQuantityThousandths: nullable(
    integer(1, 1_000_000, 'Of a rental: what each local day bills at least. 2000 is 2.0 h.'),
  ),
}

/** What something costs, for what its match names. The most exact match prices. */
export const Rate = resource({
  name: 'finance_rate',
  prefix: 'rte',
  title: { one: 'price', many: 'prices' },
  page: { of: 'cardId' },
  table: 'finance_rates',
  label: 'chargeKind',
  schema: Type.Object({
    id: id('rte'),
    versionId: id('rcv'),
    cardId: id('rcd'),
    ...required,
    ...optional,
    aircraftRegistration: nullable(Type.String()),
    instructorName: nullable(Type.String()),
    currency,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join finance_rate_versions v on v.workspace_id = t.workspace_id and v.id = t.version_id
    left join aircraft x on x.workspace_id = t.workspace_id and x.id = t.aircraft_id
    left join crew c on c.workspace_id = t.workspace_id and c.id = t.instructor_id`,
  expressions: {
    cardId: 'v.card_id',
    match: `json_strip_nulls(json_build_object('aircraftId', t.aircraft_id, 'typeDesignator', t.type_designator,
      'instructorId', t.instructor_id, 'memberGroup', t.member_group, 'airport', t.airport))`,
    aircraftRegistration: 'x.registration',
    instructorName: 'c.display_name',
  },
})
export type RateForm = Static<typeof Rate.schema>

const writing = { scope: 'finance:write', roles: billingRoles, stability: 'beta' } as const

export const listRates = operation({
  id: 'listRates',
  method: 'GET',
  path: '/api/v1/finance/rates/versions/:id/rates',
  summary: 'List the prices of a version',
  description: 'By kind of charge.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  on: RateVersion,
  response: Rate.schema,
  list: list({
    of: Rate,
    defaultSort: 'chargeKind',
    sorts: { chargeKind: { sql: 't.charge_kind', type: 'text' } },
    filters: { charge_kind: { schema: oneOf(rateKinds), sql: (value) => `t.charge_kind = ${value}` } },
    within: { param: 'id', sql: (version) => `t.version_id = ${version}` },
  }),
})

export const createRate = operation({
  ...writing,
  id: 'createRate',
  method: 'POST',
  path: '/api/v1/finance/rates/versions/:id/rates',
  summary: 'Create a price in a draft of a version',
  description:
    'Sets the price for what `match` names. A field that you leave out of `match` matches anything.',
  on: RateVersion,
  move: versionStates.edit,
  creates: Rate,
  audits: 'finance_rate.created',
  response: Rate.schema,
  body: Type.Object({ ...required, ...Type.Partial(Type.Object(optional)).properties }),
  async handle({ tx, body, record, principal }) {
    const card = await RateCard.get(tx, record.cardId)
    const rateId = newId('rte')
    await tx.run(
      db.insertInto('finance_rates').values({
        workspace_id: principal.workspace.uuid,
        id: rateId,
        version_id: record.id,
        charge_kind: body.chargeKind,
        basis: body.basis,
        unit_rate_minor: body.unitRateMinor,
        tax_code: body.taxCode,
        currency: card.currency,
        per_quantity: body.perQuantity ?? 1,
        is_wet: body.isWet ?? true,
        minimum_quantity_thousandths: body.minimumQuantityThousandths ?? null,
        ...matchColumns(body.match ?? {}),
      }),
    )
    return Rate.get(tx, rateId)
  },
})

const matchColumns = (match: Static<typeof Match>) => ({
  aircraft_id: match.aircraftId ?? null,
  type_designator: match.typeDesignator?.toUpperCase() ?? null,
  instructor_id: match.instructorId ?? null,
  member_group: match.memberGroup ?? null,
  airport: match.airport?.toUpperCase() ?? null,
})

export const getRate = operation({
  id: 'getRate',
  method: 'GET',
  path: '/api/v1/finance/prices/:id',
  summary: 'Get a price',
  description: 'Returns a price with what it is for.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  on: Rate,
  response: Rate.schema,
})

export const updateRate = operation({
  ...writing,
  id: 'updateRate',
  method: 'PATCH',
  path: '/api/v1/finance/prices/:id',
  summary: 'Update a price in a draft of a version',
  description:
    'Changes the fields that you send; the others keep their value. `match` is replaced as a whole.',
  on: Rate,
  audits: 'finance_rate.updated',
  response: Rate.schema,
  body: Type.Partial(Type.Object({ ...required, ...optional })),
  async handle({ tx, body, record }) {
    requireDraft(await RateVersion.get(tx, record.versionId))
    const { match, ...fields } = body
    const columns = { ...toColumns(fields), ...(match ? matchColumns(match) : {}) }
    if (Object.keys(columns).length > 0)
      await tx.run(db.updateTable('finance_rates').set(columns).where('id', '=', record.id))
    return Rate.get(tx, record.id)
  },
})

export const deleteRate = operation({
  ...writing,
  id: 'deleteRate',
  method: 'DELETE',
  path: '/api/v1/finance/prices/:id',
  summary: 'Delete a price from a draft of a version',
  description: 'A published price is ended by the next version instead.',
  on: Rate,
  audits: 'finance_rate.deleted',
  async handle({ tx, record }) {
    requireDraft(await RateVersion.get(tx, record.versionId))
    await tx.run(sql`delete from finance_rates where id = ${record.id}`)
  },
})

/** @throws Problem `rate_version_state` if the version is published. */
const requireDraft = (version: { id: string; status: string }) => {
  versionStates.edit.choose(version, {})
}
