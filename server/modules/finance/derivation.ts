import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, id, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { roundingRules } from '#rules/tax.ts'
import { Charge, chargeKinds } from './charge.ts'
import { Invoice, TaxTotal } from './invoice.ts'
import { minor } from './money-field.ts'
import { moneyReaders } from './roles.ts'

const charge = Charge.schema.properties
const Step = Type.Object({
  lineId: id('ivl'),
  description: Type.String(),
  kind: nullable(oneOf(chargeKinds)),
  source: nullable(charge.source),
  flight: nullable(
    Type.Object({
      id: id('flt'),
      aircraftRegistration: Type.String(),
      offBlockAt: Type.String({ format: 'date-time' }),
    }),
  ),
  meter: charge.derivation,
  occurredOn: nullable(date()),
  quantityThousandths: Type.Integer(),
  unit: Type.String(),
  rate: nullable(
    Type.Object({
      id: id('rte'),
      cardName: Type.String(),
      versionId: id('rcv'),
      validFrom: date(),
      basis: Type.String(),
      unitRateMinor: Type.Integer(),
      perQuantity: Type.Integer(),
    }),
  ),
  unitRateMinor: Type.Integer(),
  perQuantity: Type.Integer(),
  discountBasisPoints: Type.Integer(),
  netMinor: minor(),
  formula: Type.String({
    description: 'How the amount follows, in words: it is rounded once, half away from zero.',
  }),
  taxCode: Type.String(),
  taxRateBasisPoints: Type.Integer(),
  taxMinor: minor(),
})
const Derivation = Type.Object(
  {
    invoiceId: id('ivc'),
    roundingRule: oneOf(roundingRules),
    lines: Type.Array(Step),
    taxes: Type.Array(TaxTotal),
    netMinor: minor(),
    taxMinor: minor(),
    totalMinor: minor(),
  },
  { title: 'InvoiceDerivation' },
)

export const getDerivation = operation({
  id: 'getInvoiceDerivation',
  method: 'GET',
  path: '/api/v1/finance/invoices/:id/derivation',
  summary: 'Get what every cent of an invoice follows from',
  description: 'For each line its flight, meter, price and version, and how it was rounded.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  on: Invoice,
  response: Derivation,
  async handle({ tx, record }) {
    const lines = await tx.rows(sql<'derivedLines', { json: object }>`
      select json_build_object('lineId', l.id, 'description', l.description, 'kind', c.kind,
               'source', case when c.id is not null
                 then json_build_object('type', c.source_type, 'id', c.source_id) end,
               'flight', case when f.id is not null then json_build_object('id', f.id, 'aircraftRegistration',
                 x.registration, 'offBlockAt',
                 to_char(f.off_block_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end,
               'meter', coalesce(c.derivation, '{}'), 'occurredOn', c.occurred_on,
               'quantityThousandths', l.quantity_thousandths, 'unit', l.unit,
               'rate', case when r.id is not null then json_build_object('id', r.id, 'cardName', k.name,
                 'versionId', v.id, 'validFrom', v.valid_from, 'basis', r.basis, 'unitRateMinor', r.unit_rate_minor,
                 'perQuantity', r.per_quantity) end,
               'unitRateMinor', l.unit_rate_minor, 'perQuantity', l.per_quantity,
               'discountBasisPoints', l.discount_basis_points, 'netMinor', l.net_minor,
               'taxCode', l.tax_code, 'taxRateBasisPoints', l.tax_rate_basis_points, 'taxMinor', l.tax_minor) as json
        from finance_invoice_lines l
        left join finance_invoice_lines ol on ol.workspace_id = l.workspace_id and ol.id = l.credits_line_id
        left join finance_charges c on c.workspace_id = l.workspace_id and c.id = coalesce(l.charge_id, ol.charge_id)
        left join flights f on f.workspace_id = c.workspace_id and f.id = c.source_id and c.source_type = 'flight'
        left join aircraft x on x.workspace_id = f.workspace_id and x.id = f.aircraft_id
        left join finance_rates r on r.workspace_id = c.workspace_id and r.id = c.rate_id
        left join finance_rate_versions v on v.workspace_id = r.workspace_id and v.id = r.version_id
        left join finance_rate_cards k on k.workspace_id = v.workspace_id and k.id = v.card_id
       where l.invoice_id = ${record.id} order by l.position`)
    const { id: invoiceId, roundingRule, taxes, netMinor, taxMinor, totalMinor } = record
    const steps = lines.map(({ json }) => ({ ...json, formula: formulaOf(json as FormulaLine) }))
    return { invoiceId, roundingRule, lines: steps as never, taxes, netMinor, taxMinor, totalMinor }
  },
})

interface FormulaLine {
  quantityThousandths: number
  unitRateMinor: number
  perQuantity: number
  discountBasisPoints: number
  netMinor: number
}

/** "1.3 × 18500 = 24050", with the divisor and the discount where there are any. */
function formulaOf(line: FormulaLine): string {
  const divisor = line.perQuantity === 1 ? '' : ` ÷ ${line.perQuantity}`
  const discount = line.discountBasisPoints === 0 ? '' : ` × ${(10_000 - line.discountBasisPoints) / 10_000}`
  return `${line.quantityThousandths / 1_000} × ${line.unitRateMinor}${divisor}${discount} = ${line.netMinor}`
}
