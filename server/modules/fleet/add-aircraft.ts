import { sql, type Tx } from '#platform/database/database.ts'
import { completeKind } from '#rules/aircraft-kind.ts'

/** An aircraft of which no more is known than what the flights of a file say. */
export type NamedAircraft = {
  id: string
  registration: string
  category: 'airplane' | 'simulator'
  typeDesignator: string
  model: string | null
}

/** Adds the aircraft that are not there yet, by their IDs. @returns how many. */
export async function addNamedAircraft(tx: Tx, workspaceId: string, aircraft: readonly NamedAircraft[]) {
  const rows = aircraft.map((named) => ({ ...named, ...completeKind({ category: named.category }) }))
  const added = await tx.rows(sql<'addedAircraft'>`
    insert into aircraft (workspace_id, id, registration, category, class, engine_type, type_designator, model)
    select ${workspaceId}::uuid, r.id, r.registration, r.category, r.class, r."engineType", r."typeDesignator",
           r.model
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(id text, registration text, category text, class text, "engineType" text, "typeDesignator" text,
          model text)
     where not exists (select from aircraft a where a.id = r.id)
    returning id, registration`)
  await tx.run(sql`
    insert into aircraft_registrations (workspace_id, aircraft_id, registration)
    select ${workspaceId}::uuid, r.id, r.registration
      from jsonb_to_recordset(${JSON.stringify(added)}::jsonb) as r(id text, registration text)`)
  return added.length
}
