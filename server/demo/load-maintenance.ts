import {
  assessAircraft,
  insertItem,
  type Limit,
  limitAfter,
  presetLimits,
} from '#modules/maintenance/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newIdAt } from '#platform/kernel/id.ts'
import { commonInspectionOf } from '#rules/common-inspection.ts'
import { type DemoItem, makeMaintenance } from './maintenance.ts'
import type { DemoSchool } from './school.ts'

/** The maintenance items of the fleet with their history; @returns the alerts of what is due today. */
export async function writeMaintenance(
  tx: Tx,
  workspaceId: string,
  school: DemoSchool,
  { aircraft, now }: { aircraft: ReadonlyMap<string, string>; now: Date },
): Promise<Emission[]> {
  const mechanics = new Map(
    school.people.map(({ displayName, certificateNumber }) => [displayName, certificateNumber]),
  )
  const alerts: Emission[] = []
  const items = Map.groupBy(makeMaintenance(school), (item) => item.aircraft)
  for (const [registration, those] of items) {
    const aircraftId = aircraft.get(registration)
    if (!aircraftId) throw new Error(`${registration} is not of the fleet`)
    for (const item of those) await writeItem(tx, workspaceId, { item, aircraftId, mechanics, school })
    alerts.push(...(await assessAircraft(tx, { aircraftId, now })))
  }
  return alerts
}

interface Context {
  item: DemoItem
  aircraftId: string
  mechanics: ReadonlyMap<string, string | null>
  school: DemoSchool
}

async function writeItem(tx: Tx, workspaceId: string, { item, aircraftId, mechanics, school }: Context) {
  const preset = commonInspectionOf(item.preset)
  const { title = preset.title, reference = preset.reference } = item
  let limits: Limit[] = presetLimits(item.preset, 'tach', null, null)
  const itemId = await insertItem(tx, workspaceId, {
    aircraftId,
    title,
    kind: preset.kind,
    reference,
    preset: item.preset,
    anchor: preset.anchor,
    lastDoneOn: null,
    limits,
  })
  let lastDoneOn: string | null = null
  const rows = item.completions.map(({ on, tachHundredths, by, reference: signed }) => {
    const at = new Date(
      Temporal.PlainDate.from(on).toZonedDateTime({ timeZone: school.timeZone, plainTime: '17:10' })
        .epochMilliseconds,
    )
    const before = limits
    limits = limits.map((limit) =>
      limitAfter(limit, preset.anchor, {
        on,
        at: { hobbs: null, tach: tachHundredths, air: null, cycles: null },
      }),
    )
    const row = {
      id: newIdAt('mco', at),
      on,
      at: at.toISOString(),
      tach: tachHundredths,
      by,
      certificate: mechanics.get(by) ?? null,
      signed,
      before,
      after: limits,
      lastDoneOn,
    }
    lastDoneOn = on
    return row
  })
  await tx.run(sql`
    insert into maintenance_completions (workspace_id, id, item_id, done_on, tach_hundredths, performed_by,
        certificate_number, reference, state_before, limits_before, limits_after, last_done_before,
        recorded_by_name, recorded_at)
    select ${workspaceId}::uuid, r.id, ${itemId}, r."on", r.tach, r."by", r.certificate, r.signed, 'ok',
           r.before, r.after, r."lastDoneOn", r."by", r."at"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, "on" date, "at" timestamptz,
          tach bigint, "by" text, certificate text, signed text, before jsonb, after jsonb, "lastDoneOn" date)`)
  await tx.run(sql`
    update maintenance_items
       set limits = ${JSON.stringify(limits)}, last_done_on = ${lastDoneOn}, state = 'ok',
         last_completion_id = ${rows.at(-1)?.id ?? null}
     where workspace_id = ${workspaceId} and id = ${itemId}`)
}
