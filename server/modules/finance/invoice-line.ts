import { id, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { billedUnits, priceFields } from './charge.ts'
import { minor } from './money-field.ts'
import { taxCategories } from './tax-code.ts'

/** A line as somebody writes it. */
export const LineInput = Type.Object({
  description: text(1, 500),
  quantityThousandths: priceFields.quantityThousandths,
  unit: priceFields.unit,
  unitRateMinor: priceFields.unitRateMinor,
  perQuantity: Type.Optional(priceFields.perQuantity),
  discountBasisPoints: Type.Optional(priceFields.discountBasisPoints),
  taxCode: text(1, 20, 'The code of a tax, such as S21; NONE for what is not subject to tax.'),
})
export type LineInput = Static<typeof LineInput>

/** What a line says to everybody: without what it follows from. */
export const PublicLine = Type.Object(
  {
    id: id('ivl'),
    description: Type.String(),
    quantityThousandths: Type.Integer(),
    unit: oneOf(billedUnits),
    unitRateMinor: Type.Integer(),
    perQuantity: Type.Integer(),
    discountBasisPoints: Type.Integer(),
    netMinor: minor(),
    taxCode: Type.String(),
    taxRateBasisPoints: Type.Integer(),
    taxMinor: minor('Of this line, rounded by itself. The invoice may round its tax once.'),
  },
  { title: 'PublicInvoiceLine' },
)
export const InvoiceLine = Type.Object(
  {
    ...PublicLine.properties,
    taxCategory: nullable(oneOf(taxCategories)),
    exemptionReason: nullable(Type.String()),
    chargeId: nullable(id('bch')),
    creditsLineId: nullable(id('ivl')),
  },
  { title: 'InvoiceLine' },
)
export type InvoiceLine = Static<typeof InvoiceLine>

const publicParts = `'id', l.id, 'description', l.description, 'quantityThousandths', l.quantity_thousandths,
      'unit', l.unit, 'unitRateMinor', l.unit_rate_minor, 'perQuantity', l.per_quantity,
      'discountBasisPoints', l.discount_basis_points, 'netMinor', l.net_minor, 'taxCode', l.tax_code,
      'taxRateBasisPoints', l.tax_rate_basis_points, 'taxMinor', l.tax_minor`
const linesAs = (parts: string) => `coalesce((select json_agg(json_build_object(${parts}) order by l.position)
    from finance_invoice_lines l where l.workspace_id = t.workspace_id and l.invoice_id = t.id), '[]')`

/** The lines of the invoice `t`. */
export const publicLinesOfInvoice = linesAs(publicParts)
export const linesOfInvoice = linesAs(`${publicParts}, 'taxCategory', l.tax_category,
      'exemptionReason', l.exemption_reason, 'chargeId', l.charge_id, 'creditsLineId', l.credits_line_id`)
