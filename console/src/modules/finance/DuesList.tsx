import { Button } from '@mantine/core'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column } from '#ui/table/column.ts'
import { t } from './truthStrings.ts'

type Dues = RecordOf<'dues'>
const w = t.dues

const columns: Column<Dues>[] = [
  { id: 'account', header: w.account, cell: (dues) => dues.accountName, text: (dues) => dues.accountName },
  {
    id: 'description',
    header: w.description,
    cell: (dues) => dues.description,
    text: (dues) => dues.description,
  },
  {
    id: 'period',
    header: w.period,
    cell: (dues) => labelOf('dues.period', dues.period),
    text: (dues) => dues.period,
  },
  {
    id: 'next',
    header: w.next,
    sort: 'nextOn',
    cell: (dues) => (dues.waitsSince ? w.waits : <DateOf on={dues.nextOn} />),
    text: (dues) => dues.nextOn,
  },
  {
    id: 'ends',
    header: w.ends,
    cell: (dues) => dues.endsOn && <DateOf on={dues.endsOn} />,
    text: (dues) => dues.endsOn ?? '',
  },
]

/** What accounts pay each month or day. */
export default function DuesList() {
  const can = useCan()
  const [ending, setEnding] = useState<Dues | null>(null)
  return (
    <>
      <RecordList
        id="finance-dues"
        subject="dues"
        words={w}
        columns={columns}
        load={(query) => get('/api/v1/finance/dues', { query })}
        rowName={(dues) => dues.accountName}
        rowActions={(dues) =>
          can('updateDues') ? (
            <Button size="compact-xs" variant="light" onClick={() => setEnding(dues)}>
              {w.end}
            </Button>
          ) : null
        }
        create={
          can('createDues') && {
            dialog: (onClose) => (
              <FieldDialog
                write="POST /api/v1/finance/dues"
                title={w.create}
                submitLabel={w.submit}
                done={w.created}
                changes={['dues']}
                fields={[
                  { name: 'accountId', label: w.account },
                  { name: 'description', label: w.description, initial: w.title },
                  { name: 'period', label: w.period, initial: 'month' },
                  { name: 'startsOn', label: w.starts },
                  { name: 'endsOn', label: w.ends },
                ]}
                onClose={onClose}
              />
            ),
          }
        }
      />
      {ending ? (
        <FieldDialog
          write="PATCH /api/v1/finance/dues/{id}"
          path={{ id: ending.id }}
          record={ending}
          title={w.end}
          submitLabel={w.end}
          done={w.ended}
          changes={['dues']}
          fields={[{ name: 'endsOn', label: w.ends }]}
          onClose={() => setEnding(null)}
        />
      ) : null}
    </>
  )
}
