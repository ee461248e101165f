import { type FlightForm, flightPosted } from '#modules/flights/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { belowMinimum, daysFromTo } from '#rules/daily-minimum.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import { Charge, type ChargeForm, chargeCreated, chargeStates } from './charge.ts'
import { Invoice } from './invoice.ts'
import { localDay } from './local-day.ts'
import { type FlightLine, type FlightPrice, priceFlight } from './price-flight.ts'
import { settleInvoice } from './settle-invoice.ts'

const isOn = (principal: Principal) => principal.workspace.modules.includes('finance')

/** A flight is charged in the transaction of its approval, and what was charged is taken back with it. */
export const chargeApproved = flightPosted({
  approved: async (tx, flight, { principal }) =>
    isOn(principal)
      ? chargeFlight(tx, principal, flight, await priceFlight(tx, flight, principal.workspace))
      : [],
  reversed: async (tx, flight, { principal, now }) =>
    isOn(principal) ? reverseCharges(tx, principal, flight, now) : [],
})

/** Makes the charges of a flight, each once however often it is asked for. @returns what to emit. */
export async function chargeFlight(
  tx: Tx,
  principal: Principal,
  flight: FlightForm,
  price: FlightPrice,
): Promise<Emission[]> {
  const { day, flown, facts } = price.facts
  const rows = price.lines.map((line) => ({
    ...chargeRow(line),
    projectId: flight.projectId,
    sourceId: flight.id,
    occurredOn: day,
    derivation: derivationOf(line, flight, flown.days, facts.aircraftId),
  }))
  const ids = await insertCharges(tx, principal, rows)
  const minimum = await settleMinimum(tx, principal, flight, price)
  return Promise.all(
    [...ids, ...minimum].map(async (chargeId) => emissionOfCharge(await Charge.get(tx, chargeId))),
  )
}

const chargeRow = ({ rate, ...line }: FlightLine) => ({
  ...line,
  id: newId('bch'),
  unitRateMinor: rate.unitRateMinor,
  perQuantity: rate.perQuantity,
  taxCode: rate.taxCode,
  rateId: rate.id as string | null,
  rateVersionId: rate.versionId as string | null,
  reversesId: null as string | null,
})

function derivationOf(line: FlightLine, flight: FlightForm, days: number, aircraftId: string | null) {
  const { basis } = line.rate
  const isMeter = basis === 'hobbs' || basis === 'tach'
  const minutes = { air: flight.airMinutes, block: flight.blockMinutes ?? flight.simulatorMinutes }
  return {
    meter: basis,
    outHundredths: isMeter ? flight[`${basis}OutHundredths`] : null,
    inHundredths: isMeter ? flight[`${basis}InHundredths`] : null,
    minutes: basis === 'air' || basis === 'block' ? minutes[basis] : null,
    shareBasisPoints: line.shareBasisPoints,
    days: basis === 'day' ? days : null,
    aircraftId,
  }
}

type Row = Omit<ReturnType<typeof chargeRow>, 'kind' | 'shareBasisPoints'> & {
  kind: ChargeForm['kind']
  projectId: string | null
  sourceId: string | null
  occurredOn: string
  derivation: object
}

/** @returns the IDs of those that were not there yet. */
async function insertCharges(tx: Tx, { workspace }: Principal, rows: readonly Row[]): Promise<string[]> {
  if (rows.length === 0) return []
  const inserted = await tx.rows(sql<'insertedCharges'>`
    insert into finance_charges (workspace_id, id, account_id, project_id, kind, description,
        quantity_thousandths, unit, unit_rate_minor, per_quantity, net_minor, currency, tax_code, rate_id,
        rate_version_id, source_type, source_id, derivation, occurred_on, reverses_id)
    select ${workspace.uuid}::uuid, c.id, c."accountId", c."projectId", c.kind, c.description,
           c."quantityThousandths", c.unit, c."unitRateMinor", c."perQuantity", c."netMinor", c.currency,
           c."taxCode", c."rateId", c."rateVersionId", 'flight', c."sourceId", c.derivation, c."occurredOn",
           c."reversesId"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id text, "accountId" text, "projectId" text,
          kind text, description text, "quantityThousandths" bigint, unit text, "unitRateMinor" bigint,
          "perQuantity" integer, "netMinor" bigint, currency text, "taxCode" text, "rateId" text,
          "rateVersionId" text, "sourceId" text, derivation jsonb, "occurredOn" date, "reversesId" text)
        on conflict do nothing returning id`)
  return inserted.map(({ id }) => id)
}

