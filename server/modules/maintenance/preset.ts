import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { conflict } from '#platform/kernel/problem.ts'
import { date, id, integer, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
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
  handle: () =>
    keys.map((key): Static<typeof Preset> => {
      const { title, kind, reference, anchor, hours, calendar } = commonInspectionOf(key)
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
      }
    }),
})

const PresetInput = Type.Object({
  preset,
  lastDoneOn: Type.Optional(nullable(date('When it was last done.'))),
  lastDoneHundredths: Type.Optional(
    nullable(integer(0, 100_000_000, 'The meter at that time, in hundredths of an hour.')),
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
    for (const { preset: key, lastDoneOn = null, lastDoneHundredths = null } of body.presets) {
      if (has.has(key)) continue
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
          limits: presetLimits(key, counter, lastDoneOn, lastDoneHundredths),
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

/** The limits of a common inspection on an aircraft whose hours `counter` counts. */
export function presetLimits(
  key: CommonInspection,
  counter: MeterCounter,
  lastDoneOn: string | null,
  lastDoneHundredths: number | null,
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
      intervalMonths: months,
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
