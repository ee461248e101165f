import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column } from '#ui/table/column.ts'
import { m } from './strings.ts'

type RateCard = RecordOf<'rate_card'>
const w = m.rates
const columns: Column<RateCard>[] = [
  {
    id: 'name',
    header: w.name,
    sort: 'name',
    cell: (card) => <AppLink to={`/finance/rates/${card.id}`}>{card.name}</AppLink>,
    text: (card) => card.name,
  },
  { id: 'currency', header: m.currency, cell: (card) => card.currency, text: (card) => card.currency },
]

/** Lists of prices. */
export default function RateCardList() {
  const can = useCan()
  return (
    <RecordList
      id="rate-cards"
      subject="rate_card"
      words={w}
      columns={columns}
      load={(query) => get('/api/v1/finance/rates', { query })}
      rowName={(card) => card.name}
      rowLink={(card) => `/finance/rates/${card.id}`}
      create={
        can('createRateCard') && {
          dialog: (onClose) => (
            <FieldDialog
              write="POST /api/v1/finance/rates"
              title={w.create}
              submitLabel={w.submit}
              done={w.created}
              changes={['rate_card']}
              fields={[
                { name: 'name', label: w.name },
                { name: 'currency', label: m.currency, initial: 'USD' },
              ]}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}
