import { sql, type Tx } from '#platform/database/database.ts'
import { Deferral, deferralStates } from './deferral.ts'

/** Ends the deferral of a squawk that is resolved. */
export async function clearDeferral(tx: Tx, squawkId: string): Promise<void> {
  const living = await tx.first(sql<'livingDeferral'>`
    select id from deferrals where squawk_id = ${squawkId} and status in ('active', 'extended')`)
  if (living) await deferralStates.clear.apply(tx, await Deferral.get(tx, living.id))
}
