import { crud, insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, Type, text } from '#platform/kernel/schema.ts'
import { currency, requireCurrency } from './money-field.ts'
import { billingRoles, moneyReaders } from './roles.ts'

/** A list of prices in one currency. Its versions say from which day they hold. */
export const RateCard = resource({
  name: 'rate_card',
  prefix: 'rcd',
  title: { one: 'rate card', many: 'rate cards' },
  page: '/finance/rates/:id',
  table: 'finance_rate_cards',
  label: 'name',
  schema: Type.Object({
    id: id('rcd'),
    name: Type.String(),
    currency,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

const { list, get } = crud({
  of: RateCard,
  name: 'RateCard',
  path: '/api/v1/finance/rates',
  scope: 'finance',
  readers: moneyReaders,
  writers: billingRoles,
  required: { name: text(1, 100), currency },
  optional: {},
  list: {
    defaultSort: 'name',
    sorts: { name: { sql: 'lower(t.name)', type: 'text' } },
    search: ['t.name'],
    indexed: true,
  },
})

const create = operation({
  id: 'createRateCard',
  method: 'POST',
  path: '/api/v1/finance/rates',
  summary: 'Create a rate card',
  description: 'Creates a list of prices in one currency. Its versions hold the prices.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  creates: RateCard,
  audits: 'rate_card.created',
  response: RateCard.schema,
  body: Type.Object({ name: text(1, 100), currency }),
  async handle({ tx, body, principal }) {
    requireCurrency(body.currency)
    const cardId = newId('rcd')
    await insert(tx, 'finance_rate_cards', principal.workspace.uuid, cardId, body)
    return RateCard.get(tx, cardId)
  },
})

const rename = operation({
  id: 'updateRateCard',
  method: 'PATCH',
  path: '/api/v1/finance/rates/:id',
  summary: 'Update a rate card',
  description: 'Renames a rate card. Its currency stays: prices are in it.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: RateCard,
  audits: 'rate_card.updated',
  response: RateCard.schema,
  body: Type.Object({ name: text(1, 100) }),
  async handle({ tx, body, record }) {
    await update(tx, 'finance_rate_cards', record.id, body)
    return RateCard.get(tx, record.id)
  },
})

export const rateCards = [list, get, create, rename]
