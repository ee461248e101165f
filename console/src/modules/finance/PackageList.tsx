import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column } from '#ui/table/column.ts'
import { moneyColumn } from './moneyColumns.tsx'
import { t } from './truthStrings.ts'

type Package = RecordOf<'package'>
const w = t.packages

export const packageColumns: Column<Package>[] = [
  {
    id: 'account',
    header: w.account,
    cell: (block) => block.accountName,
    text: (block) => block.accountName,
  },
  {
    id: 'kind',
    header: w.kind,
    cell: (block) => labelOf('package.chargeKind', block.chargeKind),
    text: (block) => block.chargeKind,
  },
  {
    id: 'left',
    header: w.left,
    isNumeric: true,
    cell: (block) => `${w.h(block.leftThousandths)} / ${w.h(block.quantityThousandths)}`,
    text: (block) => String(block.leftThousandths / 1_000),
  },
  {
    ...moneyColumn<Package>(
      'leftMoney',
      w.leftMoney,
      ({ leftMinor }) => leftMinor,
      ({ currency }) => currency,
    ),
    isWide: true,
  },
  {
    id: 'expires',
    header: w.expires,
    cell: (block) => (block.isExpired ? w.expired : block.expiresOn && <DateOf on={block.expiresOn} />),
    text: (block) => block.expiresOn ?? '',
  },
]

/** Block time, and what is left of it. */
export default function PackageList() {
  return (
    <RecordList
      id="finance-packages"
      subject="package"
      words={w}
      columns={packageColumns}
      load={(query) => get('/api/v1/finance/packages', { query })}
      rowName={(block) => block.accountName}
    />
  )
}
