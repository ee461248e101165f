import { Aircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { id, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { currency, limitMinor, requireCurrency } from './money-field.ts'
import { billingRoles, moneyReaders } from './roles.ts'

const Reserve = Type.Object({ componentId: id('cmp'), costMinor: limitMinor })
const fields = {
  currency,
  insuranceMinor: limitMinor,
  fixedMinor: limitMinor,
  fuelSource: oneOf(['flights', 'fbo_orders'], {
    description: 'Fuel of the flights by the price per liter, or what fuel orders of its tail number cost.',
  }),
  fuelMinorPerLiter: limitMinor,
  reserves: Type.Array(Reserve, {
    maxItems: 100,
    description:
      'What the next overhaul or replacement of a component costs; its life comes from the component.',
  }),
}
const CostSettings = Type.Object({ aircraftId: id('acf'), ...fields }, { title: 'AircraftCostSettings' })
export type CostSettingsForm = Static<typeof CostSettings>

/** What an aircraft costs beside its work orders; nothing until somebody says it. */
export async function costSettingsOf(tx: Tx, aircraftId: string): Promise<CostSettingsForm> {
  const settings = await tx.first(sql<'costSettings', Omit<CostSettingsForm, 'aircraftId'>>`
    select currency, insurance_minor as "insuranceMinor", fixed_minor as "fixedMinor", fuel_source as "fuelSource",
           fuel_minor_per_liter as "fuelMinorPerLiter", reserves
      from finance_aircraft_costs where aircraft_id = ${aircraftId}`)
  if (settings) return { aircraftId, ...settings }
  const card = await tx.first(sql<'firstCurrency'>`
    select currency from finance_rate_cards order by created_at, id limit 1`)
  return {
    aircraftId,
    currency: card?.currency ?? 'USD',
    insuranceMinor: 0,
    fixedMinor: 0,
    fuelSource: 'flights',
    fuelMinorPerLiter: 0,
    reserves: [],
  }
}

const path = '/api/v1/finance/aircraft/:id/cost-settings'
// Costs belong to no project.
const shared = { path, stability: 'beta', on: Aircraft, project: () => null, response: CostSettings } as const

export const getCostSettings = operation({
  ...shared,
  id: 'getCostSettings',
  method: 'GET',
  summary: 'Get what an aircraft costs beside its work orders',
  description: 'Insurance a year, fixed costs a month, fuel, and what overhauls of its components will cost.',
  scope: 'finance:read',
  roles: moneyReaders,
  handle: ({ tx, record }) => costSettingsOf(tx, record.id),
})

export const setCostSettings = operation({
  ...shared,
  id: 'setCostSettings',
  method: 'PUT',
  summary: 'Set what an aircraft costs beside its work orders',
  description: 'Replaces the insurance, the fixed costs, the fuel and the reserves of an aircraft.',
  scope: 'finance:write',
  roles: billingRoles,
  audits: 'aircraft_cost.updated',
  body: Type.Object({ ...Type.Partial(Type.Object(fields)).properties, currency }),
  async handle({ tx, body, record, principal }) {
    requireCurrency(body.currency)
    const reserves = body.reserves ?? []
    if (new Set(reserves.map(({ componentId }) => componentId)).size < reserves.length)
      throw invalidFields([{ field: 'reserves', message: 'name a component twice' }])
    await tx.run(sql`
      insert into finance_aircraft_costs (workspace_id, aircraft_id, currency, insurance_minor, fixed_minor,
          fuel_source, fuel_minor_per_liter, reserves)
      values (${principal.workspace.uuid}, ${record.id}, ${body.currency}, ${body.insuranceMinor ?? 0},
          ${body.fixedMinor ?? 0}, ${body.fuelSource ?? 'flights'}, ${body.fuelMinorPerLiter ?? 0},
          ${JSON.stringify(reserves)})
          on conflict (workspace_id, aircraft_id) do update
             set currency = excluded.currency, insurance_minor = excluded.insurance_minor,
                 fixed_minor = excluded.fixed_minor, fuel_source = excluded.fuel_source,
                 fuel_minor_per_liter = excluded.fuel_minor_per_liter, reserves = excluded.reserves,
                 updated_at = now()`)
    return costSettingsOf(tx, record.id)
  },
})
