import { sql, type Tx } from '#platform/database/database.ts'

/** A person of whom no more is known than what the flights of a file say. */
export type NamedPerson = { id: string; displayName: string; functions: readonly string[] }

/** Adds the people who are not there yet, by their IDs. @returns how many. */
export async function addNamedPeople(tx: Tx, workspaceId: string, people: readonly NamedPerson[]) {
  const added = await tx.rows(sql<'addedPeople'>`
    insert into crew (workspace_id, id, display_name, functions)
    select ${workspaceId}::uuid, r.id, r."displayName",
           (select array_agg(value) from jsonb_array_elements_text(r.functions))
      from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as r(id text, "displayName" text,
          functions jsonb)
     where not exists (select from crew c where c.id = r.id)
    returning id`)
  return added.length
}
