import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { m } from './strings.ts'

type TaxCode = RecordOf<'tax_code'>
const w = m.taxCodes
const columns: Column<TaxCode>[] = [
  { id: 'code', header: w.code, sort: 'code', cell: (tax) => tax.code, text: (tax) => tax.code },
  { id: 'name', header: w.name, cell: (tax) => tax.name, text: (tax) => tax.name },
  {
    id: 'rate',
    header: w.rateShort,
    isNumeric: true,
    cell: (tax) => `${tax.rateBasisPoints / 100} %`,
    text: (tax) => tax.rateBasisPoints / 100,
  },
  {
    id: 'category',
    header: w.category,
    cell: (tax) => labelOf('tax_code.category', tax.category),
    text: (tax) => tax.category,
    isWide: true,
  },
  {
    id: 'from',
    header: w.validFrom,
    cell: (tax) => <DateOf on={tax.validFrom} />,
    text: (tax) => tax.validFrom,
    isWide: true,
  },
  {
    id: 'to',
    header: w.validTo,
    cell: (tax) => <DateOf on={tax.validTo} />,
    text: (tax) => tax.validTo,
    isWide: true,
  },
]
const filters: Filter[] = [{ id: 'on', label: m.date, kind: 'date' }]

/** The rates of tax. */
export default function TaxCodeList() {
  const can = useCan()
  return (
    <RecordList
      id="tax-codes"
      subject="tax_code"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/finance/tax-codes', { query })}
      rowName={(tax) => tax.code}
      create={
        can('createTaxCode') && {
          dialog: (onClose) => (
            <FieldDialog
              write="POST /api/v1/finance/tax-codes"
              title={w.create}
              submitLabel={w.submit}
              done={w.created}
              changes={['tax_code']}
              fields={[
                { name: 'code', label: w.code },
                { name: 'name', label: w.name },
                { name: 'rateBasisPoints', label: w.rate },
                { name: 'category', label: w.category },
                { name: 'exemptionReason', label: w.reason },
                { name: 'validFrom', label: w.validFrom },
                { name: 'validTo', label: w.validTo },
              ]}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}
