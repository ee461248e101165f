import { sql, type Tx } from '#platform/database/database.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { id, integer, type Static, Type } from '#platform/kernel/schema.ts'
import { wholeBasisPoints } from '#rules/split-amount.ts'

/** Who pays for a flight, and how much of it. */
export const Payers = Type.Array(
  Type.Object({
    accountId: id('acc'),
    shareBasisPoints: integer(1, wholeBasisPoints, '3334 is 33.34 %. All shares sum to 10,000.'),
  }),
  { maxItems: 20, description: 'By default its project or the person who rented.' },
)

/** The payers of the flight `t`. */
export const payersOfFlight = `coalesce((select json_agg(json_build_object('accountId', y.account_id,
        'shareBasisPoints', y.share_basis_points) order by y.position)
     from flight_payers y where y.workspace_id = t.workspace_id and y.flight_id = t.id), '[]')`

/** Replaces the payers of a flight. @throws Problem 400 if the shares do not sum to 10,000. */
export async function writePayers(
  tx: Tx,
  workspaceUuid: string,
  flightId: string,
  payers: Static<typeof Payers> | undefined,
): Promise<void> {
  if (payers === undefined) return
  const sum = payers.reduce((total, { shareBasisPoints }) => total + shareBasisPoints, 0)
  if (payers.length > 0 && sum !== wholeBasisPoints)
    throw invalidFields([
      { field: 'payers', message: `sum to ${sum} basis points, not to ${wholeBasisPoints}` },
    ])
  if (new Set(payers.map(({ accountId }) => accountId)).size < payers.length)
    throw invalidFields([{ field: 'payers', message: 'name an account twice' }])
  await tx.run(sql`delete from flight_payers where flight_id = ${flightId}`)
  const rows = payers.map((payer, position) => ({ ...payer, position }))
  await tx.run(sql`
    insert into flight_payers (workspace_id, flight_id, position, account_id, share_basis_points)
    select ${workspaceUuid}::uuid, ${flightId}, p.position, p."accountId", p."shareBasisPoints"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(position integer, "accountId" text,
          "shareBasisPoints" integer)`)
}
