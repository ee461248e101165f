import { sql, type Tx } from '#platform/database/database.ts'
import { newIdAt } from '#platform/kernel/id.ts'
import {
  type DemoComponent,
  type DemoDirective,
  directives,
  limitedPart,
  partsOfAircraft,
} from './components.ts'

const dayMs = 86_400_000
const months = 9

interface Context {
  workspace: { uuid: string }
  now: Date
  /** The signature of a director of maintenance for a record. */
  sign: (subject: { type: string; id: string }, by: string, at: Date) => Promise<string>
}
interface Plane {
  id: string
  typeDesignator: string
}

/** Engines and propellers with their times on each aircraft, and directives with the decision for each. */
export async function writeComponents(tx: Tx, context: Context): Promise<void> {
  const { uuid } = context.workspace
  const fleet = await tx.rows(sql<'demoFleet'>`
    select id, type_designator as "typeDesignator" from aircraft
     where workspace_id = ${uuid} and category = 'airplane' order by registration`)
  for (const [place, plane] of fleet.entries()) {
    for (const part of partsOfAircraft) await writePart(tx, context, { plane, place, part })
    if (place === 0) await writePart(tx, context, { plane, place, part: limitedPart })
  }
  for (const directive of directives) await writeDirective(tx, context, { directive, fleet })
}

async function writePart(
  tx: Tx,
  { workspace: { uuid }, now }: Context,
  { plane, place, part }: { plane: Plane; place: number; part: DemoComponent },
): Promise<void> {
  const installedAt = new Date(now.getTime() - months * 30 * dayMs - place * 3 * dayMs)
  const componentId = newIdAt('cmp', installedAt)
  // Each aircraft after the first has parts that are 110 hours younger.
  const younger = place * 11_000
  const age = (hundredths: number) => Math.max(12_500, hundredths - younger)
  const serialNumber = `${part.kind[0]?.toUpperCase()}-${5_100 + place}`
  await tx.run(sql`
    insert into components (workspace_id, id, kind, part_number, serial_number, overhaul_hundredths, overhaul_months,
        life_limit_hundredths, created_at)
    values (${uuid}, ${componentId}, ${part.kind}, ${part.partNumber}, ${serialNumber},
        ${part.overhaulHundredths}, ${part.overhaulMonths}, ${part.lifeLimitHundredths}, ${installedAt})`)
  await tx.run(sql`
    insert into component_installations (workspace_id, id, component_id, aircraft_id, position, installed_at,
        tsn_at_install_hundredths, tso_at_install_hundredths, air_total_at_install_hundredths, installed_by_name)
    select ${uuid}, ${newIdAt('cin', installedAt)}, ${componentId}, ${plane.id}, ${part.position}, ${installedAt},
           ${age(part.tsnHundredths)}, ${part.tsoHundredths === null ? null : age(part.tsoHundredths)},
           coalesce((select r.total_hundredths from meter_readings r
                      where r.workspace_id = ${uuid} and r.aircraft_id = ${plane.id} and r.kind = 'air'
                        and r.read_at <= ${installedAt} order by r.read_at desc, r.id desc limit 1),
                    (select min(r.total_hundredths) from meter_readings r
                      where r.workspace_id = ${uuid} and r.aircraft_id = ${plane.id} and r.kind = 'air'), 0),
           'Harriet Stanwood'`)
}

async function writeDirective(
  tx: Tx,
  { workspace: { uuid }, now, sign }: Context,
  { directive, fleet }: { directive: DemoDirective; fleet: readonly Plane[] },
): Promise<void> {
  const { kind, authority, number, title, effectiveOn, typeDesignators } = directive
  const at = new Date(now.getTime() - 200 * dayMs)
  const directiveId = newIdAt('drv', at)
  await tx.run(sql`
    insert into directives (workspace_id, id, kind, authority, number, title, effective_on, applies_to, created_at)
    values (${uuid}, ${directiveId}, ${kind}, ${authority}, ${number}, ${title}, ${effectiveOn},
        ${JSON.stringify(typeDesignators.length > 0 ? { typeDesignators } : {})}, ${at})`)
  for (const [place, plane] of fleet.entries()) {
    if (typeDesignators.length > 0 && !typeDesignators.includes(plane.typeDesignator)) continue
    const { status, method = null, reason = null } = directive.decide(place)
    const decidedAt = new Date(at.getTime() + place * dayMs)
    const id = newIdAt('dap', decidedAt)
    const isDone = status === 'complied'
    const signatureId = isDone
      ? await sign({ type: 'directive_applicability', id }, 'Harriet Stanwood', decidedAt)
      : null
    await tx.run(sql`
      insert into directive_applicabilities (workspace_id, id, directive_id, aircraft_id, status, reason, method,
          complied_on, signature_id, decided_by_name, decided_at)
      values (${uuid}, ${id}, ${directiveId}, ${plane.id}, ${status}, ${reason}, ${method},
          ${isDone ? decidedAt.toISOString().slice(0, 10) : null}, ${signatureId}, 'Harriet Stanwood', ${decidedAt})`)
  }
}
