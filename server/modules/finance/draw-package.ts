import { sql, type Tx } from '#platform/database/database.ts'
import { drawFromBlock } from '#rules/block-time.ts'
import { lineNetMinor } from '#rules/line-amount.ts'

/**
 * Lets charges that were just made draw the block time of their account, the package that expires first before the
 * others. What is drawn is paid already: the charge is for the rest.
 */
export async function drawPackages(tx: Tx, chargeIds: readonly string[]): Promise<void> {
  if (chargeIds.length === 0) return
  const packages = await tx.rows(sql<'packagesToDraw', { left: number }>`
    select c.id as "chargeId", p.id, p.quantity_thousandths - p.drawn_thousandths as left
      from finance_charges c
      join finance_packages p on p.workspace_id = c.workspace_id and p.account_id = c.account_id
       and p.charge_kind = c.kind
     where c.id = any(${chargeIds}) and c.status = 'open' and c.reverses_id is null and c.quantity_thousandths > 0
       and c.unit in ('hour', 'minute')
       and (p.starts_on is null or p.starts_on <= c.occurred_on)
       and (p.expires_on is null or p.expires_on >= c.occurred_on) and p.drawn_thousandths < p.quantity_thousandths
     order by p.expires_on nulls last, p.created_at, p.id, c.id for update of p`)
  for (const { chargeId, id } of packages) await draw(tx, chargeId, id)
}

async function draw(tx: Tx, chargeId: string, packageId: string): Promise<void> {
  const charge = await tx.one(sql<'drawingCharge', { left: number }>`
    select c.quantity_thousandths as "quantityThousandths", c.unit, c.unit_rate_minor as "unitRateMinor",
           c.per_quantity as "perQuantity", c.discount_basis_points as "discountBasisPoints",
           p.quantity_thousandths - p.drawn_thousandths as left
      from finance_charges c
      join finance_packages p on p.workspace_id = c.workspace_id and p.id = ${packageId}
     where c.id = ${chargeId}`)
  const { drawnThousandths, restThousandths } = drawFromBlock(charge, charge.left)
  if (drawnThousandths === 0) return
  await tx.run(sql`
    insert into finance_package_draws (workspace_id, package_id, charge_id, quantity_thousandths)
    select workspace_id, ${packageId}, id, ${drawnThousandths} from finance_charges where id = ${chargeId}`)
  await tx.run(sql`
    update finance_packages set drawn_thousandths = drawn_thousandths + ${drawnThousandths} where id = ${packageId}`)
  await tx.run(sql`
    update finance_charges
       set quantity_thousandths = ${restThousandths},
           net_minor = ${lineNetMinor({ ...charge, quantityThousandths: restThousandths })},
           derivation = derivation || jsonb_build_object('drawnThousandths',
             coalesce((derivation ->> 'drawnThousandths')::bigint, 0) + ${drawnThousandths}::bigint)
     where id = ${chargeId}`)
}

/** What a charge drew is there again once it is taken back. */
export async function returnDraws(tx: Tx, chargeId: string): Promise<void> {
  await tx.run(sql`
    with returned as (
      update finance_package_draws set returned_at = now()
       where charge_id = ${chargeId} and returned_at is null
      returning workspace_id, package_id, quantity_thousandths
    )
    update finance_packages p set drawn_thousandths = p.drawn_thousandths - r.quantity_thousandths
      from returned r where p.workspace_id = r.workspace_id and p.id = r.package_id`)
}
