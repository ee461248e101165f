import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { instant, nullable, Type } from '#platform/kernel/schema.ts'

export const Move = Type.Object({
  from: Type.String(),
  to: Type.String(),
  reason: nullable(Type.String()),
  by: Type.String(),
  at: instant(),
})

/** Records who moved an investigation or an action, when and why. */
export async function writeMove(
  tx: Tx,
  principal: Principal,
  subjectId: string,
  from: string,
  to: string,
  reason: string | null,
): Promise<void> {
  const { id, name } = actorOf(principal)
  await tx.run(sql`
    insert into safety_moves (workspace_id, id, subject_id, from_status, to_status, reason, actor_id,
        actor_name)
    values (${principal.workspace.uuid}, ${newId('smv')}, ${subjectId}, ${from}, ${to}, ${reason}, ${id},
        ${name})`)
}

export async function movesOf(tx: Tx, subjectId: string) {
  const rows = await tx.rows(sql<'safetyMoves'>`
    select from_status as "from", to_status as "to", reason, actor_name as by, at
      from safety_moves where subject_id = ${subjectId} order by id`)
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}
