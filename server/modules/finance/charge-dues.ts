import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { nextPeriod } from '#rules/block-time.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import { chooseRate } from '#rules/match-rate.ts'
import { Account } from './account.ts'
import { Dues } from './dues.ts'
import { emissionsOfCharges, insertCharges } from './make-charges.ts'
import { ratesOn } from './price-kinds.ts'

type DuesForm = Static<typeof Dues.schema>
// Dues that begin long ago are caught up in several turns.
const mostPeriods = 62

/** Charges dues at the beginning of each period, once, also where two nodes look at once. */
export const chargeDues = sweep({
  name: 'finance.dues',
  everyMs: 15 * 60_000,
  actor: 'Finance',
  table: 'finance_dues',
  due: ({ today }) => sql`t.next_on <= ${today} and (t.ends_on is null or t.next_on <= t.ends_on)
      and exists (select from finance_accounts a where a.workspace_id = t.workspace_id and a.id = t.account_id
        and a.status = 'active')`,
  async judge(tx, { id, workspaceUuid, now, today }) {
    const dues = await Dues.get(tx, id)
    const last = dues.endsOn !== null && dues.endsOn < today ? dues.endsOn : today
    const charged: string[] = []
    let day = dues.nextOn
    let isWaiting = false
    for (let count = 0; day <= last && count < mostPeriods; count++) {
      const charge = await chargeOf(tx, dues, day)
      isWaiting = charge === null
      if (charge === null) break
      charged.push(...(await insertCharges(tx, { workspace: { uuid: workspaceUuid } }, [charge])))
      day = nextPeriod(dues.startsOn, day, dues.period)
    }
    await tx.run(sql`
      update finance_dues
         set next_on = ${day}::date,
             waits_since = case when ${isWaiting} then coalesce(waits_since, ${now}) end
       where id = ${id}`)
    return emissionsOfCharges(tx, charged)
  },
})

/** The dues of one period; null: nothing says what they cost. */
async function chargeOf(tx: Tx, dues: DuesForm, day: string) {
  const account = await Account.get(tx, dues.accountId)
  const rates = (await ratesOn(tx, account.currency, day)).filter(
    ({ chargeKind, basis }) => chargeKind === 'dues' && basis === dues.period,
  )
  const rate = chooseRate(rates, {
    memberGroup: account.memberGroup,
    aircraftId: null,
    typeDesignator: null,
    instructorId: null,
    airport: null,
  })
  if (!rate) return null
  const { unitRateMinor, perQuantity, taxCode } = rate
  return {
    id: newId('bch'),
    accountId: account.id,
    projectId: account.holder.type === 'project' ? account.holder.id : null,
    kind: 'dues' as const,
    description: `${dues.description} ${dues.period === 'month' ? day.slice(0, 7) : day}`,
    quantityThousandths: 1_000,
    unit: dues.period,
    unitRateMinor,
    perQuantity,
    netMinor: lineNetMinor({ unitRateMinor, perQuantity, quantityThousandths: 1_000 }),
    currency: account.currency,
    taxCode,
    rateId: rate.id,
    rateVersionId: rate.versionId,
    sourceType: 'dues' as const,
    sourceId: dues.id,
    derivation: { days: null },
    occurredOn: day,
    reversesId: null,
  }
}
