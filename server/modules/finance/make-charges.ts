import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { Charge, type ChargeForm, chargeCreated, chargeStates } from './charge.ts'
import { drawPackages, returnDraws } from './draw-package.ts'
import { Invoice } from './invoice.ts'
import { settleInvoice } from './settle-invoice.ts'

/** A charge to be made of what happened. */
export interface NewCharge
  extends Pick<
    ChargeForm,
    | 'id'
    | 'accountId'
    | 'projectId'
    | 'kind'
    | 'description'
    | 'quantityThousandths'
    | 'unit'
    | 'unitRateMinor'
    | 'perQuantity'
    | 'netMinor'
    | 'currency'
    | 'taxCode'
    | 'rateId'
    | 'rateVersionId'
    | 'occurredOn'
    | 'reversesId'
  > {
  sourceType: ChargeForm['source']['type']
  sourceId: string | null
  discountBasisPoints?: number
  derivation: object
}

/** Whether the workspace charges anything. */
export const chargesAreOn = ({ workspace }: Principal): boolean => workspace.modules.includes('finance')

/** Makes charges, each once for its source, kind and account, and lets them draw block time. @returns the IDs of those that were not there yet. */
export async function insertCharges(
  tx: Tx,
  { workspace }: { workspace: { uuid: string } },
  charges: readonly NewCharge[],
): Promise<string[]> {
  if (charges.length === 0) return []
  const rows = charges.map((charge) => ({ ...charge, discountBasisPoints: charge.discountBasisPoints ?? 0 }))
  const inserted = await tx.rows(sql<'insertedCharges'>`
    insert into finance_charges (workspace_id, id, account_id, project_id, kind, description,
        quantity_thousandths, unit, unit_rate_minor, per_quantity, discount_basis_points, net_minor, currency,
        tax_code, rate_id, rate_version_id, source_type, source_id, derivation, occurred_on, reverses_id)
    select ${workspace.uuid}::uuid, c.id, c."accountId", c."projectId", c.kind, c.description,
           c."quantityThousandths", c.unit, c."unitRateMinor", c."perQuantity", c."discountBasisPoints",
           c."netMinor", c.currency, c."taxCode", c."rateId", c."rateVersionId", c."sourceType", c."sourceId",
           c.derivation, c."occurredOn", c."reversesId"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id text, "accountId" text, "projectId" text,
          kind text, description text, "quantityThousandths" bigint, unit text, "unitRateMinor" bigint,
          "perQuantity" integer, "discountBasisPoints" integer, "netMinor" bigint, currency text, "taxCode" text,
          "rateId" text, "rateVersionId" text, "sourceType" text, "sourceId" text, derivation jsonb,
          "occurredOn" date, "reversesId" text)
        on conflict do nothing returning id`)
  const ids = inserted.map(({ id }) => id)
  await drawPackages(tx, ids)
  return ids
}

/** Keeps a source among the unbilled for as long as a part of it has no price, though the rest is charged. */
export async function noteUnpriced(
  tx: Tx,
  { workspace }: { workspace: { uuid: string } },
  sourceId: string,
  unpriced: readonly unknown[],
): Promise<void> {
  await tx.run(
    unpriced.length > 0
      ? sql`
        insert into finance_charged_in_part (workspace_id, source_id) values (${workspace.uuid}::uuid, ${sourceId})
            on conflict do nothing`
      : sql`delete from finance_charged_in_part where source_id = ${sourceId}`,
  )
}

/** The events of charges that were just made. */
export const emissionsOfCharges = (tx: Tx, ids: readonly string[]): Promise<Emission[]> =>
  Promise.all(
    ids.map(async (id) => {
      const charge = await Charge.get(tx, id)
      const subject = { type: Charge.name, id, label: charge.description, projectId: charge.projectId }
      return { type: chargeCreated, subject, data: charge }
    }),
  )

/**
 * Takes back a charge: one that waits is reversed, also off a draft. One that is billed stays, and a reversing
 * charge waits for the credit note of the next run.
 * @returns the ID of the reversing charge, if there is one.
 */
export async function takeBackCharge(
  tx: Tx,
  principal: Principal,
  charge: ChargeForm,
  day?: string,
): Promise<string[]> {
  await returnDraws(tx, charge.id)
  const invoice = charge.invoiceId ? await Invoice.get(tx, charge.invoiceId) : null
  if (invoice === null || invoice.status === 'draft') {
    await chargeStates.reverse.apply(tx, charge, { invoice_line_id: null })
    if (invoice) {
      await tx.run(sql`delete from finance_invoice_lines where charge_id = ${charge.id}`)
      await settleInvoice(tx, invoice, day ?? charge.occurredOn)
    }
    return []
  }
  return insertCharges(tx, principal, [
    {
      ...charge,
      id: newId('bch'),
      description: `Reversal: ${charge.description}`.slice(0, 500),
      quantityThousandths: -charge.quantityThousandths,
      netMinor: -charge.netMinor,
      sourceType: charge.source.type,
      sourceId: charge.source.id,
      reversesId: charge.id,
    },
  ])
}