const emissionOfCharge = (charge: ChargeForm): Emission => ({
  type: chargeCreated,
  subject: { type: Charge.name, id: charge.id, label: charge.description, projectId: charge.projectId },
  data: charge,
})

/**
 * The difference to the daily minimum, as a line of its own. Another flight on the same days changes it: then the
 * line before is taken back. Where several share a flight, no minimum is charged.
 */
async function settleMinimum(
  tx: Tx,
  principal: Principal,
  flight: FlightForm,
  { facts, lines, payers }: FlightPrice,
): Promise<string[]> {
  const rental = lines.find(({ kind }) => kind === 'rental')
  const minimum = rental?.rate.minimumQuantityThousandths ?? null
  if (!rental || minimum === null || payers !== 1) return []
  const { from, to } = facts
  const charged = await tx.rows(sql<'chargedOnDays'>`
    select id, kind, quantity_thousandths as quantity
      from finance_charges t
     where account_id = ${rental.accountId} and derivation ->> 'aircraftId' = ${flight.aircraftId}
       and occurred_on between ${from}::date and ${to}::date and kind in ('rental', 'daily_minimum')
       and status <> 'reversed' and reverses_id is null
       and not exists (select from finance_charges r where r.workspace_id = t.workspace_id and r.reverses_id = t.id)
     order by id for update`)
  const flown = charged
    .filter(({ kind }) => kind === 'rental')
    .reduce((sum, { quantity }) => sum + quantity, 0)
  const below = belowMinimum({
    flownThousandths: flown,
    days: daysFromTo(from, to),
    minimumThousandths: minimum,
  })
  const before = charged.filter(({ kind }) => kind === 'daily_minimum')
  if (before.length === 1 && before[0]?.quantity === below) return []
  const taken: string[] = []
  for (const { id } of before) taken.push(...(await takeBack(tx, principal, await Charge.get(tx, id))))
  if (below === 0) return taken
  const row: Row = {
    ...chargeRow(rental),
    kind: 'daily_minimum',
    description: `Daily minimum ${facts.registration}`,
    quantityThousandths: below,
    netMinor: lineNetMinor({ ...rental.rate, quantityThousandths: below }),
    projectId: flight.projectId,
    sourceId: flight.id,
    occurredOn: facts.day,
    derivation: { meter: rental.rate.basis, days: daysFromTo(from, to), aircraftId: flight.aircraftId },
  }
  return [...taken, ...(await insertCharges(tx, principal, [row]))]
}

/** Takes back what a flight was charged for. */
async function reverseCharges(
  tx: Tx,
  principal: Principal,
  flight: FlightForm,
  now: Date,
): Promise<Emission[]> {
  const charges = await tx.rows(sql<'chargesOfFlight'>`
    select id from finance_charges
     where source_type = 'flight' and source_id = ${flight.id} and status in ('open', 'invoiced')
       and reverses_id is null
     order by id for update`)
  const reversing: string[] = []
  for (const { id } of charges)
    reversing.push(
      ...(await takeBack(
        tx,
        principal,
        await Charge.get(tx, id),
        localDay(now, principal.workspace.timezone),
      )),
    )
  return Promise.all(reversing.map(async (chargeId) => emissionOfCharge(await Charge.get(tx, chargeId))))
}

/**
 * Takes back a charge: one that waits is reversed, also off a draft. One that is billed stays, and a reversing
 * charge waits for the credit note of the next run.
 * @returns the ID of the reversing charge, if there is one.
 */
async function takeBack(tx: Tx, principal: Principal, charge: ChargeForm, day?: string): Promise<string[]> {
  const invoice = charge.invoiceId ? await Invoice.get(tx, charge.invoiceId) : null
  if (invoice === null || invoice.status === 'draft') {
    await chargeStates.reverse.apply(tx, charge, { invoice_line_id: null })
    if (invoice) {
      await tx.run(sql`delete from finance_invoice_lines where charge_id = ${charge.id}`)
      await settleInvoice(tx, invoice, day ?? charge.occurredOn)
    }
    return []
  }
  const { derivation, ...rest } = charge
  return insertCharges(tx, principal, [
    {
      ...rest,
      id: newId('bch'),
      description: `Reversal: ${charge.description}`.slice(0, 500),
      quantityThousandths: -charge.quantityThousandths,
      netMinor: -charge.netMinor,
      sourceId: charge.source.id,
      derivation,
      reversesId: charge.id,
    },
  ])
}
