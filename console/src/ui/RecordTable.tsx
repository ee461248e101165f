import { kinds } from '#api/contract.ts'
import { countingOf } from './table/countingOf.ts'
import { DataTable, type TableProps } from './table/DataTable.tsx'
import { type RecordsOptions, useRecords } from './table/useRecords.ts'

type Props<Row> = Omit<TableProps<Row>, 'result' | 'save' | 'state'> & RecordsOptions<Row>

/** A paged list of the API: in a tab, or in a part of a page. `RecordList` is a whole page. */
export function RecordTable<Row extends { id: string }>(props: Props<Row>) {
  const { subject, within, isSearchable = !within && (kinds[subject].list?.isSearched ?? true) } = props
  const { state, result, save } = useRecords(props)
  return (
    <DataTable
      {...props}
      hasViews={!within}
      counting={within ? undefined : countingOf(props)}
      result={result}
      save={save}
      state={state}
      isSearchable={isSearchable}
    />
  )
}
