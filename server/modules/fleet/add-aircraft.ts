import { sql, type Tx } from '#platform/database/database.ts'

/** An aircraft of which no more is known than what the flights of a file say. */
export type NamedAircraft = { id: string; registration: string; typeDesignator: string; model: string | null }

/** Adds the aircraft that are not there yet, by their IDs. @returns how many. */
export async function addNamedAircraft(tx: Tx, workspaceId: string, aircraft: readonly NamedAircraft[]) {
  const added = await tx.rows(sql<'addedAircraft'>`
    insert into aircraft (workspace_id, id, registration, type_designator, model)
    select ${workspaceId}::uuid, r.id, r.registration, r."typeDesignator", r.model
      from jsonb_to_recordset(${JSON.stringify(aircraft)}::jsonb) as r(id text, registration text,
          "typeDesignator" text, model text)
     where not exists (select from aircraft a where a.id = r.id)
    returning id, registration`)
  await tx.run(sql`
    insert into aircraft_registrations (workspace_id, aircraft_id, registration)
    select ${workspaceId}::uuid, r.id, r.registration
      from jsonb_to_recordset(${JSON.stringify(added)}::jsonb) as r(id text, registration text)`)
  return added.length
}
