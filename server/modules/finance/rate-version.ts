import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { conflict, problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { RateCard } from './rate-card.ts'
import { billingRoles, moneyReaders } from './roles.ts'

const rateTies = problem('rate_ties', 409, {
  meaning: 'Two prices would hold for the same match on the same day',
  fix: 'Change the match or the kind of one of them, or begin on another day. `details` names both.',
})

/** The prices of a card from a day on. Once published they are final; the next version ends them. */
export const RateVersion = resource({
  name: 'rate_version',
  prefix: 'rcv',
  title: { one: 'rate version', many: 'rate versions' },
  page: { of: 'cardId' },
  alsoChanges: ['finance_rate'],
  table: 'finance_rate_versions',
  label: 'validFrom',
  schema: Type.Object({
    id: id('rcv'),
    cardId: id('rcd'),
    validFrom: date('The first day, by the local date of off blocks.'),
    validTo: nullable(date('The last day; set by the next version.')),
    status: oneOf(['draft', 'published']),
    publishedAt: nullable(instant()),
    publishedBy: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: { publishedBy: 't.published_by_name' },
  refusals: {
    finance_rate_versions_from: ({ details }) =>
      conflict('The card has a version from this day on already', { details }),
  },
})

export const versionStates = stateMachine({
  of: RateVersion,
  moves: {
    publish: { from: ['draft'], to: 'published', label: 'Publish' },
    edit: { from: ['draft'] },
    delete: { from: ['draft'], label: 'Delete draft' },
  },
  refusal: {
    code: 'rate_version_state',
    fix: 'Published prices are final: make another version from a later day on.',
  },
})

const writing = { scope: 'finance:write', roles: billingRoles, stability: 'beta' } as const
const reading = { scope: 'finance:read', roles: moneyReaders, stability: 'beta', method: 'GET' } as const

export const listRateVersions = operation({
  ...reading,
  id: 'listRateVersions',
  path: '/api/v1/finance/rates/:id/versions',
  summary: 'List the versions of a rate card',
  description: 'Drafts and published ones, the latest first.',
  on: RateCard,
  response: RateVersion.schema,
  list: list({
    of: RateVersion,
    defaultSort: '-validFrom',
    sorts: { validFrom: { sql: 't.valid_from', type: 'date' } },
    filters: { status: { schema: oneOf(['draft', 'published']), sql: (value) => `t.status = ${value}` } },
    within: { param: 'id', sql: (card) => `t.card_id = ${card}` },
  }),
})

export const getRateVersion = operation({
  ...reading,
  id: 'getRateVersion',
  path: '/api/v1/finance/rates/versions/:id',
  summary: 'Get a version of a rate card',
  description: 'Returns a version with the days on which it prices.',
  on: RateVersion,
  response: RateVersion.schema,
})

export const createRateVersion = operation({
  ...writing,
  id: 'createRateVersion',
  method: 'POST',
  path: '/api/v1/finance/rates/:id/versions',
  summary: 'Create a version of a rate card',
  description: 'Creates a draft. With `copyFrom`, it begins with the prices of another version.',
  on: RateCard,
  creates: RateVersion,
  audits: 'rate_version.created',
  response: RateVersion.schema,
  body: Type.Object({ validFrom: date(), copyFrom: Type.Optional(nullable(id('rcv'))) }),
  async handle({ tx, body, record, principal }) {
    const versionId = newId('rcv')
    await tx.run(
      db.insertInto('finance_rate_versions').values({
        workspace_id: principal.workspace.uuid,
        id: versionId,
        card_id: record.id,
        valid_from: body.validFrom,
      }),
    )
    if (body.copyFrom) await copyRates(tx, body.copyFrom, versionId, record.currency)
    return RateVersion.get(tx, versionId)
  },
})

async function copyRates(tx: Tx, from: string, to: string, currency: string): Promise<void> {
  const rates = await tx.rows(sql<'copiedRates'>`select id from finance_rates where version_id = ${from}`)
  const ids = rates.map(({ id: rateId }) => ({ from: rateId, to: newId('rte') }))
  await tx.run(sql`
    insert into finance_rates (workspace_id, id, version_id, charge_kind, basis, aircraft_id, type_designator,
        instructor_id, member_group, airport, unit_rate_minor, per_quantity, is_wet,
        minimum_quantity_thousandths, tax_code, currency)
    select r.workspace_id, i."to", ${to}, r.charge_kind, r.basis, r.aircraft_id, r.type_designator,
           r.instructor_id, r.member_group, r.airport, r.unit_rate_minor, r.per_quantity, r.is_wet,
           r.minimum_quantity_thousandths, r.tax_code, ${currency}
      from finance_rates r
      join jsonb_to_recordset(${JSON.stringify(ids)}::jsonb) as i("from" text, "to" text) on i."from" = r.id`)
}

export const deleteRateVersion = operation({
  ...writing,
  id: 'deleteRateVersion',
  method: 'DELETE',
  path: '/api/v1/finance/rates/versions/:id',
  summary: 'Delete a draft of a version',
  description: 'Deletes a version that was never published, with its prices.',
  on: RateVersion,
  move: versionStates.delete,
  audits: 'rate_version.deleted',
  async handle({ tx, record }) {
    await tx.run(sql`delete from finance_rates where version_id = ${record.id}`)
    await tx.run(sql`delete from finance_rate_versions where id = ${record.id}`)
  },
})

export const publishRateVersion = operation({
  ...writing,
  id: 'publishRateVersion',
  method: 'POST',
  path: '/api/v1/finance/rates/versions/:id/publish',
  summary: 'Publish a version of a rate card',
  description:
    'The prices apply from the first day of the version, and end those of the version before. They are final from now on. Two prices for the same match on one day are refused.',
  on: RateVersion,
  move: versionStates.publish,
  audits: 'rate_version.published',
  response: RateVersion.schema,
  refusals: { finance_rates_overlap: ({ tx, record }) => tied(tx, record) },
  async handle({ tx, record, principal, now, move }) {
    // Two publications of a card take turns.
    await tx.run(sql`select 1 from finance_rate_cards where id = ${record.cardId} for update`)
    const next = await tx.first(sql<'versionAfter'>`
      select (valid_from - 1)::text as "validTo" from finance_rate_versions
       where card_id = ${record.cardId} and status = 'published' and valid_from > ${record.validFrom}::date
       order by valid_from limit 1`)
    const validTo = next?.validTo ?? null
    await tx.run(sql`
      update finance_rates r set during = daterange(lower(r.during), ${record.validFrom}::date)
        from finance_rate_versions v
       where v.workspace_id = r.workspace_id and v.id = r.version_id and v.card_id = ${record.cardId}
         and v.status = 'published' and r.during @> ${record.validFrom}::date
         and v.valid_from < ${record.validFrom}::date`)
    await tx.run(sql`
      update finance_rate_versions set valid_to = ${record.validFrom}::date - 1
       where card_id = ${record.cardId} and status = 'published' and valid_from < ${record.validFrom}::date
         and coalesce(valid_to, 'infinity') >= ${record.validFrom}::date`)
    await tx.run(sql`
      update finance_rates set during = daterange(${record.validFrom}::date, ${validTo}::date, '[]')
       where version_id = ${record.id}`)
    await move.make({ published_at: now, published_by_name: actorOf(principal).name, valid_to: validTo })
    return RateVersion.get(tx, record.id)
  },
})

/** The refusal of prices for one match, which names the kind of both. */
async function tied(tx: Tx, record: { id: string; validFrom: string } | undefined) {
  const pair = await tx.first(sql<'tiedRates'>`
    select a.id, b.id as other, a.charge_kind as kind
      from finance_rates a
      join finance_rates b on b.workspace_id = a.workspace_id and b.id <> a.id and b.currency = a.currency
       and b.charge_kind = a.charge_kind and coalesce(b.aircraft_id, '') = coalesce(a.aircraft_id, '')
       and (a.aircraft_id is not null or coalesce(b.type_designator, '') = coalesce(a.type_designator, ''))
       and coalesce(b.instructor_id, '') = coalesce(a.instructor_id, '')
       and coalesce(b.member_group, '') = coalesce(a.member_group, '')
       and coalesce(b.airport, '') = coalesce(a.airport, '')
     where a.version_id = ${record?.id ?? null}
       and (b.version_id = a.version_id or coalesce(upper(b.during), 'infinity') > ${record?.validFrom ?? null}::date)
     order by a.id limit 1`)
  const kind = pair?.kind.replaceAll('_', ' ') ?? 'kind'
  return rateTies(`Two prices for the same ${kind} would hold at once`, {
    details: pair ? [{ field: 'rates', message: `${pair.id} and ${pair.other} have the same match` }] : [],
  })
}
