import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { conflict, invalidFields } from '#platform/kernel/problem.ts'
import { happenedOn, id, integer, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { operatingRulesOf } from '#platform/workspace/operating-rules.ts'
import { type CommonInspection, commonInspectionOf, commonInspections } from '#rules/common-inspection.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { assessAircraft } from './assess.ts'
import { checkLastDone, insertItem, todayAt } from './edit-item.ts'
import { Item } from './item.ts'
import { hourCounters, type Limit, type LimitBody, type MeterCounter, readLimits } from './limit.ts'
import { auditEntry } from './words.ts'

const keys = Object.keys(commonInspections) as CommonInspection[]
const preset = oneOf(keys)

const Preset = Type.Object({
  preset,
  title: Item.schema.properties.title,
  kind: Item.schema.properties.kind,
  reference: Type.String(),
  anchor: Item.schema.properties.anchor,
  intervalHundredths: nullable(Type.Integer()),
  intervalCalendarMonths: nullable(Type.Integer()),
  intervalMonths: nullable(Type.Integer()),
  intervalDays: nullable(Type.Integer()),
  isSuggested: Type.Boolean({
    description: 'Whether operators under the operating rules of this workspace mostly need it.',
  }),
  asksMonths: nullable(
    Type.String({
      description: 'What intervalMonths has to say when it is added. Null: it has an interval.',
    }),
  ),
})

export const listPresets = operation({
  id: 'listMaintenancePresets',
  method: 'GET',
  path: '/api/v1/maintenance/presets',
  summary: 'List common inspections',
  description:
    'The inspections that can be added to an aircraft together, each with its interval and the regulation that requires it.',
  scope: 'maintenance:read',
  roles: 'staff',
  response: Type.Array(Preset),
  handle: async ({ tx, principal }) => {
    const operatingRules = await operatingRulesOf(tx, principal.workspace.uuid)
    return keys.map((key): Static<typeof Preset> => {
      const { title, kind, reference, anchor, hours, calendar, suggestedFor, asksMonths } =
        commonInspectionOf(key)
      return {
        preset: key,
        title,
        kind,
        reference,
        anchor,
        intervalHundredths: hours?.interval ?? null,
        intervalCalendarMonths: calendar?.calendarMonths ?? null,
        intervalMonths: calendar?.months ?? null,
        intervalDays: calendar?.days ?? null,
        isSuggested: suggestedFor.some((rules) => operatingRules.includes(rules)),
        asksMonths: asksMonths ?? null,
      }
    })
  },
})

const PresetInput = Type.Object({
  preset,
  lastDoneOn: Type.Optional(nullable(happenedOn('When it was last done.'))),
  lastDoneHundredths: Type.Optional(
    nullable(integer(0, 100_000_000, 'The meter at that time, in hundredths of an hour.')),
  ),
  intervalMonths: Type.Optional(
    nullable(
      integer(1, 600, 'How often it repeats, only for an inspection that asks for it (`asksMonths`).'),
    ),
  ),
})

export const addPresets = operation({
  id: 'addMaintenancePresets',
  method: 'POST',
  path: '/api/v1/maintenance/items/presets',
  summary: 'Add common inspections to an aircraft',
  description:
    'Creates an item for each inspection that the aircraft does not have yet and returns the new items. Existing items stay as they are.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  audits: 'maintenance_item.created',
  status: 201,
  body: Type.Object({
    aircraftId: id('acf'),
    presets: Type.Array(PresetInput, { minItems: 1, maxItems: keys.length }),
    counter: Type.Optional(
      oneOf(hourCounters, {
        description:
          'The meter that counts the hours. By default the first meter that the aircraft has of tach, hobbs and air.',
      }),
    ),
  }),
  response: Type.Array(Item.schema),
  async handle({ tx, body, principal, now, emit }) {
    const today = await todayAt(tx, body.aircraftId, now)
    const has = await presetsOf(tx, body.aircraftId)
    const counter = body.counter ?? (await counterOf(tx, body.aircraftId))
    const added: string[] = []
    for (const [index, input] of body.presets.entries()) {
      const { preset: key, lastDoneOn = null, lastDoneHundredths = null } = input
      if (has.has(key)) continue
      const months = monthsOf(key, input.intervalMonths ?? null, index)
      has.add(key)
      checkLastDone(lastDoneOn, today)
      const { title, kind, reference, anchor } = commonInspectionOf(key)
      added.push(
        await insertItem(tx, principal.workspace.uuid, {
          aircraftId: body.aircraftId,
          title,
          kind,
          reference,
          preset: key,
          anchor,
          lastDoneOn,
          limits: presetLimits(key, counter, lastDoneOn, lastDoneHundredths, months),
        }),
      )
    }
    if (added.length === 0)
      throw conflict('The aircraft already has all of these inspections', {
        details: [{ field: 'presets', message: 'already exist on this aircraft' }],
      })
    const alerts = await assessAircraft(tx, { aircraftId: body.aircraftId, now, itemIds: added })
    const items: Static<typeof Item.schema>[] = []
    for (const itemId of added) items.push(await Item.get(tx, itemId))
    for (const item of items) emit(auditEntry('maintenance_item.created', null, item))
    for (const alert of alerts) emit(alert)
    return items
  },
})

/** The interval of an inspection that asks for it. @throws Problem that names the field. */
function monthsOf(key: CommonInspection, intervalMonths: number | null, index: number): number | null {
  const { asksMonths } = commonInspectionOf(key)
  const field = `presets.${index}.intervalMonths`
  if (asksMonths && intervalMonths === null)
    throw invalidFields([{ field, message: `is required: ${asksMonths}` }])
  if (!asksMonths && intervalMonths !== null)
    throw invalidFields([{ field, message: 'cannot be sent: this inspection has an interval' }])
  return intervalMonths
}

/** The limits of a common inspection on an aircraft whose hours `counter` counts. */
export function presetLimits(
  key: CommonInspection,
  counter: MeterCounter,
  lastDoneOn: string | null,
  lastDoneHundredths: number | null,
  intervalMonths: number | null = null,
): Limit[] {
  const { hours, calendar } = commonInspectionOf(key)
  const limits: LimitBody[] = []
  if (hours)
    limits.push({
      counter,
      intervalHundredths: hours.interval,
      warningHundredths: hours.warning,
      toleranceHundredths: hours.tolerance,
      lastDoneHundredths,
    })
  if (calendar) {
    const { calendarMonths = null, months = null, days = null, ...margins } = calendar
    limits.push({
      counter: 'calendar',
      intervalCalendarMonths: calendarMonths,
      intervalMonths: intervalMonths ?? months,
      intervalDays: days,
      ...margins,
    })
  }
  return readLimits(limits, { limits: [], lastDoneOn: null }, lastDoneOn)
}

// The lock on the aircraft keeps two requests from adding the same inspection.
async function presetsOf(tx: Tx, aircraftId: string): Promise<Set<string>> {
  await tx.run(sql`select 1 from aircraft where id = ${aircraftId} for no key update`)
  const rows = await tx.rows(sql<'activePresets'>`
    select preset
      from maintenance_items where aircraft_id = ${aircraftId} and preset is not null and is_active`)
  return new Set(rows.map((row) => row.preset))
}

async function counterOf(tx: Tx, aircraftId: string): Promise<MeterCounter> {
  const rows = await tx.rows(sql<'meterKinds'>`select kind from meters where aircraft_id = ${aircraftId}`)
  return (
    (['tach', 'hobbs', 'air'] as const).find((counter) => rows.some(({ kind }) => kind === counter)) ?? 'tach'
  )
}
